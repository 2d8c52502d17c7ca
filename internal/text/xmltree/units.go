package xmltree

import "unicode/utf8"

// UnitCount returns how many UTF-16 units a text has in .NET.
func UnitCount(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			n++
			continue
		}
		r, size := decode(s[i:])
		if n++; r > 0xFFFF {
			n++
		}
		i += size
	}
	return n
}

// ToUnits returns the UTF-16 units of a text. A lone surrogate stands in a Go
// string as the three bytes that UTF-8 would give it.
func ToUnits(s string) []rune {
	units := make([]rune, 0, len(s))
	for i := 0; i < len(s); {
		r, size := decode(s[i:])
		if r > 0xFFFF {
			units = append(units, 0xD800+(r-0x10000)>>10, 0xDC00+(r-0x10000)&0x3FF)
		} else {
			units = append(units, r)
		}
		i += size
	}
	return units
}

// FromUnits is the inverse of [ToUnits].
func FromUnits(units []rune) string {
	out := make([]byte, 0, len(units))
	for i := 0; i < len(units); i++ {
		u := units[i]
		switch {
		case u < 0xD800 || u > 0xDFFF:
			out = utf8.AppendRune(out, u)
		case u < 0xDC00 && i+1 < len(units) && units[i+1] >= 0xDC00 && units[i+1] <= 0xDFFF:
			i++
			out = utf8.AppendRune(out, 0x10000+(u-0xD800)<<10+units[i]-0xDC00)
		default:
			out = append(out, 0xED, 0x80|byte(u>>6&0x3F), 0x80|byte(u&0x3F))
		}
	}
	return string(out)
}
