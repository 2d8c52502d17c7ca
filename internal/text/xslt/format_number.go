package xslt

import (
	"math"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// decimalFormat is an xsl:decimal-format.
type decimalFormat struct {
	decimal, grouping, minus, percent, perMille, zero, digit, separator rune
	infinity, nan                                                       string
}

func defaultFormat() *decimalFormat {
	return &decimalFormat{'.', ',', '-', '%', '‰', '0', '#', ';', "Infinity", "NaN"}
}

func (c *compiler) decimalFormat(e *xmltree.Element) {
	c.attributes(e, "name", "decimal-separator", "grouping-separator", "infinity", "minus-sign", "NaN", "percent", "per-mille", "zero-digit", "digit", "pattern-separator")
	c.empty(e)
	d := defaultFormat()
	for name, to := range map[string]*rune{
		"decimal-separator": &d.decimal, "grouping-separator": &d.grouping, "minus-sign": &d.minus, "percent": &d.percent,
		"per-mille": &d.perMille, "zero-digit": &d.zero, "digit": &d.digit, "pattern-separator": &d.separator,
	} {
		a := attribute(e, name)
		if a == nil {
			continue
		}
		r := []rune(a.Value())
		if len(r) != 1 {
			c.errorf(a, "The value of the '%s' attribute must be a single character.", name)
			continue
		}
		*to = r[0]
	}
	if a := attribute(e, "infinity"); a != nil {
		d.infinity = a.Value()
	}
	if a := attribute(e, "NaN"); a != nil {
		d.nan = a.Value()
	}
	name := xmltree.Name{}
	if a := attribute(e, "name"); a != nil {
		name, _ = c.qname(e, a)
	}
	c.sheet.formats[name] = d
}

func formatNumberFunction(e *xmltree.Element, f *frame, _ xpath.Context, args []xpath.Value) (xpath.Value, error) {
	name := xmltree.Name{}
	if len(args) > 2 {
		var err error
		if name, err = resolve(e, xpath.Text(args[2]), false); err != nil {
			return nil, err
		}
	}
	d := f.x.sheet.formats[name]
	if d == nil {
		if name != (xmltree.Name{}) {
			return nil, failure("Decimal format '%s' is not defined.", name)
		}
		d = defaultFormat()
	}
	return d.format(xpath.Number(args[0]), xpath.Text(args[1]))
}

// picture is one half of a format.
type picture struct {
	prefix, suffix   string
	whole            int // digits before the point that must be there
	fraction, most   int // digits behind the point: at least and at most
	group            int // digits of a group, 0 without groups
	point            bool
	percent, permile bool
}

// format writes a number by a picture string, as DecimalFormat of Java does.
func (d *decimalFormat) format(v float64, text string) (string, error) {
	positive, negative, hasNegative := strings.Cut(text, string(d.separator))
	p, err := d.picture(positive, text)
	if err != nil {
		return "", err
	}
	n := p
	if hasNegative {
		if n, err = d.picture(negative, text); err != nil {
			return "", err
		}
		// Only what stands around the digits is the second half's own.
		prefix, suffix := n.prefix, n.suffix
		n = p
		n.prefix, n.suffix = prefix, suffix
	} else {
		n.prefix = string(d.minus) + n.prefix
	}
	if math.IsNaN(v) {
		return d.nan, nil
	}
	use := p
	if v < 0 {
		use, v = n, -v
	}
	if math.IsInf(v, 0) {
		return use.prefix + d.infinity + use.suffix, nil
	}
	digits := d.digits(v, use)
	if use.prefix == n.prefix && !strings.ContainsFunc(digits, func(r rune) bool { return r > d.zero && r <= d.zero+9 }) && !hasNegative {
		use = p // what rounds to nothing has no sign
	}
	return use.prefix + digits + use.suffix, nil
}

// digits writes a number that is not negative.
func (d *decimalFormat) digits(v float64, p picture) string {
	shift := 0
	if p.percent {
		shift = 2
	} else if p.permile {
		shift = 3
	}
	whole, fraction := roundDecimal(v, shift, p.most)
	if len(fraction) < p.fraction {
		fraction += strings.Repeat("0", p.fraction-len(fraction))
	}
	for len(fraction) > p.fraction && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) < p.whole {
		whole = strings.Repeat("0", p.whole-len(whole)) + whole
	}
	var b strings.Builder
	for i, c := range whole {
		if p.group > 0 && i > 0 && (len(whole)-i)%p.group == 0 {
			b.WriteRune(d.grouping)
		}
		b.WriteRune(d.zero + c - '0')
	}
	if fraction != "" {
		b.WriteRune(d.decimal)
		for _, c := range fraction {
			b.WriteRune(d.zero + c - '0')
		}
	}
	return b.String()
}

// roundDecimal multiplies by a power of ten and rounds to so many digits behind the
// point, halves away from zero, on the digits that the number is written with.
func roundDecimal(v float64, shift, most int) (whole, fraction string) {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	whole, fraction, _ = strings.Cut(s, ".")
	if len(fraction) < shift {
		fraction += strings.Repeat("0", shift-len(fraction))
	}
	whole, fraction = whole+fraction[:shift], fraction[shift:]
	if len(fraction) <= most {
		return whole, fraction
	}
	up := fraction[most] >= '5'
	digits := []byte("0" + whole + fraction[:most])
	for i := len(digits) - 1; up && i >= 0; i-- {
		if digits[i] == '9' {
			digits[i] = '0'
			continue
		}
		digits[i]++
		up = false
	}
	return string(digits[:len(digits)-most]), string(digits[len(digits)-most:])
}

// maxPicture bounds the digits that a format asks for.
const maxPicture = 400

// picture reads one half of a format.
func (d *decimalFormat) picture(s, all string) (picture, error) {
	p := picture{}
	var prefix, suffix strings.Builder
	bad := failure("Format '%s' cannot be used.", all)
	if len(s) > maxPicture {
		return p, bad
	}
	const before, inWhole, inFraction, after = 0, 1, 2, 3
	state, groupAt, optional := before, -1, false
	count := 0
	quoted := false
	for _, r := range s {
		if r == '\'' {
			quoted = !quoted
			continue
		}
		active := !quoted && (r == d.digit || r == d.zero || r == d.grouping || r == d.decimal)
		if state == after {
			active = false // .NET takes what follows as text
		}
		switch {
		case active && r == d.decimal:
			if state == inFraction {
				return p, bad
			}
			p.point, state = true, inFraction
		case active && r == d.grouping:
			if state == inFraction {
				return p, bad
			}
			state, groupAt = inWhole, count
		case active:
			if state == before {
				state = inWhole
			}
			switch {
			case state == inWhole:
				count++
				if r == d.zero {
					p.whole++
				} else if p.whole > 0 {
					return p, bad // # after 0
				}
			case r == d.zero:
				if optional {
					return p, bad // 0 after #
				}
				p.fraction++
				p.most++
			default:
				optional = true
				p.most++
			}
		default:
			if state != before {
				state = after
			}
			if !quoted && r == d.percent {
				p.percent = true
			}
			if !quoted && r == d.perMille {
				p.permile = true
			}
			if state == before {
				prefix.WriteRune(r)
			} else {
				suffix.WriteRune(r)
			}
		}
	}
	if groupAt >= 0 {
		p.group = count - groupAt
	}
	if count == 0 && p.most == 0 {
		return p, bad
	}
	p.prefix, p.suffix = prefix.String(), suffix.String()
	return p, nil
}
