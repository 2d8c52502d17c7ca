package policy

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// CheckHeaderValue returns the exception of a text that cannot be the value of a
// header, or a reason phrase, nil when it can be one: what .NET's WebHeaderCollection
// throws, whose words for line breaks are observed
// (policies/00-documents-and-pipeline.md, section 7). Unlike there a line break is
// refused also where white space follows it: recipients do not agree on what that
// means (RFC 9112, 5.2).
func CheckHeaderValue(text string) error {
	if message.ValidValue(text) {
		return nil
	}
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\r' || c == '\n':
			return clr.Argument("Specified value has invalid CRLF characters.", "value")
		case !message.ValidValue(text[i : i+1]):
			return clr.Argument("Specified value has invalid Control characters.", "value")
		}
	}
	return nil
}
