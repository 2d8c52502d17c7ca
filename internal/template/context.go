package template

import (
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/text/liquid"
)

// contextObject is the root context: what is documented for templates, the
// variables, and the other records of expressions.
func (b *binding) contextObject() liquid.Object {
	c := b.x.Context
	return object(func(name string) (liquid.Value, bool) {
		switch name {
		case "Request":
			return b.requestObject(c.Request), true
		case "Response":
			if c.Response == nil {
				return nil, true
			}
			return b.responseObject(c.Response), true
		case "Variables":
			return b.variables(), true
		case "RequestId":
			return c.RequestID, true
		case "Timestamp":
			return c.Timestamp, true
		case "Elapsed":
			return c.Elapsed(), true
		case "Tracing":
			return c.Tracing, true
		}
		return b.record(c, name)
	})
}

func (b *binding) requestObject(r *apim.Request) liquid.Value {
	return object(func(name string) (liquid.Value, bool) {
		switch name {
		case "Url":
			return urlObject(b, r.URL), true
		case "OriginalUrl":
			return urlObject(b, r.Original), true
		case "Method":
			return r.Message.Method, true
		case "OriginalMethod":
			return r.OriginalMethod, true
		case "IpAddress":
			return r.IPAddress(), true
		case "MatchedParameters":
			return b.parameters(r.Matched), true
		case "HasBody":
			return r.Message.Body != nil, true
		case "Headers":
			return headers(&r.Message.Header), true
		case "ClientCertificates":
			if r.Message.Certificate == nil {
				return liquid.Values{}, true
			}
			return liquid.Values{certificate(r.Message.Certificate)}, true
		}
		return nil, false
	})
}

// responseObject binds a response. The documentation names a Method, which no
// response has.
func (b *binding) responseObject(r *apim.Response) liquid.Value {
	return object(func(name string) (liquid.Value, bool) {
		switch name {
		case "StatusCode":
			return int32(r.Message.Status), true
		case "StatusReason":
			return r.Message.Reason, true
		case "Headers":
			return headers(&r.Message.Header), true
		}
		return nil, false
	})
}

// urlParts is a URL. Where a plain value is wanted it is the whole of it.
type urlParts struct {
	object
	url *apim.URL
}

// Scalar is the URL as a text.
func (u urlParts) Scalar() liquid.Value { return u.url.String() }

func urlObject(b *binding, u *apim.URL) liquid.Value {
	if u == nil {
		return nil
	}
	return urlParts{url: u, object: func(name string) (liquid.Value, bool) {
		switch name {
		case "Scheme":
			return u.Scheme, true
		case "Host":
			return u.Host, true
		case "Port":
			return int32(u.Port), true
		case "Path":
			return u.Path, true
		case "QueryString":
			return u.QueryString(), true
		case "Query":
			query := u.QueryValues()
			return &lookup{list: func() []string { return b.keys(query.Keys()) }, get: func(name string) (liquid.Value, bool) {
				v, ok := query.Get(name)
				return texts(v), ok
			}}, true
		case "ToUri", "ToString":
			return u.String(), true
		}
		return nil, false
	}}
}

func headers(h *message.Header) liquid.Value {
	return &lookup{
		get: func(name string) (liquid.Value, bool) {
			v := h.Values(name)
			return texts(v), v != nil
		},
		list: func() []string {
			var names []string
			for f := range h.All() {
				if !slices.ContainsFunc(names, func(n string) bool { return message.EqualName(n, f.Name) }) {
					names = append(names, f.Name)
				}
			}
			return names
		},
	}
}

func (b *binding) parameters(l *apim.Lookup[string]) liquid.Value {
	if l == nil {
		return &dictionary{}
	}
	return &lookup{
		get:  func(name string) (liquid.Value, bool) { v, ok := l.Get(name); return v, ok },
		list: func() []string { return b.keys(l.Keys()) },
	}
}

func (b *binding) variables() liquid.Value {
	v := b.x.Context.Variables
	return &lookup{
		get: func(name string) (liquid.Value, bool) {
			value, ok := v.Get(name)
			return b.value(value), ok
		},
		list: func() []string { return b.keys(v.Keys()) },
	}
}

// keys lists the keys of a dictionary of names.
func (b *binding) keys(keys rt.Enumerable) []string {
	var names []string
	for e := keys.Enumerator(); ; {
		k, ok, err := e.Next(b.f)
		if b.failed(err) || !ok || b.failed(b.f.Step()) {
			return names
		}
		name, _ := k.(string)
		names = append(names, name)
	}
}

// certificate is what can be shown of a client's certificate.
func certificate(c *x509.Certificate) liquid.Value {
	return object(func(name string) (liquid.Value, bool) {
		switch name {
		case "Thumbprint":
			sum := sha1.Sum(c.Raw)
			return strings.ToUpper(hex.EncodeToString(sum[:])), true
		case "SerialNumber":
			return strings.ToUpper(hex.EncodeToString(c.SerialNumber.Bytes())), true
		case "Subject":
			return distinguishedName(c.RawSubject), true
		case "Issuer":
			return distinguishedName(c.RawIssuer), true
		case "NotBefore":
			return clr.DateTimeFromTime(c.NotBefore).WithKind(clr.Local), true
		case "NotAfter":
			return clr.DateTimeFromTime(c.NotAfter).WithKind(clr.Local), true
		}
		return nil, false
	})
}

// distinguishedName writes a name from its most specific part on, with a blank
// behind the commas, as .NET does.
func distinguishedName(raw []byte) string {
	var sequence pkix.RDNSequence
	if _, err := asn1.Unmarshal(raw, &sequence); err != nil {
		return ""
	}
	var parts []string
	for _, part := range slices.Backward(sequence) {
		parts = append(parts, pkix.RDNSequence{part}.String())
	}
	return strings.Join(parts, ", ")
}
