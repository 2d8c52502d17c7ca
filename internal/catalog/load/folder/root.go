package folder

import "strings"

// Root returns the name of the root element of a text that looks like a policy
// document, "" when it does not start with an element. It reads only what stands
// before the root: byte order mark, comments, processing instructions, a
// document type. Expressions are no obstacle, since they stand inside.
func Root(text string) string {
	s := strings.TrimPrefix(text, "\ufeff")
	for {
		s = strings.TrimLeft(s, " \t\r\n")
		switch {
		case strings.HasPrefix(s, "<!--"):
			// A comment ends at the first --> that starts at least four
			// characters after its start (artifacts.md section 3).
			s = after(s[4:], "-->")
		case strings.HasPrefix(s, "<?"):
			s = after(s[2:], "?>")
		case strings.HasPrefix(s, "<!"):
			s = after(s[2:], ">")
		case strings.HasPrefix(s, "<"):
			end := 1
			for end < len(s) && !strings.ContainsRune(" \t\r\n/>", rune(s[end])) {
				end++
			}
			return s[1:end]
		default:
			return ""
		}
	}
}

func after(s, end string) string {
	_, rest, _ := strings.Cut(s, end)
	return rest
}

// IsDocument reports whether a root element is that of a document that can be
// checked by itself.
func IsDocument(root string) bool { return root == "policies" || root == "fragment" }
