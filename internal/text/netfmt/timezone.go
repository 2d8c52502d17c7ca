package netfmt

import (
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// TimeZone is a System.TimeZoneInfo: a zone of the IANA database under the name
// by which it was asked for. It is immutable.
type TimeZone struct {
	// ID is the name, in the spelling of the database it is from.
	ID       string
	Location *time.Location
}

type windowsZone struct{ id, iana string }

// FindSystemTimeZone is TimeZoneInfo.FindSystemTimeZoneById for Windows names
// ("W. Europe Standard Time", in any case) and IANA names. It needs the IANA
// database, of the system or of the package time/tzdata, and reads it anew each
// time: keep the result where speed counts. An unknown name throws
// System.TimeZoneNotFoundException.
func FindSystemTimeZone(id string) (TimeZone, error) {
	name := id
	if zone, ok := windowsZones[strings.ToLower(id)]; ok {
		id, name = zone.id, zone.iana
	}
	// Go takes an empty name for UTC and "Local" for the zone of the machine.
	if name != "" && name != "Local" {
		if location, err := time.LoadLocation(name); err == nil {
			return TimeZone{ID: id, Location: location}, nil
		}
	}
	return TimeZone{}, clr.Throw("System.TimeZoneNotFoundException", "The time zone ID '%s' was not found on the local computer.", id)
}

// UTCZone is TimeZoneInfo.Utc.
func UTCZone() TimeZone { return TimeZone{ID: "UTC", Location: time.UTC} }

// offsetAt is the offset of the zone at an instant.
func (z TimeZone) offsetAt(instant time.Time) clr.TimeSpan {
	_, seconds := instant.In(z.Location).Zone()
	return clr.TimeSpan(seconds) * clr.TicksPerSecond
}

// OffsetAtUTC is the offset from UTC at an instant given in UTC.
func (z TimeZone) OffsetAtUTC(utc clr.DateTime) clr.TimeSpan { return z.offsetAt(utc.Time()) }

// FromUTC is the clock time of an instant given in UTC, of kind Unspecified, or
// the end of the range of DateTime.
func (z TimeZone) FromUTC(utc clr.DateTime) clr.DateTime {
	ticks := utc.Ticks + int64(z.OffsetAtUTC(utc))
	return clr.DateTime{Ticks: min(max(ticks, clr.MinDateTicks), clr.MaxDateTicks)}
}

// Offsets returns the offsets that a clock time may have, the standard one
// first: usually one, none in the hour that is left out in spring, two in the
// hour that comes twice in autumn.
func (z TimeZone) Offsets(clock clr.DateTime) []clr.TimeSpan {
	asUTC := clock.Time()
	var offsets []clr.TimeSpan
	// Both sides of any change that may concern this clock time.
	for _, hours := range []time.Duration{-24, 24} {
		offset := z.offsetAt(asUTC.Add(hours * time.Hour))
		actual := z.offsetAt(asUTC.Add(-time.Duration(offset) * 100))
		if actual != offset || len(offsets) == 1 && offsets[0] == offset {
			continue
		}
		offsets = append(offsets, offset)
	}
	if len(offsets) == 2 && offsets[1] < offsets[0] {
		offsets[0], offsets[1] = offsets[1], offsets[0]
	}
	return offsets
}

// ToUTC is TimeZoneInfo.ConvertTimeToUtc: of two possible instants it takes that
// of standard time, and a clock time that does not exist throws
// System.ArgumentException.
func (z TimeZone) ToUTC(clock clr.DateTime) (clr.DateTime, error) {
	offsets := z.Offsets(clock)
	if len(offsets) == 0 {
		return clr.DateTime{}, clr.Argument("The supplied DateTime represents an invalid time.  For example, when the clock is adjusted forward, any time in the period that is skipped is invalid.", "dateTime")
	}
	ticks := clock.Ticks - int64(offsets[0])
	return clr.DateTime{Ticks: min(max(ticks, clr.MinDateTicks), clr.MaxDateTicks), Kind: clr.UTC}, nil
}

// BaseOffset is TimeZoneInfo.BaseUtcOffset: the offset of standard time, in a
// year.
func (z TimeZone) BaseOffset(year int) clr.TimeSpan {
	winter := z.offsetAt(time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC))
	summer := z.offsetAt(time.Date(year, time.July, 1, 0, 0, 0, 0, time.UTC))
	return min(winter, summer)
}

// IsDaylightSaving reports whether the offset at an instant is beyond that of
// standard time.
func (z TimeZone) IsDaylightSaving(utc clr.DateTime) bool {
	return z.OffsetAtUTC(utc) > z.BaseOffset(utc.Year())
}
