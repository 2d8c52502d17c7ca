package xmltree

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// xmlException is a System.Xml.XmlException without a place.
func xmlException(format string, args ...any) *clr.Exception {
	return clr.Throw("System.Xml.XmlException", format, args...)
}

func argument(format string, args ...any) *clr.Exception {
	return clr.Throw("System.ArgumentException", format, args...)
}

// describeChar gives a character the two ways messages show it: itself and its
// number. NUL is shown as a point, as .NET does.
func describeChar(r rune) (shown, number string) {
	shown = string(r)
	if r == 0 {
		shown = "."
	}
	return shown, fmt.Sprintf("0x%02X", r)
}

func badNameStart(r rune) string {
	shown, number := describeChar(r)
	return fmt.Sprintf("Name cannot begin with the '%s' character, hexadecimal value %s.", shown, number)
}

func badNameChar(r rune) string {
	shown, number := describeChar(r)
	return fmt.Sprintf("The '%s' character, hexadecimal value %s, cannot be included in a name.", shown, number)
}

func invalidChar(r rune) string {
	shown, number := describeChar(r)
	return fmt.Sprintf("'%s', hexadecimal value %s, is an invalid character.", shown, number)
}

func missingParent() *clr.Exception {
	return clr.InvalidOperation("The parent is missing.")
}

func attributeInContent() *clr.Exception {
	return argument("An attribute cannot be added to content.")
}
