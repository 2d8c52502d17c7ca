package system

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/neturi"
)

// uriTypes are System.Uri and its enumerations. Objects of Uri are *neturi.URI.
func uriTypes() []types.Decl {
	flag := func(name string, v neturi.Components) types.EnumValue {
		return types.EnumValue{Name: name, Value: int64(v)}
	}
	return []types.Decl{
		uriType(),
		{Name: "System.UriKind", Kind: types.Enum, Values: named("RelativeOrAbsolute", "Absolute", "Relative")},
		{Name: "System.UriPartial", Kind: types.Enum, Values: named("Scheme", "Authority", "Path", "Query")},
		{Name: "System.UriHostNameType", Kind: types.Enum, Values: named("Unknown", "Basic", "Dns", "IPv4", "IPv6")},
		{Name: "System.UriFormat", Kind: types.Enum, Values: []types.EnumValue{
			{Name: "UriEscaped", Value: 1}, {Name: "Unescaped", Value: 2}, {Name: "SafeUnescaped", Value: 3},
		}},
		{Name: "System.UriComponents", Kind: types.Enum, Flags: true, Values: []types.EnumValue{
			flag("Scheme", neturi.Scheme), flag("UserInfo", neturi.UserInfo), flag("Host", neturi.Host), flag("Port", neturi.Port),
			flag("SchemeAndServer", neturi.SchemeAndServer), flag("Path", neturi.Path), flag("Query", neturi.Query),
			flag("PathAndQuery", neturi.PathAndQuery), flag("HttpRequestUrl", neturi.HTTPRequestURL), flag("Fragment", neturi.Fragment),
			flag("AbsoluteUri", neturi.AbsoluteURI), flag("StrongPort", neturi.StrongPort), flag("HostAndPort", neturi.HostAndPort),
			flag("StrongAuthority", neturi.StrongAuthority), flag("NormalizedHost", neturi.NormalizedHost),
			flag("KeepDelimiter", neturi.KeepDelimiter), flag("SerializationInfoString", neturi.SerializationInfo),
		}},
	}
}

// uriType is System.Uri.
func uriType() types.Decl {
	d := types.Decl{
		Name: "System.Uri", Kind: types.Class,
		Class: rt.RefClass[*neturi.URI](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(v.(*neturi.URI).String()), nil },
			Equals:   func(_ *rt.Frame, a, b any) (bool, error) { return uriEquals(a.(*neturi.URI), b) },
			Hash: func(_ *rt.Frame, v any) (int32, error) {
				return rt.HashString(strings.ToLower(v.(*neturi.URI).Key())), nil
			},
		}),
		Members: []types.Member{
			{Sig: "new(string uriString)", Impl: rt.FrameFunc1(func(f *rt.Frame, s rt.String) (*neturi.URI, error) {
				if !s.Valid {
					return nil, clr.ArgumentNull("uriString")
				}
				if err := f.Alloc(uriCost(len(s.Text))); err != nil {
					return nil, err
				}
				return neturi.New(s.Text)
			})},
			{Sig: "new(string uriString, bool dontEscape)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, dontEscape bool) (*neturi.URI, error) {
				if !s.Valid {
					return nil, clr.ArgumentNull("uriString")
				}
				if err := f.Alloc(uriCost(len(s.Text))); err != nil {
					return nil, err
				}
				return neturi.ParseEscaped(s.Text, dontEscape)
			})},
			{Sig: "new(string uriString, UriKind uriKind)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, kind rt.Enum) (*neturi.URI, error) {
				if !s.Valid {
					return nil, clr.ArgumentNull("uriString")
				}
				if err := f.Alloc(uriCost(len(s.Text))); err != nil {
					return nil, err
				}
				k, err := uriKind(kind)
				if err != nil {
					return nil, err
				}
				return neturi.Parse(s.Text, k)
			})},
			{Sig: "new(Uri baseUri, string relativeUri)", Impl: rt.FrameFunc2(func(f *rt.Frame, base *neturi.URI, relative rt.String) (*neturi.URI, error) {
				if err := checkBaseURI(base); err != nil {
					return nil, err
				}
				if err := f.Alloc(uriCost(len(base.OriginalString()) + len(relative.Text))); err != nil {
					return nil, err
				}
				return neturi.Combine(base, relative.Text)
			})},
			{Sig: "new(Uri baseUri, string relativeUri, bool dontEscape)", Impl: rt.FrameFunc3(func(f *rt.Frame, base *neturi.URI, relative rt.String, dontEscape bool) (*neturi.URI, error) {
				if err := checkBaseURI(base); err != nil {
					return nil, err
				}
				if err := f.Alloc(uriCost(len(base.OriginalString()) + len(relative.Text))); err != nil {
					return nil, err
				}
				return neturi.CombineEscaped(base, relative.Text, dontEscape)
			})},
			{Sig: "new(Uri baseUri, Uri relativeUri)", Impl: rt.FrameFunc2(func(f *rt.Frame, base, relative *neturi.URI) (*neturi.URI, error) {
				if err := checkBaseURI(base); err != nil {
					return nil, err
				}
				if relative == nil {
					return nil, clr.NullReference()
				}
				if err := f.Alloc(uriCost(len(base.OriginalString()) + len(relative.OriginalString()))); err != nil {
					return nil, err
				}
				return neturi.CombineURI(base, relative)
			})},
			{Sig: "bool IsAbsoluteUri", Impl: field((*neturi.URI).IsAbsolute)},
			{Sig: "string OriginalString", Impl: textField((*neturi.URI).OriginalString)},
			{Sig: "bool UserEscaped", Impl: field((*neturi.URI).UserEscaped)},
			{Sig: "string ToString()", Impl: textField((*neturi.URI).String)},
			{Sig: "bool Equals(object comparand)", Impl: rt.Method1(uriEquals)},
			{Sig: "int GetHashCode()", Impl: rt.FrameMethod0(func(f *rt.Frame, u *neturi.URI) (int32, error) { return rt.Hash(f, u) })},
			{Sig: "static bool operator ==(Uri uri1, Uri uri2)", Impl: rt.Func2(sameURI)},
			{Sig: "static bool operator !=(Uri uri1, Uri uri2)", Impl: rt.Func2(func(a, b *neturi.URI) (bool, error) {
				same, err := sameURI(a, b)
				return !same, err
			})},
		},
	}
	d.Members = append(d.Members, uriPartMembers()...)
	d.Members = append(d.Members, uriRelationMembers()...)
	d.Members = append(d.Members, uriStaticMembers()...)
	return d
}

// uriCost is what a Uri made of n bytes counts in the memory budget: the object, its
// text as it was given and with escapes, which are made anew whenever they are asked
// for.
func uriCost(n int) int { return 320 + 16*n }

func uriKind(e rt.Enum) (neturi.Kind, error) {
	if e.Value < int64(neturi.RelativeOrAbsolute) || e.Value > int64(neturi.Relative) {
		return 0, clr.Argument("The value '"+e.String()+"' passed for the UriKind parameter is invalid.", "")
	}
	return neturi.Kind(e.Value), nil
}

func checkBaseURI(base *neturi.URI) error {
	switch {
	case base == nil:
		return clr.ArgumentNull("baseUri")
	case !base.IsAbsolute():
		return clr.ArgumentOutOfRange("", "baseUri")
	}
	return nil
}

// uriEquals is Equals: with a URI, or with a text that is one.
func uriEquals(u *neturi.URI, other any) (bool, error) {
	switch o := other.(type) {
	case *neturi.URI:
		return o != nil && u.Equal(o), nil
	case string:
		parsed, ok := neturi.TryParse(o, neturi.RelativeOrAbsolute)
		return ok && u.Equal(parsed), nil
	}
	return false, nil
}

func sameURI(a, b *neturi.URI) (bool, error) {
	if a == nil || b == nil {
		return a == b, nil
	}
	return a.Equal(b), nil
}

// ofAbsolute links a property that only absolute URIs have.
func ofAbsolute[R any](get func(*neturi.URI) (R, error)) rt.Linker {
	return rt.Method0(func(u *neturi.URI) (r R, err error) {
		if !u.IsAbsolute() {
			return r, neturi.NotAbsolute()
		}
		return get(u)
	})
}

// uriPartMembers are the parts of absolute URIs.
func uriPartMembers() []types.Member {
	text := func(name string, get func(*neturi.URI) string) types.Member {
		return types.Member{Sig: "string " + name, Impl: ofAbsolute(func(u *neturi.URI) (rt.String, error) { return rt.Str(get(u)), nil })}
	}
	fact := func(name string, get func(*neturi.URI) bool) types.Member {
		return types.Member{Sig: "bool " + name, Impl: ofAbsolute(func(u *neturi.URI) (bool, error) { return get(u), nil })}
	}
	return []types.Member{
		text("AbsoluteUri", (*neturi.URI).AbsoluteURI), text("AbsolutePath", (*neturi.URI).AbsolutePath),
		text("Authority", (*neturi.URI).Authority), text("DnsSafeHost", (*neturi.URI).DNSSafeHost), text("Fragment", (*neturi.URI).Fragment),
		text("Host", (*neturi.URI).Host), text("LocalPath", (*neturi.URI).LocalPath), text("PathAndQuery", (*neturi.URI).PathAndQuery),
		text("Query", (*neturi.URI).Query), text("Scheme", (*neturi.URI).Scheme), text("UserInfo", (*neturi.URI).UserInfo),
		fact("IsDefaultPort", (*neturi.URI).IsDefaultPort), fact("IsFile", (*neturi.URI).IsFile),
		fact("IsLoopback", (*neturi.URI).IsLoopback), fact("IsUnc", (*neturi.URI).IsUNC),
		{Sig: "string IdnHost", Impl: ofAbsolute(func(u *neturi.URI) (rt.String, error) {
			s, err := u.IDNHost()
			return rt.Str(s), err
		})},
		{Sig: "int Port", Impl: ofAbsolute(func(u *neturi.URI) (int32, error) { return int32(u.Port()), nil })},
		{Sig: "UriHostNameType HostNameType", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			t := c.ResultType
			return ofAbsolute(func(u *neturi.URI) (rt.Enum, error) { return rt.Enum{Type: t, Value: int64(u.HostType())}, nil })
		})},
		{Sig: "string[] Segments", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			elem := c.ResultType.Elem
			return ofAbsolute(func(u *neturi.URI) (*rt.Array[rt.String], error) {
				parts := u.Segments()
				items := make([]rt.String, len(parts))
				for i, s := range parts {
					items[i] = rt.Str(s)
				}
				return rt.NewArray(elem, items), nil
			})
		})},
		{Sig: "string GetLeftPart(UriPartial part)", Impl: rt.Method1(func(u *neturi.URI, part rt.Enum) (rt.String, error) {
			if !u.IsAbsolute() {
				return rt.String{}, neturi.NotAbsolute()
			}
			s, err := u.LeftPart(neturi.Partial(part.Value))
			return rt.Str(s), err
		})},
		{Sig: "string GetComponents(UriComponents components, UriFormat format)", Impl: rt.Method2(func(u *neturi.URI, c, format rt.Enum) (rt.String, error) {
			if parts := neturi.Components(c.Value); parts&neturi.SerializationInfo != 0 && parts != neturi.SerializationInfo {
				return rt.String{}, clr.Throw("System.ArgumentOutOfRangeException", "UriComponents.SerializationInfoString must not be combined with other UriComponents."+
					"\nParameter name: components\nActual value was %s.", c)
			}
			s, err := u.Components(neturi.Components(int32(c.Value)), neturi.Format(format.Value))
			return rt.Str(s), err
		})},
		{Sig: "bool IsWellFormedOriginalString()", Impl: field((*neturi.URI).IsWellFormed)},
	}
}
