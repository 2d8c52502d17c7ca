package system

import (
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// adjustmentRule is a TimeZoneInfo.AdjustmentRule: summer time between two dates.
// It is immutable.
type adjustmentRule struct {
	from, to   clr.DateTime
	delta      clr.TimeSpan
	start, end transition
}

// transition is a TimeZoneInfo.TransitionTime: a day of each year, fixed or by
// weekday, and a time of day.
type transition struct {
	at               clr.DateTime
	month, week, day int
	weekday          clr.DayOfWeek
	fixed            bool
}

// in returns the clock time of the transition in a year, in ticks.
func (t transition) in(year int) int64 {
	if t.fixed {
		last, err := clr.DaysInMonth(year, t.month)
		if err != nil {
			return 0
		}
		d, _ := clr.NewDate(year, t.month, min(t.day, last))
		return d.Ticks + int64(t.at.TimeOfDay())
	}
	d, err := clr.NewDate(year, t.month, 1)
	if err != nil {
		return 0
	}
	ahead := (int(t.weekday) - int(d.DayOfWeek()) + 7) % 7
	day := 1 + ahead + 7*(t.week-1)
	if last, _ := clr.DaysInMonth(year, t.month); day > last {
		day -= 7
	}
	return d.Ticks + int64(day-1)*clr.TicksPerDay + int64(t.at.TimeOfDay())
}

// appliesAtUTC reports whether summer time is in force at an instant.
func (r *adjustmentRule) appliesAtUTC(utc int64, base clr.TimeSpan) bool {
	year := clampDate(utc+int64(base), clr.Unspecified).Year()
	start := r.start.in(year) - int64(base)
	end := r.end.in(year) - int64(base) - int64(r.delta)
	if start <= end {
		return start <= utc && utc < end
	}
	return utc < end || utc >= start
}

// derivedRules describes a zone of the database by the changes of one year, as
// Windows does for the zones whose rules do not change.
func derivedRules(l *time.Location, year int) []*adjustmentRule {
	var changes []time.Time
	for d := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC); d.Year() == year; d = d.Add(24 * time.Hour) {
		if next := d.Add(24 * time.Hour); offsetOf(l, d) != offsetOf(l, next) {
			changes = append(changes, changeBetween(l, d, next))
		}
	}
	if len(changes) != 2 {
		return nil
	}
	start, end := changes[0], changes[1]
	if offsetOf(l, start) < offsetOf(l, end) {
		start, end = end, start
	}
	standard := offsetOf(l, end)
	daylight := offsetOf(l, start)
	return []*adjustmentRule{{
		from: clr.MinDateTime(), to: clr.MaxDateTime().Date(), delta: clr.TimeSpan(daylight-standard) * clr.TicksPerSecond,
		// A transition is given in the time that is shown until then.
		start: floating(start.Add(time.Duration(standard) * time.Second)),
		end:   floating(end.Add(time.Duration(daylight) * time.Second)),
	}}
}

// offsetOf is the offset at an instant, in seconds.
func offsetOf(l *time.Location, t time.Time) int {
	_, seconds := t.In(l).Zone()
	return seconds
}

// changeBetween finds the first second of the new offset.
func changeBetween(l *time.Location, from, to time.Time) time.Time {
	old := offsetOf(l, from)
	for to.Sub(from) > time.Second {
		middle := from.Add(to.Sub(from) / 2).Truncate(time.Second)
		if offsetOf(l, middle) == old {
			from = middle
		} else {
			to = middle
		}
	}
	return to
}

func floating(clock time.Time) transition {
	week := (clock.Day() + 6) / 7
	if clock.AddDate(0, 0, 7).Month() != clock.Month() {
		week = 5
	}
	timeOfDay := clock.Sub(clock.Truncate(24 * time.Hour))
	return transition{
		at: clr.DateTime{Ticks: int64(timeOfDay / 100)}, month: int(clock.Month()), week: week, day: 1,
		weekday: clr.DayOfWeek(clock.Weekday()),
	}
}
