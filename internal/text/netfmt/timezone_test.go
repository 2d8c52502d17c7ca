package netfmt

import (
	"errors"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

func clock(t *testing.T, year, month, day, hour, minute int) clr.DateTime {
	t.Helper()
	d, err := clr.NewDateTime(year, month, day, hour, minute, 0, 0, clr.Unspecified)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWindowsZonesExist(t *testing.T) {
	for key, zone := range windowsZones {
		if _, err := time.LoadLocation(zone.iana); err != nil {
			t.Errorf("%s: %v", zone.id, err)
		}
		if ToLowerInvariant(zone.id) != key {
			t.Errorf("key %q for %q", key, zone.id)
		}
	}
	if len(windowsZones) < 139 {
		t.Errorf("only %d zones", len(windowsZones))
	}
}

func TestFindSystemTimeZone(t *testing.T) {
	for _, c := range []struct {
		id, wantID   string
		winter, july int // offset in minutes in 2024
	}{
		{"W. Europe Standard Time", "W. Europe Standard Time", 60, 120},
		{"central european standard time", "Central European Standard Time", 60, 120},
		{"GMT Standard Time", "GMT Standard Time", 0, 60},
		{"Eastern Standard Time", "Eastern Standard Time", -300, -240},
		{"India Standard Time", "India Standard Time", 330, 330},
		{"Nepal Standard Time", "Nepal Standard Time", 345, 345},
		{"AUS Eastern Standard Time", "AUS Eastern Standard Time", 660, 600},
		{"UTC", "UTC", 0, 0}, {"UTC-11", "UTC-11", -660, -660}, {"UTC+13", "UTC+13", 780, 780},
		{"Europe/Berlin", "Europe/Berlin", 60, 120}, {"Asia/Tokyo", "Asia/Tokyo", 540, 540},
	} {
		z, err := FindSystemTimeZone(c.id)
		if err != nil {
			t.Errorf("%s: %v", c.id, err)
			continue
		}
		winter := z.OffsetAtUTC(clock(t, 2024, 1, 1, 0, 0)) / clr.TicksPerMinute
		july := z.OffsetAtUTC(clock(t, 2024, 7, 1, 0, 0)) / clr.TicksPerMinute
		if z.ID != c.wantID || int(winter) != c.winter || int(july) != c.july {
			t.Errorf("%s: got %s, %d, %d", c.id, z.ID, winter, july)
		}
	}
	for _, id := range []string{"", "Local", "Nowhere Standard Time", "../etc/passwd", "W. Europe"} {
		_, err := FindSystemTimeZone(id)
		var exception *clr.Exception
		if !errors.As(err, &exception) || exception.Type != "System.TimeZoneNotFoundException" {
			t.Errorf("%q: got %v", id, err)
		}
	}
}

func TestConversionToUTC(t *testing.T) {
	berlin, err := FindSystemTimeZone("W. Europe Standard Time")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		at, want  clr.DateTime
		offsets   int
		impossble bool
	}{
		{"winter", clock(t, 2024, 1, 15, 12, 0), clock(t, 2024, 1, 15, 11, 0), 1, false},
		{"summer", clock(t, 2024, 7, 15, 12, 0), clock(t, 2024, 7, 15, 10, 0), 1, false},
		{"before the gap", clock(t, 2024, 3, 31, 1, 59), clock(t, 2024, 3, 31, 0, 59), 1, false},
		{"in the gap", clock(t, 2024, 3, 31, 2, 30), clr.DateTime{}, 0, true},
		{"after the gap", clock(t, 2024, 3, 31, 3, 0), clock(t, 2024, 3, 31, 1, 0), 1, false},
		{"in the hour that comes twice", clock(t, 2024, 10, 27, 2, 30), clock(t, 2024, 10, 27, 1, 30), 2, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := berlin.Offsets(c.at); len(got) != c.offsets {
				t.Errorf("offsets: %v", got)
			}
			got, err := berlin.ToUTC(c.at)
			if c.impossble {
				var exception *clr.Exception
				if !errors.As(err, &exception) || exception.Type != "System.ArgumentException" {
					t.Errorf("got %v, %v", got, err)
				}
				return
			}
			if err != nil || got != c.want.WithKind(clr.UTC) {
				t.Errorf("got %v, %v; want %v", got.Time(), err, c.want.Time())
			}
			if back := berlin.FromUTC(got); back != c.at {
				t.Errorf("came back as %v", back.Time())
			}
		})
	}
	if berlin.BaseOffset(2024) != clr.TicksPerHour || !berlin.IsDaylightSaving(clock(t, 2024, 7, 1, 0, 0)) || berlin.IsDaylightSaving(clock(t, 2024, 12, 1, 0, 0)) {
		t.Error("standard time is wrong")
	}
	if UTCZone().OffsetAtUTC(clr.MinDateTime()) != 0 {
		t.Error("UTC has an offset")
	}
}
