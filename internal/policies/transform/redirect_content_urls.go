package transform

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/template"
)

func redirectContentURLsDefinition() policy.Definition {
	return policy.Definition{
		Element: "redirect-content-urls", Summary: "Makes links in the body lead to the gateway.",
		Sections: policy.Inbound | policy.Outbound, Scopes: policy.AllScopes, OncePerSection: true,
		New: func() policy.Policy { return &redirectContentURLs{} },
	}
}

// redirectContentURLs makes the links to the backend in the body of a response lead
// to the gateway, and in inbound those to the gateway in the body of a request lead
// to the backend. Headers stay as they are.
//
// unverified: which links are found. Here they are those below the backend's base
// URL, with http or https, which become the API's; and in responses those to
// anything else on the backend's host, which get the gateway's host.
type redirectContentURLs struct{}

// Run replaces.
func (p *redirectContentURLs) Run(x *policy.Exec) (policy.Flow, error) {
	body := x.Body()
	if *body == nil || !x.HasBase {
		return policy.Next, nil
	}
	if !(*body).Readable(x.Header()) {
		return policy.Next, nil
	}
	text, err := template.ReadText(x.Frame(), x.Host.Limits.Body.BodyBuffer, *body, x.Header())
	if err != nil {
		return policy.End, err
	}
	out := newRewriter(x).rewrite(text)
	if out == text {
		return policy.Next, nil
	}
	if err := x.Frame().Alloc(len(out)); err != nil {
		return policy.End, err
	}
	setText(x, out)
	return policy.Next, nil
}

// rewriter changes links that start with one URL into links that start with
// another. URLs are without their scheme and without a slash at the end.
type rewriter struct {
	// host and path are what links start with; ports are those of both schemes.
	host, path string
	// base takes the place of host and path, site that of the host alone; empty for
	// none.
	base, site string
}

func newRewriter(x *policy.Exec) *rewriter {
	asked := x.Context.Request.Original.URL
	api := "/"
	if x.API != nil {
		api += x.API.PublicPath()
	}
	gateway := asked.Scheme + "://" + asked.HostPort()
	backend := x.Base
	if x.OnResponse() {
		return &rewriter{
			host: backend.HostPort(), path: strings.TrimRight(backend.Path, "/"),
			base: gateway + strings.TrimRight(api, "/"), site: gateway,
		}
	}
	return &rewriter{
		host: asked.HostPort(), path: strings.TrimRight(api, "/"),
		base: backend.Scheme + "://" + backend.HostPort() + strings.TrimRight(backend.Path, "/"),
	}
}

// rewrite replaces all links of a text. In JSON a slash may be written as \/.
func (r *rewriter) rewrite(text string) string {
	var b strings.Builder
	done := 0
	for at := 0; ; {
		i := strings.Index(text[at:], ":")
		if i < 0 {
			break
		}
		at += i
		start, slash, ok := schemeBefore(text, at)
		end := at + 1 + 2*len(slash)
		at++
		if !ok || len(text)-end < len(r.host) || !strings.EqualFold(text[end:end+len(r.host)], r.host) {
			continue
		}
		end += len(r.host)
		if end < len(text) && (isHostByte(text[end]) || text[end] == ':') {
			continue
		}
		with := r.site
		path := strings.ReplaceAll(r.path, "/", slash)
		if strings.HasPrefix(text[end:], path) && endsSegment(text[end+len(path):]) {
			with = r.base
			end += len(path)
		}
		if with == "" {
			continue
		}
		b.WriteString(text[done:start])
		b.WriteString(strings.ReplaceAll(with, "/", slash))
		done, at = end, end
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// schemeBefore finds http or https before a colon, and the slashes behind it.
func schemeBefore(text string, colon int) (start int, slash string, ok bool) {
	rest := text[colon+1:]
	switch {
	case strings.HasPrefix(rest, "//"):
		slash = "/"
	case strings.HasPrefix(rest, `\/\/`):
		slash = `\/`
	default:
		return 0, "", false
	}
	for _, scheme := range [...]string{"https", "http"} {
		start = colon - len(scheme)
		if start >= 0 && strings.EqualFold(text[start:colon], scheme) && (start == 0 || !isSchemeByte(text[start-1])) {
			return start, slash, true
		}
	}
	return 0, "", false
}

func isSchemeByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '.' || c == '-'
}

func isHostByte(c byte) bool { return isSchemeByte(c) && c != '+' || c == '_' || c == '@' || c >= 0x80 }

// endsSegment reports whether a path ends before rest, or at one of its segments.
func endsSegment(rest string) bool {
	if rest == "" {
		return true
	}
	c := rest[0]
	return !isHostByte(c) && c != '%' && c != '~' && c != '+'
}
