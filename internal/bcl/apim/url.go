package apim

import (
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// URL is an IUrl. It is immutable: a change of the request's URL makes a new one.
type URL struct {
	message.URL
	query *Lookup[[]string]
}

// NewURL returns the view of a URL.
func NewURL(u message.URL) *URL { return &URL{URL: u} }

// QueryValues returns the query parameters, decoded; names compare without case.
func (u *URL) QueryValues() *Lookup[[]string] {
	if u.query == nil {
		u.query = NewLists(true)
		for _, p := range strings.Split(u.Query, "&") {
			if p == "" {
				continue
			}
			k, v, _ := strings.Cut(p, "=")
			k, v = Unescape(k), Unescape(v)
			old, _ := u.query.Get(k)
			u.query.Set(k, append(old, v))
		}
	}
	return u.query
}

// Unescape decodes a query component: percent-encoding, and + as a space. What is
// not well-formed stays as it is.
func Unescape(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	if d, err := url.QueryUnescape(s); err == nil {
		return d
	}
	// Decode what can be decoded.
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b.WriteByte(' ')
		case s[i] == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0:
			b.WriteByte(byte(unhex(s[i+1])<<4 | unhex(s[i+2])))
			i += 2
		default:
			b.WriteByte(s[i])
		}
	}
	return strings.ToValidUTF8(b.String(), "\ufffd")
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func urlType() types.Decl {
	return types.Decl{
		Name: "Apim.IUrl", Kind: types.Interface,
		Class: rt.RefClass[*URL](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return urlText(v.(*URL)) },
		}),
		Members: []types.Member{
			text("string Scheme", func(u *URL) string { return u.Scheme }),
			text("string Host", func(u *URL) string { return u.Host }),
			field("int Port", func(u *URL) int32 { return int32(u.Port) }),
			hot("Request.Url", contextPath, field("string Path", func(u *URL) rt.String { return rt.Str(u.Path) })),
			field("string QueryString", func(u *URL) rt.String { return rt.Str(u.QueryString()) }),
			object("IReadOnlyDictionary<string, string[]> Query", (*URL).QueryValues),
			{Sig: "string ToString()", Impl: rt.Method0(urlText)},
		},
	}
}

// urlText is the text of a URL.
func urlText(u *URL) (rt.String, error) { return rt.Str(u.String()), nil }

// Escape is WebUtility.UrlEncode: letters, digits and -_.!*() stay, a space is +,
// other bytes of the UTF-8 text are %XX.
func Escape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.!*()", c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}
