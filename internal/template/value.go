package template

import (
	"math/big"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/liquid"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// value binds a value of an expression: numbers, texts and dates as they are,
// documents by their members, sequences as lists, dictionaries by their keys, and
// anything else as its ToString.
func (b *binding) value(v any) liquid.Value {
	switch v := v.(type) {
	case nil, bool, int32, int64, float64, string, clr.Decimal, clr.Char, clr.DateTime, clr.DateTimeOffset, clr.TimeSpan, clr.Guid:
		return v
	case int8:
		return int32(v)
	case uint8:
		return int32(v)
	case int16:
		return int32(v)
	case uint16:
		return int32(v)
	case uint32:
		return int64(v)
	case uint64:
		return clr.DecimalFromUint64(v)
	case float32:
		if d, err := clr.DecimalFromFloat32(v); err == nil {
			return d
		}
		return float64(v)
	case *big.Int:
		return bigNumber(v)
	case jsontree.Token:
		// Dates were made when the token was read, or not.
		return b.jsonValue(v, false)
	case *xmltree.Document:
		return b.xmlContainer(v)
	case *xmltree.Element:
		return b.xmlValue(v)
	case *apim.Response:
		return b.responseObject(v)
	case *apim.URL:
		return urlObject(b, v)
	case *generic.KeyValuePair:
		return b.pair(v)
	case rt.Enumerable, rt.TypedEnumerable:
		return b.sequence(v)
	}
	return b.text(v)
}

// text is ToString of a value.
func (b *binding) text(v any) liquid.Value {
	s, err := rt.ToString(b.f, v)
	if b.failed(err) || b.failed(b.f.Alloc(len(s.Text))) {
		return nil
	}
	return s.Text
}

// pair binds a KeyValuePair.
func (b *binding) pair(p *generic.KeyValuePair) liquid.Value {
	return object(func(name string) (liquid.Value, bool) {
		switch name {
		case "Key", "0":
			return b.value(p.Key), true
		case "Value", "1":
			return b.value(p.Value), true
		}
		return nil, false
	})
}

// sequence binds anything that can be enumerated: pairs as a dictionary if their
// keys are texts, the rest as a list.
func (b *binding) sequence(v any) liquid.Value {
	if b.failed(b.f.Nest()) {
		return nil
	}
	defer b.f.Unnest()
	e, err := rt.Enumerate(b.f, v, nil)
	if b.failed(err) {
		return nil
	}
	list := liquid.Values{}
	var entries *dictionary
	for {
		item, ok, err := e.Next(b.f)
		if b.failed(err) {
			return nil
		}
		if !ok {
			break
		}
		if b.failed(b.f.Step()) || b.failed(b.f.Alloc(32)) {
			return nil
		}
		if p, isPair := item.(*generic.KeyValuePair); isPair && (entries != nil || len(list) == 0) {
			if key, isText := p.Key.(string); isText {
				if entries == nil {
					entries = &dictionary{}
				}
				entries.add(key, b.value(p.Value))
				continue
			}
		}
		list = append(list, b.value(item))
	}
	if entries != nil {
		return entries
	}
	return list
}

// object is a liquid.Object by a function.
type object func(name string) (liquid.Value, bool)

// Get returns a member.
func (o object) Get(name string) (liquid.Value, bool) { return o(name) }

// dictionary is a liquid.Dictionary of values at hand.
type dictionary struct {
	names  []string
	values map[string]liquid.Value
}

func (d *dictionary) add(name string, v liquid.Value) {
	if d.values == nil {
		d.values = map[string]liquid.Value{}
	}
	if _, ok := d.values[name]; !ok {
		d.names = append(d.names, name)
	}
	d.values[name] = v
}

// Get returns the value of a name.
func (d *dictionary) Get(name string) (liquid.Value, bool) {
	v, ok := d.values[name]
	return v, ok
}

// Len is the number of entries.
func (d *dictionary) Len() int { return len(d.names) }

// Entry returns entry i.
func (d *dictionary) Entry(i int) (string, liquid.Value) { return d.names[i], d.values[d.names[i]] }

// lookup is a liquid.Dictionary that asks for its values: headers, parameters,
// variables. Its names are listed when somebody iterates over it.
type lookup struct {
	get  func(name string) (liquid.Value, bool)
	list func() []string

	names  []string
	listed bool
}

// Get returns the value of a name.
func (l *lookup) Get(name string) (liquid.Value, bool) { return l.get(name) }

// Len is the number of names.
func (l *lookup) Len() int {
	if !l.listed {
		l.names, l.listed = l.list(), true
	}
	return len(l.names)
}

// Entry returns entry i.
func (l *lookup) Entry(i int) (string, liquid.Value) {
	l.Len()
	v, _ := l.get(l.names[i])
	return l.names[i], v
}

// texts are the values of a header or query parameter, a string[]. As a text they
// are joined by commas.
//
// unverified: whether the service shows one text or several.
type texts []string

// Len is the number of texts.
func (t texts) Len() int { return len(t) }

// At returns text i.
func (t texts) At(i int) liquid.Value { return t[i] }

// Indexed makes the texts a liquid.List.
func (texts) Indexed() {}

// Scalar is all of them as one text.
func (t texts) Scalar() liquid.Value {
	return strings.Join(t, ",")
}
