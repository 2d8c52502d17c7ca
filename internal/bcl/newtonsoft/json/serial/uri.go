package serial

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// ParseURI returns the function that makes a System.Uri of text: the constructor
// Uri(string, UriKind) with RelativeOrAbsolute. uri is the type.
func ParseURI(f *rt.Frame, uri *rt.Type) func(string) (jsontree.URI, error) {
	return func(text string) (jsontree.URI, error) {
		v, err := newURI(f, uri, text, relativeOrAbsolute)
		if err != nil {
			return nil, err
		}
		u, ok := v.(jsontree.URI)
		if !ok {
			return nil, clr.InvalidCast(f.TypeName(v), "System.Uri")
		}
		return u, nil
	}
}

// The members of UriKind that are used.
const (
	relativeOrAbsolute int64 = iota
	absolute
)

func newURI(f *rt.Frame, uri *rt.Type, text string, of int64) (any, error) {
	for _, ctor := range uri.Static.(*types.Type).Constructors() {
		if len(ctor.Params) != 2 || ctor.Params[0].Type.Special != types.String || ctor.Params[1].Type.Name != "UriKind" {
			continue
		}
		kind := runtimeOf(ctor.Params[1].Type)
		code := rt.LinkerOf(ctor.Impl)(&rt.Call{
			Args:       []rt.Code{rt.Const(rt.Str(text)), rt.Const(rt.Enum{Type: kind, Value: of})},
			ParamTypes: []*rt.Type{runtimeOf(ctor.Params[0].Type), kind},
			Owner:      uri, OwnerArgs: uri.Args, Result: uri.Rep, ResultType: uri,
		})
		return uri.Rep.BoxedFn(code)(f)
	}
	return nil, clr.InvalidCast("System.String", "System.Uri")
}

func toURI(f *rt.Frame, t jsontree.Token, uri *rt.Type) (any, error) {
	u, err := jsontree.ToURI(t, ParseURI(f, uri))
	if u == nil {
		return nil, err
	}
	return u, err
}

// absoluteURI is ToObject<Uri>(): as the operator of tokens it takes no relative text.
func absoluteURI(f *rt.Frame, t jsontree.Token, uri *rt.Type) (any, error) {
	if v, ok := t.(*jsontree.Value); ok && v.Kind() == jsontree.KindString {
		return newURI(f, uri, v.Str(), absolute)
	}
	return toURI(f, t, uri)
}

// uri reads a System.Uri.
func (r *reader) uri(t jsontree.Token) (any, error) {
	v, ok := t.(*jsontree.Value)
	switch {
	case !ok:
		return r.impossible(t)
	case isNull(t):
		return nil, nil
	case v.Kind() == jsontree.KindURI, v.Kind() == jsontree.KindString && v.Str() != "":
		u, err := toURI(r.f, t, r.target)
		if err != nil {
			return nil, r.unconvertible(`"`+v.Str()+`"`, t)
		}
		return u, nil
	case v.Kind() == jsontree.KindString:
		return nil, nil
	}
	return nil, r.unconvertible(v.Text(host.Of(r.f).Culture), t)
}
