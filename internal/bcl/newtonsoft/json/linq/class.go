package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// tokenClass is the class of tokens of the Go type T.
func tokenClass[T jsontree.Token](c rt.Class) *rt.Class {
	c.ToString = func(f *rt.Frame, v any) (rt.String, error) { return toString(f, v.(jsontree.Token)) }
	c.Enumerate = enumerate
	if c.Collection == nil {
		c.Collection = func(v any) any {
			if t, ok := v.(jsontree.Container); ok {
				return &list{t}
			}
			return v
		}
	}
	return rt.RefClass[T](c)
}

// enumerate is the enumerator of a token as a sequence of elem.
func enumerate(_ *rt.Frame, v any, elem *rt.Type) (rt.Enumerator, error) {
	it := jsontree.Children(v.(jsontree.Token))
	if _, ok := v.(*jsontree.Object); ok && elem != nil && len(elem.Args) == 2 {
		return &pairs{it, elem}, nil
	}
	return &children{it}, nil
}

// children enumerates the children of a token.
type children struct{ it jsontree.Iter }

// Next returns the next child.
func (c *children) Next(*rt.Frame) (any, bool, error) {
	t, err := c.it.Next()
	return t, t != nil, err
}

// pairs enumerates the properties of an object as KeyValuePair<string, JToken>.
type pairs struct {
	it   jsontree.Iter
	pair *rt.Type
}

// Next returns the next pair.
func (p *pairs) Next(*rt.Frame) (any, bool, error) {
	t, err := p.it.Next()
	if t == nil || err != nil {
		return nil, false, err
	}
	property := t.(*jsontree.Property)
	return &generic.KeyValuePair{Type: p.pair, Key: property.Name(), Value: property.Value()}, true, nil
}

// writing is how an evaluation writes JSON, compact.
func writing(f *rt.Frame) jsontree.Format {
	h := host.Of(f)
	return jsontree.Format{NewLine: h.NewLine, Floats: h.Culture.Floats(), Charge: f.Charger()}
}

// toString is JToken.ToString(): indented JSON, of a value its text in the
// current culture.
func toString(f *rt.Frame, t jsontree.Token) (rt.String, error) {
	if v, ok := t.(*jsontree.Value); ok {
		if v.Kind() == jsontree.KindString {
			return rt.Str(v.Str()), nil
		}
		return rt.Str(v.Text(host.Of(f).Culture)), nil
	}
	return written(f, t, true)
}

// nullable returns a token that may be null as an object.
func nullable(t jsontree.Token, err error) (any, error) {
	if t == nil {
		return nil, err
	}
	return t, err
}
