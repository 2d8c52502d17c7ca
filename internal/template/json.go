package template

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/liquid"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// jsonObject is a JSON object in a template.
type jsonObject struct {
	b     *binding
	o     *jsontree.Object
	dates bool
}

// Get returns the value of a property.
func (o jsonObject) Get(name string) (liquid.Value, bool) {
	p := o.o.Property(name)
	if p == nil {
		return nil, false
	}
	return o.b.jsonValue(p.Value(), o.dates), true
}

// Len is the number of properties.
func (o jsonObject) Len() int { return o.o.Count() }

// Entry returns property i.
func (o jsonObject) Entry(i int) (string, liquid.Value) {
	p := o.o.PropertyAt(i)
	return p.Name(), o.b.jsonValue(p.Value(), o.dates)
}

// jsonArray is a JSON array in a template.
type jsonArray struct {
	b     *binding
	a     *jsontree.Array
	dates bool
}

// Len is the number of items.
func (a jsonArray) Len() int { return a.a.Count() }

// At returns item i.
func (a jsonArray) At(i int) liquid.Value {
	t, err := a.a.At(i)
	if a.b.failed(err) {
		return nil
	}
	return a.b.jsonValue(t, a.dates)
}

// Indexed makes the array a liquid.List.
func (jsonArray) Indexed() {}

// jsonValue binds a token. With dates, texts that Newtonsoft's reader leaves alone
// but the service takes for dates are dates, too.
func (b *binding) jsonValue(t jsontree.Token, dates bool) liquid.Value {
	switch t := t.(type) {
	case *jsontree.Object:
		return jsonObject{b, t, dates}
	case *jsontree.Array:
		return jsonArray{b, t, dates}
	case *jsontree.Property:
		return b.jsonValue(t.Value(), dates)
	case *jsontree.Value:
		switch t.Kind() {
		case jsontree.KindString:
			if dates {
				return dateOrText(t.Str())
			}
			return t.Str()
		case jsontree.KindBool:
			return t.Bool()
		case jsontree.KindInt64:
			return t.Int64()
		case jsontree.KindDouble:
			return t.Float64()
		}
		return b.value(t.Payload())
	case nil:
		return nil
	}
	text, err := jsontree.Text(t, netfmt.Invariant(), jsontree.Format{Charge: b.f.Alloc})
	b.failed(err)
	return text
}

// dateOrText makes a date of a text that is one: ISO 8601 with a time to the
// minute or finer, or milliseconds as in /Date(1198908717056)/ (set-body.md,
// Liquid 6).
func dateOrText(s string) liquid.Value {
	if strings.HasPrefix(s, "/Date(") && strings.HasSuffix(s, ")/") {
		if d, ok := millisecondDate(s[len("/Date(") : len(s)-len(")/")]); ok {
			return d
		}
		return s
	}
	if !looksLikeDate(s) {
		return s
	}
	d, err := netfmt.ParseDateTime(s, netfmt.Invariant(), netfmt.DateRoundtripKind, nil)
	if err != nil {
		return s
	}
	return d
}

// looksLikeDate reports whether a text starts as yyyy-MM-ddTHH:mm does and goes on
// with nothing else than seconds, a fraction and an offset.
func looksLikeDate(s string) bool {
	const outline = "0000-00-00T00:00"
	if len(s) < len(outline) || len(s) > 40 {
		return false
	}
	for i := range len(outline) {
		isDigit := s[i] >= '0' && s[i] <= '9'
		if isDigit != (outline[i] == '0') || !isDigit && s[i] != outline[i] {
			return false
		}
	}
	return strings.Trim(s[len(outline):], "0123456789:.+-Zz") == ""
}

// millisecondDate reads milliseconds since 1970 with an offset that only makes
// the time local.
func millisecondDate(s string) (clr.DateTime, bool) {
	const epoch = 621_355_968_000_000_000
	kind := clr.UTC
	if sign := strings.LastIndexAny(s, "+-"); sign > 0 {
		if offset := s[sign+1:]; len(offset) != 4 || strings.Trim(offset, "0123456789") != "" {
			return clr.DateTime{}, false
		}
		s, kind = s[:sign], clr.Local
	}
	ms, err := strconv.ParseInt(s, 10, 64)
	const limit = 1 << 49 // keeps the ticks in range, far beyond the last date
	if err != nil || s[0] == '+' || ms < -limit || ms > limit {
		return clr.DateTime{}, false
	}
	d, err := clr.DateTimeFromTicks(ms*clr.TicksPerMillisecond+epoch, kind)
	return d, err == nil
}

// bigNumber is a whole number that may be too large for a decimal.
func bigNumber(n *big.Int) liquid.Value {
	text := n.String()
	if d, err := netfmt.ParseDecimal(text, netfmt.NumberInteger, netfmt.Invariant()); err == nil {
		return d
	}
	return text
}
