package xmltree

import (
	"encoding/hex"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// ParseGuid reads a Guid: 32 digits, with four hyphens or without, and with
// braces or parentheses around the form with hyphens. It is the explicit
// conversion of XElement and XAttribute, XmlConvert.ToGuid.
func ParseGuid(s string) (clr.Guid, error) {
	var g clr.Guid
	s = strings.TrimSpace(s)
	if s == "" {
		return g, clr.Format("Unrecognized Guid format.")
	}
	digits := s
	if len(s) == 38 && (s[0] == '{' && s[37] == '}' || s[0] == '(' && s[37] == ')') {
		digits = s[1:37]
	}
	if len(digits) == 36 && digits[8] == '-' && digits[13] == '-' && digits[18] == '-' && digits[23] == '-' {
		digits = digits[:8] + digits[9:13] + digits[14:18] + digits[19:23] + digits[24:]
	} else if digits != s {
		digits = ""
	}
	if b, err := hex.DecodeString(digits); err == nil && len(b) == len(g) {
		copy(g[:], b)
		return g, nil
	}
	return g, clr.Format("Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).")
}
