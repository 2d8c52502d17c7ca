package serial

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// encodeName is XmlConvert.EncodeName: a space becomes _x0020_.
func encodeName(name string) string {
	if xmltree.NameLength(name) == len(name) && !strings.Contains(name, "_x") {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(name); {
		r, n := utf8.DecodeRuneInString(name[i:])
		_, size := escaped(name[i:])
		// The first character must begin a name, the others must go on with one.
		start := "a"
		if i == 0 {
			start = ""
		}
		if probe := start + name[i:i+n]; size > 0 || r != ':' && xmltree.NameLength(probe) != len(probe) {
			digits := strings.ToUpper(strconv.FormatInt(int64(r), 16))
			width := 4
			if r > 0xffff {
				width = 8
			}
			b.WriteString("_x" + strings.Repeat("0", max(0, width-len(digits))) + digits + "_")
		} else {
			b.WriteString(name[i : i+n])
		}
		i += n
	}
	return b.String()
}
