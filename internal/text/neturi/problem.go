package neturi

import "github.com/gatehouse-project/gatehouse/internal/clr"

// problem is why a text is no absolute URI. Those up to lastRelative leave it the
// chance to be a relative one.
type problem int

const (
	ok problem = iota
	badFormat
	badScheme
	badAuthority
	empty
	schemeTooLong
	tooLong
	driveNotRooted
	badHost
	badPort
	badTerminator
	notRelative

	lastRelative = empty
)

// maxUnits is the length from which .NET refuses a text, in UTF-16 units.
const maxUnits = 0xfff0

var problemTexts = [...]string{
	badFormat:      "The format of the URI could not be determined.",
	badScheme:      "The URI scheme is not valid.",
	badAuthority:   "The Authority/Host could not be parsed.",
	empty:          "The URI is empty.",
	schemeTooLong:  "The Uri scheme is too long.",
	tooLong:        "The Uri string is too long.",
	driveNotRooted: `A Dos path must be rooted, for example, 'c:\\'.`,
	badHost:        "The hostname could not be parsed.",
	badPort:        "Invalid port specified.",
	badTerminator:  `The Authority/Host cannot end with a backslash character ('\\').`,
}

func (p problem) exception() error {
	if p == notRelative {
		return clr.UriFormat("A relative URI cannot be created because the 'uriString' parameter represents an absolute URI.")
	}
	return clr.UriFormat("Invalid URI: %s", problemTexts[p])
}

// badString is thrown for text that cannot be encoded.
func badString() error {
	return clr.UriFormat("Invalid URI: There is an invalid sequence in the string.")
}
