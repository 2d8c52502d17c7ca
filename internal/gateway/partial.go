package gateway

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
)

// matchParts matches a segment that mixes texts and parameters; a parameter takes
// as little as it can, but something. Texts are looked for from left to right: when
// the leftmost place of each does not lead to the end, no other does, so the time
// is bounded by the lengths of segment and template.
func matchParts(parts []catalog.Part, seg string) (values []string, ok bool) {
	for i, p := range parts {
		switch {
		case p.IsParameter && i == len(parts)-1:
			return append(values, seg), seg != ""
		case p.IsParameter:
			// A text follows: no two parameters are neighbours.
			text := parts[i+1].Text
			at := indexFold(seg, text, 1)
			if i+1 == len(parts)-1 {
				at = len(seg) - len(text)
			}
			if at < 1 || !hasPrefixFold(seg[at:], text) {
				return nil, false
			}
			values, seg = append(values, seg[:at]), seg[at:]
		case !hasPrefixFold(seg, p.Text):
			return nil, false
		default:
			seg = seg[len(p.Text):]
		}
	}
	return values, seg == ""
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// indexFold returns the first place of text in s at from or later, without regard
// to case; -1 when there is none.
func indexFold(s, text string, from int) int {
	for i := from; i+len(text) <= len(s); i++ {
		if hasPrefixFold(s[i:], text) {
			return i
		}
	}
	return -1
}
