package jsontree

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// The parsers that conversions of text to dates use. Text that holds a time and
// no date is of today, by the system's clock.

func parseDateTime(s string) (clr.DateTime, error) {
	return netfmt.ParseDateTime(s, netfmt.Invariant(), netfmt.DateNone, nil)
}

func parseDateTimeOffset(s string) (clr.DateTimeOffset, error) {
	return netfmt.ParseDateTimeOffset(s, netfmt.Invariant(), netfmt.DateNone, nil)
}

func parseTimeSpan(s string) (clr.TimeSpan, error) {
	return netfmt.ParseTimeSpan(s, netfmt.Invariant())
}
