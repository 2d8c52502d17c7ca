package evaluate

import (
	"encoding/base64"
	"fmt"
	"net/netip"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// node reads a JSON object without complaining about what is absent.
type node struct{ o *jsontree.Object }

func (n node) get(name string) jsontree.Token {
	if n.o == nil {
		return nil
	}
	return n.o.Get(name)
}

func (n node) object(name string) (node, bool) {
	o, ok := n.get(name).(*jsontree.Object)
	return node{o}, ok
}

func (n node) text(name string) string {
	s, _ := textOf(n.get(name))
	return s
}

func (n node) textOr(name, fallback string) string {
	if s, ok := textOf(n.get(name)); ok {
		return s
	}
	return fallback
}

func (n node) boolOr(name string, fallback bool) bool {
	if v, ok := n.get(name).(*jsontree.Value); ok && v.Kind() == jsontree.KindBool {
		return v.Bool()
	}
	return fallback
}

func (n node) intOr(name string, fallback int64) int64 {
	t := n.get(name)
	if t == nil {
		return fallback
	}
	if v, err := jsontree.ToInt64(t); err == nil {
		return v
	}
	return fallback
}

// list reads an array.
func (n node) list(name string) []jsontree.Token {
	a, ok := n.get(name).(*jsontree.Array)
	if !ok {
		return nil
	}
	var out []jsontree.Token
	for i := range a.Count() {
		if t, err := a.At(i); err == nil {
			out = append(out, t)
		}
	}
	return out
}

// each calls visit for every member.
func (n node) each(visit func(name string, t jsontree.Token) error) error {
	if n.o == nil {
		return nil
	}
	for i := range n.o.Count() {
		p := n.o.PropertyAt(i)
		if err := visit(p.Name(), p.Value()); err != nil {
			return err
		}
	}
	return nil
}

// textOf returns a JSON string, number or boolean as text.
func textOf(t jsontree.Token) (string, bool) {
	if t == nil || t.Type() == jsontree.TypeNull {
		return "", false
	}
	s, ok, err := jsontree.ToString(t, netfmt.Shortest)
	if err != nil {
		return "", false
	}
	return s, ok
}

// buildContext makes the context that a case describes.
func buildContext(f *rt.Frame, lib *bcl.Library, o *jsontree.Object) (*apim.Context, error) {
	n := node{o}
	c := &apim.Context{Variables: apim.NewVariables(), Tracing: n.boolOr("tracing", false)}
	request, _ := n.object("request")
	var err error
	if c.Request, err = buildRequest(request); err != nil {
		return nil, err
	}
	if response, ok := n.object("response"); ok {
		r, err := buildResponse(response)
		if err != nil {
			return nil, err
		}
		c.Response = r
	}
	if c.RequestID, err = clr.ParseGuid(n.textOr("requestId", "00000000-0000-0000-0000-000000000001")); err != nil {
		return nil, fmt.Errorf("requestId: %w", err)
	}
	if c.Timestamp, err = date(n.textOr("timestamp", "2024-01-02T03:04:05.6780000Z")); err != nil {
		return nil, fmt.Errorf("timestamp: %w", err)
	}
	elapsed := clr.TimeSpan(0)
	if t := n.get("elapsedMs"); t != nil {
		ms, err := jsontree.ToDouble(t)
		if err != nil {
			return nil, fmt.Errorf("elapsedMs: %w", err)
		}
		elapsed = clr.TimeSpan(ms * clr.TicksPerMillisecond)
	}
	c.Elapsed = func() clr.TimeSpan { return elapsed }
	if err := records(c, n); err != nil {
		return nil, err
	}
	variables, _ := n.object("variables")
	err = variables.each(func(name string, t jsontree.Token) error {
		v, err := value(f, lib, t)
		if err != nil {
			return fmt.Errorf("variable %q: %w", name, err)
		}
		c.Variables.Set(name, v)
		return nil
	})
	return c, err
}

// headers reads {name: value or [values]}.
func headers(n node, h *message.Header) {
	_ = n.each(func(name string, t jsontree.Token) error {
		// Names differ by case in JSON only: the last one counts.
		h.Del(name)
		if a, ok := t.(*jsontree.Array); ok {
			for i := range a.Count() {
				item, _ := a.At(i)
				s, _ := textOf(item)
				h.Add(name, s)
			}
			return nil
		}
		s, _ := textOf(t)
		h.Add(name, s)
		return nil
	})
}

func body(n node) (*message.Body, error) {
	if s, ok := textOf(n.get("bodyBase64")); ok {
		data, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			return nil, fmt.Errorf("bodyBase64: %w", err)
		}
		return message.BytesBody(data), nil
	}
	t := n.get("body")
	if t == nil || t.Type() == jsontree.TypeNull {
		return nil, nil
	}
	if v, ok := t.(*jsontree.Value); ok && v.Kind() == jsontree.KindString {
		return message.TextBody(v.Str()), nil
	}
	data, err := jsontree.Append(nil, t, jsontree.Format{})
	return message.BytesBody(data), err
}

func buildRequest(n node) (*apim.Request, error) {
	m := &message.Request{Method: n.textOr("method", "GET")}
	h, _ := n.object("headers")
	headers(h, &m.Header)
	var err error
	if m.Body, err = body(n); err != nil {
		return nil, err
	}
	ip := n.textOr("ipAddress", "127.0.0.1")
	if a, err := netip.ParseAddr(ip); err == nil {
		m.Remote = netip.AddrPortFrom(a, 0)
	}
	m.RemoteText = ip
	if m.Certificate, err = certificate(n.text("certificate")); err != nil {
		return nil, err
	}
	r := apim.NewRequest(m, nil)
	text := n.textOr("url", "https://contoso.azure-api.net/")
	u, ok := message.ParseURL(text)
	if !ok {
		return nil, fmt.Errorf("request.url: %q is not an absolute URL", text)
	}
	m.URL, r.URL = u, apim.NewURL(u)
	r.Original = r.URL
	if s, ok := textOf(n.get("originalUrl")); ok {
		if u, ok = message.ParseURL(s); !ok {
			return nil, fmt.Errorf("request.originalUrl: %q is not an absolute URL", s)
		}
		r.Original = apim.NewURL(u)
	}
	r.Matched = apim.NewTexts(true)
	matched, _ := n.object("matchedParameters")
	_ = matched.each(func(name string, t jsontree.Token) error {
		s, _ := textOf(t)
		r.Matched.Set(name, s)
		return nil
	})
	return r, nil
}

func buildResponse(n node) (*apim.Response, error) {
	m := &message.Response{Status: int(n.intOr("statusCode", 200)), Reason: n.textOr("statusReason", "OK")}
	h, _ := n.object("headers")
	headers(h, &m.Header)
	var err error
	m.Body, err = body(n)
	return apim.NewResponse(m, nil), err
}

func date(s string) (clr.DateTime, error) {
	return netfmt.ParseDateTime(s, netfmt.Invariant(), netfmt.DateRoundtripKind, nil)
}
