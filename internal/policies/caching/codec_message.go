package caching

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/text/pack"
)

// appendOptional appends a text that may be null.
func appendOptional(b []byte, s rt.String) []byte {
	b = pack.AppendBool(b, s.Valid)
	if s.Valid {
		b = pack.AppendText(b, s.Text)
	}
	return b
}

// optional reads a text that may be null.
func (d *decoder) optional() rt.String {
	if !d.Bool() {
		return rt.String{}
	}
	return rt.Str(d.Text())
}

func (e *encoder) texts(list []string) {
	e.b = pack.AppendUint(e.b, uint64(len(list)))
	for _, s := range list {
		e.b = pack.AppendText(e.b, s)
	}
}

func (d *decoder) texts() []string {
	const size = 16
	var out []string
	for range d.count(size) {
		out = append(out, d.Text())
	}
	return out
}

// response writes a response with its body.
func (e *encoder) response(r *apim.Response) error {
	m := r.Message
	limit := e.x.Host.Limits.Body.BodyBuffer
	_, err := m.Body.Bytes(limit)
	if err != nil {
		return err
	}
	m.Body = m.Body.Coded(&m.Header, false)
	data, err := m.Body.Bytes(limit)
	if err != nil {
		return err
	}
	k := &kept{status: m.Status, reason: m.Reason, body: data}
	for f := range m.Header.All() {
		k.fields = append(k.fields, f)
	}
	e.b = pack.AppendText(append(e.b, tagResponse), k.encode())
	return nil
}

func (d *decoder) response() any {
	k, ok := decodeKept([]byte(d.Text()))
	if !ok {
		d.Fail()
		return nil
	}
	m := &message.Response{Status: k.status, Reason: k.reason, Header: message.NewHeader(k.fields...), Body: message.BytesBody(k.body)}
	return apim.NewResponse(m, &d.x.Host.Limits.Body)
}

func (e *encoder) headers(h *apim.Headers) error {
	header := h.Header()
	e.b = pack.AppendUint(append(e.b, tagHeaders), uint64(header.Len()))
	for f := range header.All() {
		e.b = pack.AppendText(pack.AppendText(e.b, f.Name), f.Value)
	}
	return nil
}

func (d *decoder) header() *message.Header {
	const size = 48
	h := &message.Header{}
	for range d.count(size) {
		name := d.Text()
		h.Add(name, d.Text())
	}
	return h
}

func writeLookup[T any](e *encoder, tag byte, l *apim.Lookup[T], write func(T)) error {
	e.b = pack.AppendUint(pack.AppendBool(append(e.b, tag), l.Folds()), uint64(l.Count()))
	for name, v := range l.All() {
		e.b = pack.AppendText(e.b, name)
		write(v)
	}
	return nil
}

func readLookup[T any](d *decoder, make func(fold bool) *apim.Lookup[T], read func() T) *apim.Lookup[T] {
	const size = 48
	l := make(d.Bool())
	for range d.count(size) {
		name := d.Text()
		l.Set(name, read())
	}
	return l
}

// jwt writes a token: its texts, its times and its lists.
func (e *encoder) jwt(j *apim.Jwt) error {
	e.b = append(e.b, tagJwt)
	for _, s := range []rt.String{j.Algorithm, j.ID, j.Issuer, j.Subject, j.Type} {
		e.b = appendOptional(e.b, s)
	}
	for _, t := range []any{j.ExpirationTime, j.IssuedAt, j.NotBefore} {
		if _, set := t.(clr.DateTime); !set {
			t = nil
		}
		e.scalar(t)
	}
	e.texts(j.Audiences)
	e.b = pack.AppendBool(e.b, j.Claims != nil)
	if j.Claims == nil {
		return nil
	}
	return writeLookup(e, tagLists, j.Claims, e.texts)
}

func (d *decoder) jwt() any {
	j := &apim.Jwt{Claims: apim.NewLists(false)}
	for _, s := range []*rt.String{&j.Algorithm, &j.ID, &j.Issuer, &j.Subject, &j.Type} {
		*s = d.optional()
	}
	for _, t := range []*any{&j.ExpirationTime, &j.IssuedAt, &j.NotBefore} {
		v, _ := d.scalar(d.Byte())
		if _, isDate := v.(clr.DateTime); v != nil && !isDate {
			d.Fail()
		}
		*t = v
	}
	j.Audiences = d.texts()
	if d.Bool() && d.Byte() == tagLists {
		j.Claims = readLookup(d, apim.NewLists, d.texts)
	}
	return j
}
