package xmltree

import (
	"math"
	"math/bits"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// ParseTimeSpan reads a duration of XML Schema such as P1DT2H3M4.5S. A year
// counts 365 days and a month 30; digits beyond 100 nanoseconds are dropped.
func ParseTimeSpan(s string) (clr.TimeSpan, error) {
	p := durationParser{rest: trim(s)}
	ticks, negative, ok := p.parse()
	switch {
	case !ok || p.overflow:
		return 0, clr.Format("The string '%s' is not a valid TimeSpan value.", s)
	case !negative && ticks > math.MaxInt64, negative && ticks > 1<<63:
		return 0, clr.Throw("System.OverflowException", "Value 'Duration' was either too large or too small for TimeSpan.")
	case negative:
		return clr.TimeSpan(-ticks), nil
	}
	return clr.TimeSpan(ticks), nil
}

type durationParser struct {
	rest     string
	overflow bool // a part does not fit 32 bits
}

func (p *durationParser) parse() (ticks uint64, negative, ok bool) {
	if p.rest != "" && p.rest[0] == '-' {
		negative, p.rest = true, p.rest[1:]
	}
	if p.rest == "" || p.rest[0] != 'P' {
		return 0, false, false
	}
	p.rest = p.rest[1:]
	var days, seconds, fraction uint64
	parts := 0
	// n is the number read last and not yet given a unit.
	n, have := p.number()
	unit := func(letter byte) bool {
		if !have || p.rest == "" || p.rest[0] != letter {
			return false
		}
		p.rest = p.rest[1:]
		parts++
		return true
	}
	add := func(sum *uint64, factor uint64) {
		high, low := bits.Mul64(n, factor)
		total, carry := bits.Add64(*sum, low, 0)
		if high != 0 || carry != 0 || n > math.MaxInt32 {
			p.overflow = true
		}
		*sum = total
		n, have = p.number()
	}
	if unit('Y') {
		add(&days, 365)
	}
	if unit('M') {
		add(&days, 30)
	}
	if unit('D') {
		add(&days, 1)
	}
	if p.rest != "" && p.rest[0] == 'T' && !have {
		p.rest = p.rest[1:]
		parts = 0
		n, have = p.number()
		if unit('H') {
			add(&seconds, 3600)
		}
		if unit('M') {
			add(&seconds, 60)
		}
		if p.rest != "" && p.rest[0] == '.' {
			var ok bool
			if fraction, ok = p.fraction(); !ok && !have {
				return 0, false, false
			}
			have = true
		}
		if unit('S') {
			add(&seconds, 1)
		}
	}
	if parts == 0 || have || p.rest != "" {
		return 0, false, false
	}
	whole := seconds + days*86400
	high, ticks := bits.Mul64(whole, clr.TicksPerSecond)
	ticks, carry := bits.Add64(ticks, fraction, 0)
	if high != 0 || carry != 0 {
		ticks = math.MaxUint64
	}
	return ticks, negative, true
}

// number reads digits.
func (p *durationParser) number() (n uint64, ok bool) {
	for p.rest != "" && p.rest[0] >= '0' && p.rest[0] <= '9' {
		if n > math.MaxInt32 {
			p.overflow = true
		} else {
			n = n*10 + uint64(p.rest[0]-'0')
		}
		ok, p.rest = true, p.rest[1:]
	}
	return n, ok
}

// fraction reads a point and the digits behind it as ticks; ok says that there
// are any.
func (p *durationParser) fraction() (ticks uint64, ok bool) {
	p.rest = p.rest[1:]
	for scale := uint64(clr.TicksPerSecond / 10); p.rest != "" && p.rest[0] >= '0' && p.rest[0] <= '9'; scale /= 10 {
		ticks += scale * uint64(p.rest[0]-'0')
		ok, p.rest = true, p.rest[1:]
	}
	return ticks, ok
}
