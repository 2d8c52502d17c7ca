package apim

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/net"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/text/neturi"
)

// URL is an IUrl. It is immutable: a change of the request's URL makes a new one. Its
// query is read when it is first asked for; one that requests share must be asked
// before they do.
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
func Unescape(s string) string { return net.URLDecode(s) }

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
			// Not documented, and used by many policies (expressions.md section 4.4).
			{Sig: "Uri ToUri()", Impl: rt.FrameMethod0(func(f *rt.Frame, u *URL) (*neturi.URI, error) {
				text := u.String()
				if err := f.Alloc(4 * len(text)); err != nil {
					return nil, err
				}
				return neturi.New(text)
			})},
		},
	}
}

// urlText is the text of a URL, as System.Uri writes it for people: without the
// escapes that are safe to undo.
// unverified: whether the service's own type does.
func urlText(u *URL) (rt.String, error) {
	text := u.String()
	if strings.IndexByte(text, '%') < 0 {
		return rt.Str(text), nil
	}
	uri, err := neturi.New(text)
	if err != nil {
		return rt.Str(text), nil
	}
	return rt.Str(uri.String()), nil
}
