package gateway

import "strings"

// cleanPath takes the dot segments out of a path, those with encoded dots too, as
// .NET's Uri does: they must not lead from an API's path to another one, nor out of
// the base path of a backend. ok is false when the path cannot be read: percent
// signs that encode nothing, or a null character.
func cleanPath(path string) (clean string, ok bool) {
	if !strings.ContainsAny(path, ".%") {
		return path, true
	}
	dots := false
	for i := 0; i < len(path); i++ {
		switch path[i] {
		case '%':
			if i+2 >= len(path) || !isHex(path[i+1]) || !isHex(path[i+2]) || path[i+1:i+3] == "00" {
				return "", false
			}
		case '/':
			end := strings.IndexByte(path[i+1:], '/')
			if end < 0 {
				end = len(path) - i - 1
			}
			dots = dots || dotsIn(path[i+1:i+1+end]) > 0
		}
	}
	if !dots {
		return path, true
	}
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	out := segments[:0]
	for i, s := range segments {
		n := dotsIn(s)
		if n == 0 {
			out = append(out, s)
			continue
		}
		if n == 2 && len(out) > 0 {
			out = out[:len(out)-1]
		}
		if i == len(segments)-1 {
			out = append(out, "")
		}
	}
	return "/" + strings.Join(out, "/"), true
}

// dotsIn returns 1 for a segment that is one dot, 2 for two, in whatever encoding,
// else 0.
func dotsIn(segment string) int {
	n := 0
	for segment != "" {
		switch {
		case segment[0] == '.':
			segment = segment[1:]
		case len(segment) >= 3 && strings.EqualFold(segment[:3], "%2e"):
			segment = segment[3:]
		default:
			return 0
		}
		if n++; n > 2 {
			return 0
		}
	}
	return n
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
