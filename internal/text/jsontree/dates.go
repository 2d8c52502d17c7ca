package jsontree

import "github.com/gatehouse-project/gatehouse/internal/clr"

func parseDateTime(s string) (clr.DateTime, error) {
	return clr.DateTime{}, clr.Format("String was not recognized as a valid DateTime.")
}
func parseDateTimeOffset(s string) (clr.DateTimeOffset, error) { return clr.DateTimeOffset{}, nil }
func parseTimeSpan(s string) (clr.TimeSpan, error)             { return 0, nil }
