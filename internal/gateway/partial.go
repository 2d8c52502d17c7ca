package gateway

import (
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
)

// matchSegment matches a segment of a request with one that mixes texts and
// parameters, and returns the values decoded. The segment counts as it was sent; when
// it does not match so, its escapes and those of the template make no difference:
// orders%287%29 is orders({id}) as well.
func matchSegment(parts []catalog.Part, seg string) (values []string, ok bool) {
	if values, ok = matchParts(parts, seg); ok {
		for i, v := range values {
			values[i] = unescapePath(v)
		}
		return values, true
	}
	decoded, changed := unescapePath(seg), false
	for i, p := range parts {
		text := unescapePath(p.Text)
		if p.IsParameter || text == p.Text {
			continue
		}
		if !changed {
			parts, changed = slices.Clone(parts), true
		}
		parts[i].Text = text
	}
	if !changed && decoded == seg {
		return nil, false
	}
	return matchParts(parts, decoded)
}

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
