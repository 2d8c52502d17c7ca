package system

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// zoneSize is what a time zone counts in the memory budget, in bytes.
const zoneSize = 256

// customZoneMembers are the overloads of TimeZoneInfo.CreateCustomTimeZone.
func customZoneMembers() []types.Member {
	const first = "static TimeZoneInfo CreateCustomTimeZone(string id, TimeSpan baseUtcOffset, string displayName, string standardDisplayName"
	return []types.Member{
		{Sig: first + ")", Impl: rt.FrameFunc4(func(f *rt.Frame, id rt.String, base clr.TimeSpan, display, standard rt.String) (*zone, error) {
			if err := f.Alloc(zoneSize); err != nil {
				return nil, err
			}
			return newZone(id, base, [3]rt.String{display, standard, standard}, nil)
		})},
		{Sig: first + ", string daylightDisplayName, TimeZoneInfo.AdjustmentRule[] adjustmentRules)", Impl: newZoneWithRules(false)},
		{Sig: first + ", string daylightDisplayName, TimeZoneInfo.AdjustmentRule[] adjustmentRules, bool disableDaylightSavingTime)", Impl: newZoneWithRules(true)},
	}
}

// newZoneWithRules links the overloads with rules; the longer one has a flag that
// drops them.
func newZoneWithRules(flag bool) rt.Linker {
	return func(c *rt.Call) rt.Code {
		id, base := rt.Arg[rt.String](c.Args[0]), rt.Arg[clr.TimeSpan](c.Args[1])
		names := [3]rt.Fn[rt.String]{rt.Arg[rt.String](c.Args[2]), rt.Arg[rt.String](c.Args[3]), rt.Arg[rt.String](c.Args[4])}
		rules := rt.Arg[*rt.Array[any]](c.Args[5])
		disable := rt.Fn[bool](func(*rt.Frame) (bool, error) { return false, nil })
		if flag {
			disable = rt.Arg[bool](c.Args[6])
		}
		head := *c
		head.Args = nil
		return rt.FrameFunc0(func(f *rt.Frame) (*zone, error) {
			idv, err := id(f)
			if err != nil {
				return nil, err
			}
			basev, err := base(f)
			if err != nil {
				return nil, err
			}
			var texts [3]rt.String
			for i, name := range names {
				if texts[i], err = name(f); err != nil {
					return nil, err
				}
			}
			list, err := rules(f)
			if err != nil {
				return nil, err
			}
			off, err := disable(f)
			if err != nil {
				return nil, err
			}
			if off {
				list = nil
			}
			return newZone(idv, basev, texts, list)
		})(&head)
	}
}

func newZone(id rt.String, base clr.TimeSpan, names [3]rt.String, rules *rt.Array[any]) (*zone, error) {
	const limit = 14 * clr.TicksPerHour
	switch {
	case !id.Valid:
		return nil, clr.ArgumentNull("id")
	case id.Text == "":
		return nil, clr.Argument("The specified ID parameter '' is not supported.", "id")
	case base < -limit || base > limit:
		return nil, clr.ArgumentOutOfRange("The TimeSpan parameter must be within plus or minus 14.0 hours.", "baseUtcOffset")
	case base%clr.TicksPerMinute != 0:
		return nil, clr.Argument("The TimeSpan parameter cannot be specified more precisely than whole minutes.", "baseUtcOffset")
	}
	z := &zone{id: id.Text, base: base, display: names[0].Text, standard: names[1].Text, daylight: names[2].Text}
	if rules == nil {
		return z, nil
	}
	for _, item := range rules.Items {
		r, ok := item.(*adjustmentRule)
		if !ok {
			return nil, invalidZone("The AdjustmentRule array cannot contain null elements.")
		}
		if n := len(z.rules); n > 0 && z.rules[n-1].to.Ticks >= r.from.Ticks {
			return nil, invalidZone("The elements of the AdjustmentRule array must be in chronological order and must not overlap.")
		}
		z.rules = append(z.rules, r)
	}
	return z, nil
}

func invalidZone(message string) error {
	return clr.Throw("System.InvalidTimeZoneException", "%s", message)
}

// adjustmentRuleType is System.TimeZoneInfo.AdjustmentRule.
func adjustmentRuleType() types.Decl {
	return types.Decl{
		Name: "System.TimeZoneInfo.AdjustmentRule", Kind: types.Class, Class: rt.RefClass[*adjustmentRule](rt.Class{}),
		Members: []types.Member{
			{
				Sig: "static TimeZoneInfo.AdjustmentRule CreateAdjustmentRule(DateTime dateStart, DateTime dateEnd, TimeSpan daylightDelta, " +
					"TimeZoneInfo.TransitionTime daylightTransitionStart, TimeZoneInfo.TransitionTime daylightTransitionEnd)",
				Impl: rt.Func5(newAdjustmentRule),
			},
			{Sig: "DateTime DateStart", Impl: field(func(r *adjustmentRule) clr.DateTime { return r.from })},
			{Sig: "DateTime DateEnd", Impl: field(func(r *adjustmentRule) clr.DateTime { return r.to })},
			{Sig: "TimeSpan DaylightDelta", Impl: field(func(r *adjustmentRule) clr.TimeSpan { return r.delta })},
			{Sig: "TimeZoneInfo.TransitionTime DaylightTransitionStart", Impl: field(func(r *adjustmentRule) transition { return r.start })},
			{Sig: "TimeZoneInfo.TransitionTime DaylightTransitionEnd", Impl: field(func(r *adjustmentRule) transition { return r.end })},
			{Sig: "bool Equals(TimeZoneInfo.AdjustmentRule other)", Impl: rt.Method1(func(r, o *adjustmentRule) (bool, error) { return o != nil && *r == *o, nil })},
		},
	}
}

func newAdjustmentRule(from, to clr.DateTime, delta clr.TimeSpan, start, end transition) (*adjustmentRule, error) {
	const limit = 14 * clr.TicksPerHour
	switch {
	case from.Kind != clr.Unspecified:
		return nil, clr.Argument("The supplied DateTime must have the Kind property set to DateTimeKind.Unspecified.", "dateStart")
	case to.Kind != clr.Unspecified:
		return nil, clr.Argument("The supplied DateTime must have the Kind property set to DateTimeKind.Unspecified.", "dateEnd")
	case start == end:
		return nil, clr.Argument("The DaylightTransitionStart property must not equal the DaylightTransitionEnd property.", "daylightTransitionEnd")
	case from.Ticks > to.Ticks:
		return nil, clr.Argument("The DateStart property must come before the DateEnd property.", "dateStart")
	case delta < -limit || delta > limit:
		return nil, clr.ArgumentOutOfRange("The TimeSpan parameter must be within plus or minus 14.0 hours.", "daylightDelta")
	case delta%clr.TicksPerMinute != 0:
		return nil, clr.Argument("The TimeSpan parameter cannot be specified more precisely than whole minutes.", "daylightDelta")
	case from.TimeOfDay() != 0:
		return nil, clr.Argument("The supplied DateTime includes a TimeOfDay setting.   This is not supported.", "dateStart")
	case to.TimeOfDay() != 0:
		return nil, clr.Argument("The supplied DateTime includes a TimeOfDay setting.   This is not supported.", "dateEnd")
	}
	return &adjustmentRule{from: from, to: to, delta: delta, start: start, end: end}, nil
}

// transitionTimeType is System.TimeZoneInfo.TransitionTime.
func transitionTimeType() types.Decl {
	const name = "TimeZoneInfo.TransitionTime"
	return types.Decl{
		Name: "System." + name, Kind: types.Struct, Base: "System.ValueType", Class: rt.ValueClass[transition](rt.Class{}),
		Members: []types.Member{
			{Sig: "static " + name + " CreateFixedDateRule(DateTime timeOfDay, int month, int day)", Impl: rt.Func3(func(at clr.DateTime, month, day int32) (transition, error) {
				t := transition{at: at, month: int(month), week: 1, day: int(day), fixed: true}
				return t, t.check()
			})},
			{Sig: "static " + name + " CreateFloatingDateRule(DateTime timeOfDay, int month, int week, DayOfWeek dayOfWeek)", Impl: rt.Func4(
				func(at clr.DateTime, month, week int32, weekday rt.Enum) (transition, error) {
					t := transition{at: at, month: int(month), week: int(week), day: 1, weekday: clr.DayOfWeek(weekday.Value)}
					return t, t.check()
				})},
			{Sig: "DateTime TimeOfDay", Impl: field(func(t transition) clr.DateTime { return t.at })},
			{Sig: "int Month", Impl: intField(func(t transition) int { return t.month })},
			{Sig: "int Week", Impl: intField(func(t transition) int { return t.week })},
			{Sig: "int Day", Impl: intField(func(t transition) int { return t.day })},
			{Sig: "DayOfWeek DayOfWeek", Impl: enumField(func(t transition) int64 { return int64(t.weekday) })},
			{Sig: "bool IsFixedDateRule", Impl: field(func(t transition) bool { return t.fixed })},
			{Sig: "bool Equals(" + name + " other)", Impl: rt.Method1(func(t, o transition) (bool, error) { return t == o, nil })},
			{Sig: "static bool operator ==(" + name + " t1, " + name + " t2)", Impl: rt.Func2(func(a, b transition) (bool, error) { return a == b, nil })},
			{Sig: "static bool operator !=(" + name + " t1, " + name + " t2)", Impl: rt.Func2(func(a, b transition) (bool, error) { return a != b, nil })},
		},
	}
}

// check throws for parts out of range.
func (t transition) check() error {
	switch {
	case t.at.Kind != clr.Unspecified:
		return clr.Argument("The supplied DateTime must have the Kind property set to DateTimeKind.Unspecified.", "timeOfDay")
	case t.month < 1 || t.month > 12:
		return clr.ArgumentOutOfRange("The Month parameter must be in the range 1 through 12.", "month")
	case t.day < 1 || t.day > 31:
		return clr.ArgumentOutOfRange("The Day parameter must be in the range 1 through 31.", "day")
	case t.week < 1 || t.week > 5:
		return clr.ArgumentOutOfRange("The Week parameter must be in the range 1 through 5.", "week")
	case t.weekday < 0 || t.weekday > 6:
		return clr.ArgumentOutOfRange("The DayOfWeek enumeration must be in the range 0 through 6.", "dayOfWeek")
	case t.at.Ticks >= clr.TicksPerDay:
		return clr.Argument("The supplied DateTime must have the Year, Month, and Day properties set to 1.  The time cannot be specified more precisely than whole milliseconds.", "timeOfDay")
	}
	return nil
}
