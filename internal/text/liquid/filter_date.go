package liquid

import (
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// date writes a date with a format of .NET. Texts that are no dates stay as they
// are; now and today are the current time.
func date(r *renderer, args []Value) (Value, error) {
	if args[0] == nil {
		return nil, nil
	}
	format, _ := optional(args[1])
	if d, ok := args[0].(clr.DateTime); ok {
		return r.formatDate(d, format)
	}
	s := text(args[0], r.culture)
	if strings.EqualFold(s, "now") || strings.EqualFold(s, "today") {
		return r.formatDate(clr.DateTimeFromTime(r.now().UTC()).WithKind(clr.Local), format)
	}
	d, err := netfmt.ParseDateTime(s, r.culture, netfmt.DateNone, r.now)
	if err != nil || isBlank(format) {
		return s, nil
	}
	return r.formatDate(d, format)
}

func (r *renderer) formatDate(d clr.DateTime, format string) (Value, error) {
	if isBlank(format) {
		format = ""
	}
	s, err := netfmt.FormatDateTime(d, format, r.culture)
	if err != nil {
		return nil, err
	}
	return r.made(s)
}

func (r *renderer) now() time.Time {
	if r.opts.Now == nil {
		return time.Now()
	}
	return r.opts.Now()
}
