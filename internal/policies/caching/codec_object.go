package caching

import (
	"errors"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/text"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/neturi"
	"github.com/gatehouse-project/gatehouse/internal/text/pack"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// object writes a value that is no scalar.
func (e *encoder) object(v any) (err error) {
	switch v := v.(type) {
	case jsontree.Token:
		var b []byte
		b, err = jsontree.AppendBinary(nil, v, e.f.Alloc)
		e.b = pack.AppendText(append(e.b, tagJSON), b)
	case xmltree.Object:
		var b []byte
		b, err = xmltree.AppendBinary(nil, v, e.f.Alloc)
		e.b = pack.AppendText(append(e.b, tagXML), b)
	case *text.Builder:
		e.b = pack.AppendText(append(e.b, tagBuilder), v.String())
	case rt.Enum:
		e.b = append(e.b, tagEnum)
		e.typ(v.Type)
		e.b = pack.AppendInt(e.b, v.Value)
	case *rt.Type:
		e.b = append(e.b, tagType)
		e.typ(v)
	case *apim.Response:
		return e.response(v)
	case *apim.Jwt:
		return e.jwt(v)
	case *apim.Headers:
		return e.headers(v)
	case *apim.Lookup[string]:
		return writeLookup(e, tagTexts, v, func(s string) { e.b = pack.AppendText(e.b, s) })
	case *apim.Lookup[[]string]:
		return writeLookup(e, tagLists, v, e.texts)
	case *apim.URL:
		u := v.URL
		e.b = pack.AppendText(pack.AppendText(append(e.b, tagURL), u.Scheme), u.Host)
		e.b = pack.AppendText(pack.AppendUint(e.b, uint64(u.Port)), u.Path)
		e.b = pack.AppendText(pack.AppendBool(e.b, u.HasQuery), u.Query)
	default:
		return e.collection(v)
	}
	return err
}

// object reads a value that is no scalar.
func (d *decoder) object(tag byte) (any, error) {
	switch tag {
	case tagJSON:
		t, err := jsontree.ParseBinary(d.Text(), jsontree.BinaryOptions{Charge: d.f.Alloc, URI: parseURI})
		return t, d.failure(err)
	case tagXML:
		o, err := xmltree.ParseBinary(d.Text(), d.f.Alloc)
		return o, d.failure(err)
	case tagBuilder:
		b := text.NewBuilder()
		return b, b.Append(d.f, d.Text())
	case tagEnum:
		t, err := d.typ()
		if err != nil || t.Enum == nil {
			return nil, errForm
		}
		return rt.Enum{Type: t, Value: d.Int()}, nil
	case tagType:
		return d.typ()
	case tagResponse:
		return d.response(), nil
	case tagJwt:
		return d.jwt(), nil
	case tagHeaders:
		return apim.NewHeaders(d.header()), nil
	case tagTexts:
		return readLookup(d, apim.NewTexts, d.Text), nil
	case tagLists:
		return readLookup(d, apim.NewLists, d.texts), nil
	case tagURL:
		u := message.URL{Scheme: d.Text(), Host: d.Text()}
		const ports = 1<<16 - 1
		u.Port, u.Path = d.Length(ports), d.Text()
		u.HasQuery, u.Query = d.Bool(), d.Text()
		return apim.NewURL(u), nil
	}
	return d.collection(tag)
}

// failure is the error of a part that was not read: that of the budget, or that
// the form is wrong.
func (d *decoder) failure(err error) error {
	var exceeded *rt.Exceeded
	if err != nil && !errors.As(err, &exceeded) {
		return errForm
	}
	return err
}

// parseURI makes the URIs of JSON trees.
func parseURI(text string) (jsontree.URI, error) {
	return neturi.Parse(text, neturi.RelativeOrAbsolute)
}
