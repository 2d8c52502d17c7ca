package apim

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/net"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// formContent is AsFormUrlEncodedContent: the body as pairs of names and lists of
// values, which the expression may change (expressions.md section 4.5).
func formContent(c *rt.Call) rt.Linker {
	u := c.ResultType.Static.(*types.Type).Universe()
	listType := runtimeType(u, "System.Collections.Generic.List<string>")
	dictType := runtimeType(u, "System.Collections.Generic.Dictionary<string, System.Collections.Generic.IList<string>>")
	return rt.FrameMethod1(func(f *rt.Frame, b *MessageBody, preserve bool) (any, error) {
		text, err := b.text(f, preserve)
		if err != nil {
			return nil, err
		}
		d := generic.NewDictionary(dictType, nil)
		for pair := range strings.SplitSeq(text, "&") {
			if pair == "" {
				continue
			}
			if err := f.Step(); err != nil {
				return nil, err
			}
			name, value, _ := strings.Cut(pair, "=")
			name, value = Unescape(name), Unescape(value)
			if err := f.Alloc(len(name) + len(value) + 64); err != nil {
				return nil, err
			}
			list, found, err := d.TryGet(f, name)
			if err != nil {
				return nil, err
			}
			if !found {
				list = generic.NewList(listType, nil)
				if err := d.SetIndex(f, name, list); err != nil {
					return nil, err
				}
			}
			if err := list.(*generic.List).AddItem(f, value); err != nil {
				return nil, err
			}
		}
		return d, nil
	})
}

// runtimeType returns the run-time type of a C# type, which the library has.
func runtimeType(u *types.Universe, name string) *rt.Type {
	t, err := u.TypeOf(name)
	if err != nil {
		panic("apim: " + err.Error())
	}
	return t.Runtime.(*rt.Type)
}

// encodeForm joins the pairs of a form as name=value&…; ok is false for null.
func encodeForm(f *rt.Frame, form any) (text string, ok bool, err error) {
	if form == nil {
		return "", false, nil
	}
	var b strings.Builder
	pairs, err := rt.Enumerate(f, form, nil)
	if err != nil {
		return "", false, err
	}
	for {
		pair, more, err := pairs.Next(f)
		if err != nil || !more {
			return b.String(), true, err
		}
		p := pair.(*generic.KeyValuePair)
		if p.Value == nil {
			return "", false, clr.ArgumentNull("source")
		}
		values, err := rt.Enumerate(f, p.Value, nil)
		if err != nil {
			return "", false, err
		}
		name, _ := p.Key.(string)
		if err := encodeValues(f, &b, name, values); err != nil {
			return "", false, err
		}
	}
}

func encodeValues(f *rt.Frame, b *strings.Builder, name string, values rt.Enumerator) error {
	for {
		v, more, err := values.Next(f)
		if err != nil || !more {
			return err
		}
		value, _ := v.(string)
		if err := f.Alloc(len(name) + len(value) + 2); err != nil {
			return err
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(net.URLEncode(name))
		b.WriteByte('=')
		b.WriteString(net.URLEncode(value))
	}
}

// formExtensions are ToFormUrlEncodedContent and ToQueryString.
func formExtensions() []types.Member {
	const form = "(this IDictionary<string, IList<string>> content)"
	return []types.Member{
		{Sig: "static string ToFormUrlEncodedContent" + form, Impl: rt.FrameFunc1(func(f *rt.Frame, d any) (rt.String, error) {
			s, ok, err := encodeForm(f, d)
			return rt.String{Text: s, Valid: ok}, err
		})},
		{Sig: "static string ToQueryString" + form, Impl: rt.FrameFunc1(func(f *rt.Frame, d any) (rt.String, error) {
			s, _, err := encodeForm(f, d)
			if s == "" || err != nil {
				return rt.String{}, err
			}
			return rt.Str("?" + s), nil
		})},
	}
}
