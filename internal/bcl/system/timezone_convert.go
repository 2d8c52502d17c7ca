package system

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// zoneConverter holds what the conversions of TimeZoneInfo share.
type zoneConverter struct {
	zones      *zoneCache
	utc, local *zone
}

func zoneConvertMembers(zones *zoneCache, utc, local *zone) []types.Member {
	c := zoneConverter{zones, utc, local}
	byName := func(f *rt.Frame, id rt.String, param string) (*zone, error) {
		if !id.Valid {
			return nil, clr.ArgumentNull(param)
		}
		return zones.find(id.Text, thisYear(f))
	}
	return []types.Member{
		{Sig: "static DateTimeOffset ConvertTime(DateTimeOffset dateTimeOffset, TimeZoneInfo destinationTimeZone)", Impl: rt.Func2(convertOffset)},
		{Sig: "static DateTime ConvertTime(DateTime dateTime, TimeZoneInfo destinationTimeZone)", Impl: rt.Func2(func(d clr.DateTime, to *zone) (clr.DateTime, error) {
			return c.convert(d, c.zoneOf(d), to)
		})},
		{Sig: "static DateTime ConvertTime(DateTime dateTime, TimeZoneInfo sourceTimeZone, TimeZoneInfo destinationTimeZone)", Impl: rt.Func3(c.convert)},
		{Sig: "static DateTime ConvertTimeFromUtc(DateTime dateTime, TimeZoneInfo destinationTimeZone)", Impl: rt.Func2(func(d clr.DateTime, to *zone) (clr.DateTime, error) {
			return c.convert(d, utc, to)
		})},
		{Sig: "static DateTime ConvertTimeToUtc(DateTime dateTime)", Impl: rt.Func1(func(d clr.DateTime) (clr.DateTime, error) { return d.WithKind(clr.UTC), nil })},
		{Sig: "static DateTime ConvertTimeToUtc(DateTime dateTime, TimeZoneInfo sourceTimeZone)", Impl: rt.Func2(func(d clr.DateTime, from *zone) (clr.DateTime, error) {
			return c.convert(d, from, utc)
		})},
		{Sig: "static DateTime ConvertTimeBySystemTimeZoneId(DateTime dateTime, string destinationTimeZoneId)", Impl: rt.FrameFunc2(func(f *rt.Frame, d clr.DateTime, id rt.String) (clr.DateTime, error) {
			to, err := byName(f, id, "destinationTimeZoneId")
			if err != nil {
				return clr.DateTime{}, err
			}
			return c.convert(d, c.zoneOf(d), to)
		})},
		{Sig: "static DateTime ConvertTimeBySystemTimeZoneId(DateTime dateTime, string sourceTimeZoneId, string destinationTimeZoneId)", Impl: rt.FrameFunc3(
			func(f *rt.Frame, d clr.DateTime, fromID, toID rt.String) (clr.DateTime, error) {
				from, err := byName(f, fromID, "sourceTimeZoneId")
				if err != nil {
					return clr.DateTime{}, err
				}
				to, err := byName(f, toID, "destinationTimeZoneId")
				if err != nil {
					return clr.DateTime{}, err
				}
				if from == utc && d.Kind == clr.Local {
					from = local
				}
				return c.convert(d, from, to)
			})},
		{Sig: "static DateTimeOffset ConvertTimeBySystemTimeZoneId(DateTimeOffset dateTimeOffset, string destinationTimeZoneId)", Impl: rt.FrameFunc2(
			func(f *rt.Frame, o clr.DateTimeOffset, id rt.String) (clr.DateTimeOffset, error) {
				to, err := byName(f, id, "destinationTimeZoneId")
				if err != nil {
					return clr.DateTimeOffset{}, err
				}
				return convertOffset(o, to)
			})},
	}
}

// zoneOf is the zone of a date that is given without one.
func (c zoneConverter) zoneOf(d clr.DateTime) *zone {
	if d.Kind == clr.UTC {
		return c.utc
	}
	return c.local
}

// kind is the kind of dates that a clock of the zone shows.
func (c zoneConverter) kind(z *zone) clr.DateTimeKind {
	switch z {
	case c.utc:
		return clr.UTC
	case c.local:
		return clr.Local
	}
	return clr.Unspecified
}

// convert shows a clock time of one zone on a clock of another. A date of kind
// Utc or Local must come from the zone of that kind.
func (c zoneConverter) convert(d clr.DateTime, from, to *zone) (clr.DateTime, error) {
	switch {
	case from == nil:
		return clr.DateTime{}, clr.ArgumentNull("sourceTimeZone")
	case to == nil:
		return clr.DateTime{}, clr.ArgumentNull("destinationTimeZone")
	case d.Kind != clr.Unspecified && c.kind(from) != d.Kind:
		return clr.DateTime{}, wrongKind()
	case len(from.offsets(d)) == 0:
		return clr.DateTime{}, clr.Argument("The supplied DateTime represents an invalid time.  For example, when the clock is adjusted forward, any time in the period that is skipped is invalid.", "dateTime")
	}
	instant := d.Ticks - int64(from.offset(d))
	utc := clampDate(instant, clr.UTC)
	if kind := c.kind(to); kind != clr.Unspecified {
		return utc.WithKind(kind), nil
	}
	// An instant beyond the end may be before it on the other clock.
	return clampDate(instant+int64(to.offsetAtUTC(utc)), clr.Unspecified), nil
}

func wrongKind() error {
	return clr.Argument("The conversion could not be completed because the supplied DateTime did not have the Kind property set correctly.  For example, when the Kind property is DateTimeKind.Local, the source time zone must be TimeZoneInfo.Local.", "sourceTimeZone")
}

func convertOffset(o clr.DateTimeOffset, to *zone) (clr.DateTimeOffset, error) {
	if to == nil {
		return clr.DateTimeOffset{}, clr.ArgumentNull("destinationTimeZone")
	}
	offset := to.offsetAtUTC(o.UtcDateTime())
	return clr.DateTimeOffset{
		Ticks:  clampDate(o.UTCTicks()+int64(offset), clr.Unspecified).Ticks,
		Offset: int16(offset / clr.TicksPerMinute),
	}, nil
}
