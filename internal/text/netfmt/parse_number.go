package netfmt

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// NumberStyles is System.Globalization.NumberStyles, with .NET's values.
type NumberStyles int

// The single permissions.
const (
	AllowLeadingWhite NumberStyles = 1 << iota
	AllowTrailingWhite
	AllowLeadingSign
	AllowTrailingSign
	AllowParentheses
	AllowDecimalPoint
	AllowThousands
	AllowExponent
	AllowCurrencySymbol
	AllowHexSpecifier
)

// The usual combinations. Integers are parsed with NumberInteger, decimals with
// NumberNumber, floats with NumberFloat | AllowThousands unless told otherwise.
const (
	NumberNone     NumberStyles = 0
	NumberInteger               = AllowLeadingWhite | AllowTrailingWhite | AllowLeadingSign
	NumberHex                   = AllowLeadingWhite | AllowTrailingWhite | AllowHexSpecifier
	NumberNumber                = NumberInteger | AllowTrailingSign | AllowDecimalPoint | AllowThousands
	NumberFloat                 = NumberInteger | AllowDecimalPoint | AllowExponent
	NumberCurrency              = NumberNumber | AllowParentheses | AllowCurrencySymbol
	NumberAny                   = NumberCurrency | AllowExponent
)

// check throws System.ArgumentException for a combination that .NET refuses.
func (s NumberStyles) check(float bool) error {
	const hexError = "With the AllowHexSpecifier bit set in the enum bit field, the only other valid bits that can be combined into the enum value must be a subset of those in HexNumber."
	switch {
	case s&^(NumberAny|AllowHexSpecifier) != 0:
		return clr.Argument("An undefined NumberStyles value is being used.", "style")
	case s&AllowHexSpecifier == 0:
		return nil
	case float:
		return clr.Argument("The number style AllowHexSpecifier is not supported on floating point data types.", "")
	case s&^NumberHex != 0:
		return clr.Argument(hexError, "")
	}
	return nil
}

// maxExponent is where exponents stop to matter for any type.
const maxExponent = 100_000

// scanned is a number as it was written: 0.digits × 10^scale, with leading and
// trailing zeros as they stand.
type scanned struct {
	negative bool
	digits   []byte
	scale    int
	// point tells that there was a decimal point.
	point bool
}

// numberScanner reads one number in a culture's writing.
type numberScanner struct {
	rest   string
	styles NumberStyles
	c      *Culture

	signed, bracket, currency bool
	negative, point           bool
	scale                     int
}

// scanNumber reads the whole text. ok is false when it is no number in these
// styles. buffer takes the digits.
func scanNumber(s string, styles NumberStyles, c *Culture, buffer []byte) (out scanned, ok bool) {
	p := numberScanner{rest: s, styles: styles, c: c}
	p.leading()
	digits := p.digits(buffer[:0])
	if len(digits) == 0 {
		return scanned{}, false
	}
	p.exponent()
	p.trailing()
	// Zero characters at the end are left over from C strings.
	if p.bracket || strings.Trim(p.rest, "\x00") != "" {
		return scanned{}, false
	}
	return scanned{negative: p.negative, digits: digits, scale: p.scale, point: p.point}, true
}

func (p *numberScanner) allows(style NumberStyles) bool { return p.styles&style != 0 }

// skip takes a prefix away. A no-break space in a culture's symbol is met by a
// plain space too.
func (p *numberScanner) skip(prefix string) bool {
	if prefix == "" {
		return false
	}
	if rest, found := strings.CutPrefix(p.rest, prefix); found {
		p.rest = rest
		return true
	}
	if prefix == "\u00a0" && strings.HasPrefix(p.rest, " ") {
		p.rest = p.rest[1:]
		return true
	}
	return false
}

func isNumberSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func (p *numberScanner) skipSpace() bool {
	if p.rest == "" || !isNumberSpace(p.rest[0]) {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *numberScanner) sign() bool {
	switch {
	case p.signed:
		return false
	case p.skip(p.c.number.positive):
	case p.skip(p.c.number.negative):
		p.negative = true
	default:
		return false
	}
	p.signed = true
	return true
}

func (p *numberScanner) currencySymbol() bool {
	if !p.allows(AllowCurrencySymbol) || p.currency || !p.skip(p.c.number.currency) {
		return false
	}
	p.currency = true
	return true
}

func (p *numberScanner) leading() {
	for {
		switch {
		case p.allows(AllowLeadingWhite) && (!p.signed || p.currency) && p.skipSpace():
		case p.allows(AllowLeadingSign) && p.sign():
		case p.allows(AllowParentheses) && !p.signed && p.skip("("):
			p.signed, p.bracket, p.negative = true, true, true
		case p.currencySymbol():
		default:
			return
		}
	}
}

// digits reads digits, separators and the point.
func (p *numberScanner) digits(digits []byte) []byte {
	for p.rest != "" {
		if c := p.rest[0]; c >= '0' && c <= '9' {
			digits = append(digits, c)
			if !p.point {
				p.scale++
			}
			p.rest = p.rest[1:]
			continue
		}
		if p.allows(AllowDecimalPoint) && !p.point && (p.skip(p.c.number.decimal) || p.allows(AllowCurrencySymbol) && p.skip(p.c.number.currencyDecimal)) {
			p.point = true
			continue
		}
		if p.allows(AllowThousands) && !p.point && len(digits) > 0 &&
			(p.skip(p.c.number.group) || p.allows(AllowCurrencySymbol) && p.skip(p.c.number.currencyGroup)) {
			continue
		}
		break
	}
	return digits
}

// exponent reads an exponent; an E without digits is left for what follows,
// which will refuse it.
func (p *numberScanner) exponent() {
	if !p.allows(AllowExponent) || p.rest == "" || p.rest[0]|0x20 != 'e' {
		return
	}
	before := p.rest
	p.rest = p.rest[1:]
	negative := false
	if !p.skip(p.c.number.positive) {
		negative = p.skip(p.c.number.negative)
	}
	value, start := 0, p.rest
	for p.rest != "" && p.rest[0] >= '0' && p.rest[0] <= '9' {
		value = min(value*10+int(p.rest[0]-'0'), maxExponent)
		p.rest = p.rest[1:]
	}
	if len(p.rest) == len(start) {
		p.rest = before
		return
	}
	if negative {
		value = -value
	}
	p.scale += value
}

func (p *numberScanner) trailing() {
	for {
		switch {
		case p.allows(AllowTrailingWhite) && p.skipSpace():
		case p.allows(AllowTrailingSign) && p.sign():
		case p.bracket && p.skip(")"):
			p.bracket = false
		case p.currencySymbol():
		default:
			return
		}
	}
}
