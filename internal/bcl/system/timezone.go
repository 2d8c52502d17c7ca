package system

import (
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// zone is a System.TimeZoneInfo: one of the system's, or one that an expression
// made of adjustment rules. It is immutable.
type zone struct {
	id, display, standard, daylight string
	// system is set for zones of the time zone database.
	system netfmt.TimeZone
	// base and rules describe custom zones.
	base  clr.TimeSpan
	rules []*adjustmentRule
}

// utcZone returns a zone like TimeZoneInfo.Utc; TimeZoneInfo.Local is another like it.
func utcZone() *zone { return &zone{id: "UTC", display: "UTC", standard: "UTC", daylight: "UTC"} }

func (z *zone) isSystem() bool { return z.system.Location != nil }

// baseOffset is the offset of standard time. Zones of the database have changed
// it now and then; the year says when.
func (z *zone) baseOffset(year int) clr.TimeSpan {
	if z.isSystem() {
		return z.system.BaseOffset(year)
	}
	return z.base
}

// offsetAtUTC is the offset at an instant given in UTC.
func (z *zone) offsetAtUTC(utc clr.DateTime) clr.TimeSpan {
	if z.isSystem() {
		return z.system.OffsetAtUTC(utc)
	}
	if rule := z.ruleAt(utc.Ticks + int64(z.base)); rule != nil && rule.appliesAtUTC(utc.Ticks, z.base) {
		return z.base + rule.delta
	}
	return z.base
}

// ruleAt returns the rule of a day, given as the clock of standard time shows it.
func (z *zone) ruleAt(clock int64) *adjustmentRule {
	for _, r := range z.rules {
		if clock >= r.from.Ticks && clock < r.to.Ticks+clr.TicksPerDay {
			return r
		}
	}
	return nil
}

// offsets are the offsets that a clock time may have, standard time first: none
// in the hour that is left out, two in the hour that comes twice.
func (z *zone) offsets(clock clr.DateTime) []clr.TimeSpan {
	if z.isSystem() {
		return z.system.Offsets(clock)
	}
	var found []clr.TimeSpan
	candidates := []clr.TimeSpan{z.base}
	if r := z.ruleAt(clock.Ticks); r != nil && r.delta != 0 {
		candidates = append(candidates, z.base+r.delta)
	}
	for _, offset := range candidates {
		if z.offsetAtUTC(clr.DateTime{Ticks: clock.Ticks - int64(offset)}) == offset {
			found = append(found, offset)
		}
	}
	return found
}

// offset is GetUtcOffset of a clock time: standard time where there is a choice
// and where there is none.
func (z *zone) offset(clock clr.DateTime) clr.TimeSpan {
	if all := z.offsets(clock); len(all) > 0 {
		return all[0]
	}
	return z.baseOffset(clock.Year())
}

func (z *zone) isDaylight(utc clr.DateTime) bool {
	return z.offsetAtUTC(utc) != z.baseOffset(utc.Year())
}

// hasDaylight is SupportsDaylightSavingTime; zones of the database are judged by
// a year.
func (z *zone) hasDaylight(year int) bool {
	if z.isSystem() {
		return z.system.OffsetAtUTC(yearStart(year)) != z.system.OffsetAtUTC(clr.DateTime{Ticks: yearStart(year).Ticks + 182*clr.TicksPerDay})
	}
	for _, r := range z.rules {
		if r.delta != 0 {
			return true
		}
	}
	return false
}

func yearStart(year int) clr.DateTime {
	return clr.DateTimeFromTime(time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC))
}

// fromUTC shows an instant on a clock of the zone.
func (z *zone) fromUTC(utc clr.DateTime) clr.DateTime {
	return clampDate(utc.Ticks+int64(z.offsetAtUTC(utc)), clr.Unspecified)
}

// clampDate returns the date of ticks, or the end of the range they are beyond.
func clampDate(ticks int64, kind clr.DateTimeKind) clr.DateTime {
	return clr.DateTime{Ticks: min(max(ticks, clr.MinDateTicks), clr.MaxDateTicks), Kind: kind}
}

// sameAs is Equals: the same name and the same rules.
func (z *zone) sameAs(o *zone) bool { return strings.EqualFold(z.id, o.id) && z.sameRules(o) }

func (z *zone) sameRules(o *zone) bool {
	if z.isSystem() || o.isSystem() {
		return z.isSystem() && o.isSystem() && z.system.Location.String() == o.system.Location.String()
	}
	if z.base != o.base || len(z.rules) != len(o.rules) {
		return false
	}
	for i, r := range z.rules {
		if *r != *o.rules[i] {
			return false
		}
	}
	return true
}

// zoneCache keeps the zones of the database that expressions asked for, because
// reading one takes long. It is safe for concurrent use.
type zoneCache struct {
	mu    sync.Mutex
	zones map[string]*zone
}

// mostZones bounds the cache: a name may be written in many ways.
const mostZones = 1024

// find is TimeZoneInfo.FindSystemTimeZoneById. The year is the one whose names
// and offsets describe the zone.
func (c *zoneCache) find(id string, year int) (*zone, error) {
	c.mu.Lock()
	z := c.zones[id]
	c.mu.Unlock()
	if z != nil {
		return z, nil
	}
	found, err := netfmt.FindSystemTimeZone(id)
	if err != nil {
		return nil, err
	}
	z = systemZone(found, year)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.zones) < mostZones {
		c.zones[id] = z
	}
	return z, nil
}

// systemZone names a zone of the database as Windows does.
func systemZone(found netfmt.TimeZone, year int) *zone {
	z := &zone{id: found.ID, standard: found.ID, daylight: found.ID, system: found}
	switch stem, isWindows := strings.CutSuffix(found.ID, " Standard Time"); {
	case isWindows:
		z.daylight = stem + " Daylight Time"
	case strings.Contains(found.ID, "/"):
		z.standard, z.daylight = abbreviations(found.Location, year)
	}
	// unverified: Windows lists cities here.
	z.display = "(UTC" + offsetText(found.BaseOffset(year)) + ") " + z.standard
	return z
}

// abbreviations returns what the database calls standard and summer time.
func abbreviations(l *time.Location, year int) (standard, daylight string) {
	for _, month := range []time.Month{time.January, time.July} {
		t := time.Date(year, month, 1, 0, 0, 0, 0, l)
		name, _ := t.Zone()
		if t.IsDST() {
			daylight = name
		} else {
			standard = name
		}
	}
	if daylight == "" {
		daylight = standard
	}
	return standard, daylight
}

func offsetText(t clr.TimeSpan) string {
	if t == 0 {
		return ""
	}
	sign := "+"
	if t < 0 {
		sign, t = "-", -t
	}
	two := func(n int) string { return string([]byte{'0' + byte(n/10%10), '0' + byte(n%10)}) }
	return sign + two(t.Hours()) + ":" + two(t.Minutes())
}
