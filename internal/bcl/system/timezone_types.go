package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// timeZoneTypes are System.TimeZoneInfo, its nested types, and System.TimeZone.
func timeZoneTypes() []types.Decl {
	utc := utcZone()
	zones := &zoneCache{zones: map[string]*zone{"UTC": utc}}
	return []types.Decl{timeZoneInfoType(zones, utc), adjustmentRuleType(), transitionTimeType(), timeZoneType(utc)}
}

// timeZoneInfoType is System.TimeZoneInfo.
func timeZoneInfoType(zones *zoneCache, utc *zone) types.Decl {
	local := utcZone()
	d := types.Decl{
		Name: "System.TimeZoneInfo", Kind: types.Class, Implements: []string{"System.IEquatable<TimeZoneInfo>"},
		Class: rt.RefClass[*zone](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(v.(*zone).display), nil },
			Equals: func(_ *rt.Frame, a, b any) (bool, error) {
				o, ok := b.(*zone)
				return ok && a.(*zone).sameAs(o), nil
			},
			Hash: func(_ *rt.Frame, v any) (int32, error) { return rt.HashString(v.(*zone).id), nil },
		}),
		Members: []types.Member{
			{Sig: "static TimeZoneInfo Utc", Impl: value(utc)},
			{Sig: "static TimeZoneInfo Local", Impl: value(local)},
			{Sig: "static TimeZoneInfo FindSystemTimeZoneById(string id)", Impl: rt.FrameFunc1(func(f *rt.Frame, id rt.String) (*zone, error) {
				if !id.Valid {
					return nil, clr.ArgumentNull("id")
				}
				return zones.find(id.Text, thisYear(f))
			})},
			{Sig: "static void ClearCachedData()", Impl: rt.Func0(func() (rt.Void, error) { return rt.Void{}, nil })},
			{Sig: "string Id", Impl: textField(func(z *zone) string { return z.id })},
			{Sig: "string DisplayName", Impl: textField(func(z *zone) string { return z.display })},
			{Sig: "string StandardName", Impl: textField(func(z *zone) string { return z.standard })},
			{Sig: "string DaylightName", Impl: textField(func(z *zone) string { return z.daylight })},
			{Sig: "TimeSpan BaseUtcOffset", Impl: rt.FrameMethod0(func(f *rt.Frame, z *zone) (clr.TimeSpan, error) { return z.baseOffset(thisYear(f)), nil })},
			{Sig: "bool SupportsDaylightSavingTime", Impl: rt.FrameMethod0(func(f *rt.Frame, z *zone) (bool, error) { return z.hasDaylight(thisYear(f)), nil })},
			{Sig: "TimeSpan GetUtcOffset(DateTimeOffset dateTimeOffset)", Impl: rt.Method1(func(z *zone, o clr.DateTimeOffset) (clr.TimeSpan, error) {
				return z.offsetAtUTC(o.UtcDateTime()), nil
			})},
			{Sig: "TimeSpan GetUtcOffset(DateTime dateTime)", Impl: rt.Method1(func(z *zone, d clr.DateTime) (clr.TimeSpan, error) {
				if d.Kind == clr.Unspecified {
					return z.offset(d), nil
				}
				return z.offsetAtUTC(d), nil
			})},
			{Sig: "bool IsDaylightSavingTime(DateTimeOffset dateTimeOffset)", Impl: rt.Method1(func(z *zone, o clr.DateTimeOffset) (bool, error) {
				return z.isDaylight(o.UtcDateTime()), nil
			})},
			{Sig: "bool IsDaylightSavingTime(DateTime dateTime)", Impl: rt.Method1(func(z *zone, d clr.DateTime) (bool, error) {
				if d.Kind == clr.Unspecified {
					return z.offset(d) != z.baseOffset(d.Year()), nil
				}
				return z.isDaylight(d), nil
			})},
			{Sig: "bool IsInvalidTime(DateTime dateTime)", Impl: rt.Method1(func(z *zone, d clr.DateTime) (bool, error) {
				return d.Kind == clr.Unspecified && len(z.offsets(d)) == 0, nil
			})},
			{Sig: "bool IsAmbiguousTime(DateTimeOffset dateTimeOffset)", Impl: rt.Method1(func(z *zone, o clr.DateTimeOffset) (bool, error) {
				return len(z.offsets(z.fromUTC(o.UtcDateTime()))) > 1, nil
			})},
			{Sig: "bool IsAmbiguousTime(DateTime dateTime)", Impl: rt.Method1(func(z *zone, d clr.DateTime) (bool, error) {
				return len(z.offsets(z.clockOf(d))) > 1, nil
			})},
			{Sig: "TimeSpan[] GetAmbiguousTimeOffsets(DateTimeOffset dateTimeOffset)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.Method1(func(z *zone, o clr.DateTimeOffset) (*rt.Array[clr.TimeSpan], error) {
					return ambiguousOffsets(elem, z, z.fromUTC(o.UtcDateTime()), "dateTimeOffset")
				})
			})},
			{Sig: "TimeSpan[] GetAmbiguousTimeOffsets(DateTime dateTime)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.Method1(func(z *zone, d clr.DateTime) (*rt.Array[clr.TimeSpan], error) {
					return ambiguousOffsets(elem, z, z.clockOf(d), "dateTime")
				})
			})},
			{Sig: "bool HasSameRules(TimeZoneInfo other)", Impl: rt.Method1(func(z, o *zone) (bool, error) {
				if o == nil {
					return false, clr.ArgumentNull("other")
				}
				return z.sameRules(o), nil
			})},
			{Sig: "bool Equals(TimeZoneInfo other)", Impl: rt.Method1(func(z, o *zone) (bool, error) { return o != nil && z.sameAs(o), nil })},
			{Sig: "bool Equals(object obj)", Impl: rt.FrameMethod1(func(f *rt.Frame, z *zone, o any) (bool, error) { return rt.Equals(f, z, o) })},
			{Sig: "int GetHashCode()", Impl: rt.FrameMethod0(func(f *rt.Frame, z *zone) (int32, error) { return rt.Hash(f, z) })},
			{Sig: "string ToString()", Impl: textField(func(z *zone) string { return z.display })},
			{Sig: "TimeZoneInfo.AdjustmentRule[] GetAdjustmentRules()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.FrameMethod0(func(f *rt.Frame, z *zone) (*rt.Array[any], error) {
					rules := z.rules
					if z.isSystem() {
						rules = derivedRules(z.system.Location, thisYear(f))
					}
					items := make([]any, len(rules))
					for i, r := range rules {
						items[i] = r
					}
					return rt.NewArray(elem, items), nil
				})
			})},
		},
		// The machine's list of zones and texts that describe one.
		RefusedMembers: []string{"GetSystemTimeZones", "FromSerializedString", "ToSerializedString"},
	}
	d.Members = append(d.Members, zoneConvertMembers(zones, utc, local)...)
	d.Members = append(d.Members, customZoneMembers()...)
	return d
}

// textField links a property of type string that is never null.
func textField[T any](get func(T) string) rt.Linker {
	return rt.Method0(func(v T) (rt.String, error) { return rt.Str(get(v)), nil })
}

// thisYear is the year in which facts are looked up that have changed over time.
func thisYear(f *rt.Frame) int { return host.Of(f).Now().UTC().Year() }

// clockOf shows a date on a clock of the zone; a date without a kind is one.
func (z *zone) clockOf(d clr.DateTime) clr.DateTime {
	if d.Kind == clr.Unspecified {
		return d
	}
	return z.fromUTC(d)
}

func ambiguousOffsets(elem *rt.Type, z *zone, clock clr.DateTime, param string) (*rt.Array[clr.TimeSpan], error) {
	offsets := z.offsets(clock)
	if len(offsets) < 2 {
		return nil, clr.Argument("The supplied "+map[string]string{"dateTime": "DateTime", "dateTimeOffset": "DateTimeOffset"}[param]+
			" is not in an ambiguous time range.", param)
	}
	return rt.NewArray(elem, offsets), nil
}

// timeZoneType is System.TimeZone, the older class; its only object is the local
// zone.
func timeZoneType(utc *zone) types.Decl {
	type localZone struct{ *zone }
	current := &localZone{utc}
	return types.Decl{
		Name: "System.TimeZone", Kind: types.Class, Abstract: true, Class: rt.RefClass[*localZone](rt.Class{}),
		Members: []types.Member{
			{Sig: "static TimeZone CurrentTimeZone", Impl: value(current)},
			{Sig: "string StandardName", Impl: textField(func(z *localZone) string { return z.standard })},
			{Sig: "string DaylightName", Impl: textField(func(z *localZone) string { return z.daylight })},
			{Sig: "TimeSpan GetUtcOffset(DateTime time)", Impl: rt.Method1(func(*localZone, clr.DateTime) (clr.TimeSpan, error) { return 0, nil })},
			{Sig: "bool IsDaylightSavingTime(DateTime time)", Impl: rt.Method1(func(*localZone, clr.DateTime) (bool, error) { return false, nil })},
			{Sig: "DateTime ToLocalTime(DateTime time)", Impl: rt.Method1(func(_ *localZone, d clr.DateTime) (clr.DateTime, error) { return d.ToLocalTime(), nil })},
			{Sig: "DateTime ToUniversalTime(DateTime time)", Impl: rt.Method1(func(_ *localZone, d clr.DateTime) (clr.DateTime, error) {
				return d.ToUniversalTime(), nil
			})},
		},
		RefusedMembers: []string{"GetDaylightChanges"},
	}
}
