package message

import "strings"

// Cookie returns the value of a request's cookie as it was sent, "" when there is
// none. Of several of one name the first counts.
func (h *Header) Cookie(name string) string {
	for i := range h.fields {
		if !EqualName(h.fields[i].Name, "Cookie") {
			continue
		}
		for pair := range strings.SplitSeq(h.fields[i].Value, ";") {
			key, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
			if key == name {
				return strings.Trim(value, `"`)
			}
		}
	}
	return ""
}
