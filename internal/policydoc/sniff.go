package policydoc

import "strings"

// Shape says what kind of policy document a text is.
type Shape uint8

// The shapes of documents (00-documents-and-pipeline.md section 1).
const (
	// Other is a text that is no policy document.
	Other Shape = iota
	// Policies is a policy definition, <policies>.
	Policies
	// Fragment is a policy fragment, <fragment>.
	Fragment
	// Resolver is the document of a GraphQL resolver, such as
	// <http-data-source>.
	Resolver
)

// ShapeOf returns the shape that the name of a root element makes.
func ShapeOf(root string) Shape {
	switch root {
	case "policies":
		return Policies
	case "fragment":
		return Fragment
	case "http-data-source", "sql-data-source", "cosmosdb-data-source":
		return Resolver
	}
	return Other
}

// Sniff tells what a loose file is from the name of its root element, without
// reading it: a beginning of the text is enough if it holds the root's tag.
func Sniff(text string) Shape { return ShapeOf(RootName(text)) }

// RootName returns the name of the first element of a text that starts as an
// XML document does, or "".
func RootName(text string) string {
	text = strings.TrimPrefix(text, "\ufeff")
	for i := skipSpace(text, 0); i < len(text); i = skipSpace(text, i) {
		rest, stop, open := text[i:], "", 0
		switch {
		case strings.HasPrefix(rest, "<!--"):
			stop, open = "-->", 4
		case strings.HasPrefix(rest, "<?"):
			stop, open = "?>", 2
		case strings.HasPrefix(rest, "<!"):
			stop, open = ">", 2
		case rest[0] == '<':
			return rest[1:nameEnd(rest, 1)]
		default:
			return ""
		}
		n := strings.Index(rest[open:], stop)
		if n < 0 {
			return ""
		}
		i += open + n + len(stop)
	}
	return ""
}
