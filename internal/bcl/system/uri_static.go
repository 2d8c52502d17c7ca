package system

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/neturi"
)

// uriRelationMembers relate two URIs.
func uriRelationMembers() []types.Member {
	return []types.Member{
		{Sig: "Uri MakeRelativeUri(Uri uri)", Impl: rt.Method1(func(u, to *neturi.URI) (*neturi.URI, error) {
			switch {
			case to == nil:
				return nil, clr.ArgumentNull("uri")
			case !u.IsAbsolute() || !to.IsAbsolute():
				return nil, neturi.NotAbsolute()
			}
			return u.MakeRelative(to)
		})},
		{Sig: "string MakeRelative(Uri toUri)", Impl: rt.Method1(func(u, to *neturi.URI) (rt.String, error) {
			// The older method, which looks at paths only.
			switch {
			case to == nil:
				return rt.String{}, clr.ArgumentNull("toUri")
			case !u.IsAbsolute() || !to.IsAbsolute():
				return rt.String{}, neturi.NotAbsolute()
			}
			return rt.Str(u.RelativePath(to)), nil
		})},
		{Sig: "bool IsBaseOf(Uri uri)", Impl: rt.Method1(func(u, other *neturi.URI) (bool, error) {
			if other == nil {
				return false, clr.ArgumentNull("uri")
			}
			return u.IsAbsolute() && u.IsBaseOf(other), nil
		})},
		{Sig: "static int Compare(Uri uri1, Uri uri2, UriComponents partsToCompare, UriFormat compareFormat, StringComparison comparisonType)", Impl: rt.FrameFunc5(compareURIs)},
		{Sig: "static bool TryCreate(string uriString, UriKind uriKind, out Uri result)", Impl: rt.Func3(func(s rt.String, kind rt.Enum, out rt.Out[any]) (bool, error) {
			if !s.Valid {
				out.Set(nil)
				return false, nil
			}
			k, err := uriKind(kind)
			if err != nil {
				return false, err
			}
			u, ok := neturi.TryParse(s.Text, k)
			return tryURI(out, u, ok), nil
		})},
		{Sig: "static bool TryCreate(Uri baseUri, string relativeUri, out Uri result)", Impl: rt.Func3(func(base *neturi.URI, s rt.String, out rt.Out[any]) (bool, error) {
			if !s.Valid || base == nil || !base.IsAbsolute() {
				// Without a base an absolute URI can still be made. What begins with a slash
				// is taken as relative where it may be.
				u, ok := neturi.TryParse(s.Text, neturi.Absolute)
				return tryURI(out, u, ok && s.Valid && !strings.HasPrefix(s.Text, "/")), nil
			}
			u, err := neturi.Combine(base, s.Text)
			return tryURI(out, u, err == nil), nil
		})},
		{Sig: "static bool TryCreate(Uri baseUri, Uri relativeUri, out Uri result)", Impl: rt.Func3(func(base, relative *neturi.URI, out rt.Out[any]) (bool, error) {
			if base == nil || relative == nil || !base.IsAbsolute() {
				out.Set(nil)
				return false, nil
			}
			u, err := neturi.CombineURI(base, relative)
			return tryURI(out, u, err == nil), nil
		})},
	}
}

func tryURI(out rt.Out[any], u *neturi.URI, ok bool) bool {
	if !ok {
		out.Set(nil)
		return false
	}
	out.Set(u)
	return true
}

// compareURIs is Uri.Compare; null comes first, then relative URIs.
func compareURIs(f *rt.Frame, a, b *neturi.URI, parts, format, kind rt.Enum) (int32, error) {
	switch {
	case a == nil && b == nil:
		return 0, nil
	case a == nil:
		return -1, nil
	case b == nil:
		return 1, nil
	}
	c, err := comparisonOf(kind)
	if err != nil {
		return 0, err
	}
	switch {
	case a.IsAbsolute() && !b.IsAbsolute():
		return 1, nil
	case !a.IsAbsolute() && b.IsAbsolute():
		return -1, nil
	case !a.IsAbsolute():
		return int32(c.compare(f, a.OriginalString(), b.OriginalString())), nil
	}
	var texts [2]string
	for i, u := range []*neturi.URI{a, b} {
		if texts[i], err = u.Components(neturi.Components(int32(parts.Value)), neturi.Format(format.Value)); err != nil {
			return 0, err
		}
	}
	return int32(c.compare(f, texts[0], texts[1])), nil
}

// uriStaticMembers are the functions on texts and the names of schemes.
func uriStaticMembers() []types.Member {
	list := []types.Member{
		{Sig: "static string EscapeDataString(string stringToEscape)", Impl: rt.FrameFunc1(escapeText("stringToEscape", neturi.EscapeDataString))},
		{Sig: "static string EscapeUriString(string stringToEscape)", Impl: rt.FrameFunc1(escapeText("stringToEscape", neturi.EscapeURIString))},
		{Sig: "static string UnescapeDataString(string stringToUnescape)", Impl: rt.FrameFunc1(escapeText("stringToUnescape", func(s string) (string, error) {
			return neturi.UnescapeDataString(s), nil
		}))},
		{Sig: "static bool IsWellFormedUriString(string uriString, UriKind uriKind)", Impl: rt.Func2(func(s rt.String, kind rt.Enum) (bool, error) {
			if !s.Valid {
				return false, nil
			}
			k, err := uriKind(kind)
			return err == nil && neturi.IsWellFormed(s.Text, k), err
		})},
		{Sig: "static bool CheckSchemeName(string schemeName)", Impl: rt.Func1(func(s rt.String) (bool, error) { return neturi.ValidScheme(s.Text), nil })},
		{Sig: "static UriHostNameType CheckHostName(string name)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			t := c.ResultType
			return rt.Func1(func(s rt.String) (rt.Enum, error) {
				return rt.Enum{Type: t, Value: int64(neturi.CheckHostName(s.Text))}, nil
			})
		})},
		{Sig: "static string HexEscape(char character)", Impl: rt.Func1(func(c clr.Char) (rt.String, error) {
			if c > 0xff {
				return rt.String{}, clr.ArgumentOutOfRange("", "character")
			}
			return rt.Str(neturi.HexEscape(byte(c))), nil
		})},
		{Sig: "static char HexUnescape(string pattern, ref int index)", Impl: rt.Func2(hexUnescape)},
		{Sig: "static bool IsHexDigit(char character)", Impl: rt.Func1(func(c clr.Char) (bool, error) { return hexDigit(c) >= 0, nil })},
		{Sig: "static bool IsHexEncoding(string pattern, int index)", Impl: rt.Func2(func(s rt.String, i int32) (bool, error) {
			if !s.Valid {
				return false, clr.NullReference()
			}
			if int32(rt.Len16(s.Text))-i < 3 { // unchecked: it runs over
				return false, nil
			}
			if i < 0 {
				return false, clr.IndexOutOfRange()
			}
			offset, _ := rt.Offset(s.Text, int(i))
			_, ok := neturi.HexUnescape(s.Text[offset:])
			return ok, nil
		})},
		{Sig: "static int FromHex(char digit)", Impl: rt.Func1(func(c clr.Char) (int32, error) {
			v := hexDigit(c)
			if v < 0 {
				return 0, clr.Argument("digit", "")
			}
			return v, nil
		})},
	}
	for _, scheme := range []struct{ name, text string }{
		{"UriSchemeFile", "file"}, {"UriSchemeFtp", "ftp"}, {"UriSchemeGopher", "gopher"}, {"UriSchemeHttp", "http"}, {"UriSchemeHttps", "https"},
		{"UriSchemeMailto", "mailto"}, {"UriSchemeNetPipe", "net.pipe"}, {"UriSchemeNetTcp", "net.tcp"}, {"UriSchemeNews", "news"},
		{"UriSchemeNntp", "nntp"}, {"SchemeDelimiter", "://"},
	} {
		list = append(list, types.Member{Sig: "static string " + scheme.name, Impl: value(rt.Str(scheme.text))})
	}
	return list
}

// escapeText is a function on texts that refuses null and whose result counts as
// memory.
func escapeText(param string, fn func(string) (string, error)) func(*rt.Frame, rt.String) (rt.String, error) {
	return func(f *rt.Frame, s rt.String) (rt.String, error) {
		if !s.Valid {
			return s, clr.ArgumentNull(param)
		}
		out, err := fn(s.Text)
		if err != nil {
			return rt.String{}, err
		}
		return rt.Str(out), f.Alloc(len(out))
	}
}

func hexDigit(c clr.Char) int32 {
	switch {
	case c >= '0' && c <= '9':
		return int32(c - '0')
	case c >= 'a' && c <= 'f':
		return int32(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int32(c-'A') + 10
	}
	return -1
}

// hexUnescape is Uri.HexUnescape: the character at an index, which moves behind
// it.
func hexUnescape(s rt.String, index rt.Out[int32]) (clr.Char, error) {
	i := index.Get()
	if !s.Valid && i >= 0 {
		return 0, clr.NullReference()
	}
	c, ok := rt.At(s.Text, int(i))
	if !ok {
		return 0, clr.ArgumentOutOfRange("", "index")
	}
	if c == '%' {
		offset, _ := rt.Offset(s.Text, int(i))
		if b, ok := neturi.HexUnescape(s.Text[offset:]); ok {
			index.Set(i + 3)
			return clr.Char(b), nil
		}
	}
	index.Set(i + 1)
	return c, nil
}
