package caching

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// The form of a value in a cache outside of this process: a byte that names its
// type, then its content.
const (
	tagString   = 's'
	tagFalse    = '0'
	tagTrue     = '1'
	tagInt32    = 'i'
	tagInt64    = 'l'
	tagDouble   = 'd'
	tagDate     = 't'
	tagTimeSpan = 'p'
	tagGuid     = 'g'
	tagBytes    = 'b'
	tagJSON     = 'j'
	tagElement  = 'e'
	tagDocument = 'x'
	tagResponse = 'r'
	tagNull     = 'n' // in a list only
	tagChar     = 'c'
	tagSingle   = 'f'
	tagDecimal  = 'm'
	tagOffset   = 'o'
	tagSByte    = 'a'
	tagByte     = 'B'
	tagInt16    = 'h'
	tagUInt16   = 'H'
	tagUInt32   = 'u'
	tagUInt64   = 'U'
	tagStrings  = 'S'
	tagList     = 'L'
	tagJwt      = 'w'
)

// errOutside is the error of a value whose type cannot leave this process.
var errOutside = errors.New("a value of this type can be kept in this process only (caching-type internal)")

// encodeValue makes bytes of a value; ok is false for one of a type that a cache
// outside of this process does not keep (cache-lookup-value.md, semantics 1: which
// ones the service keeps is not documented).
func encodeValue(x *policy.Exec, v any) (b []byte, ok bool, err error) {
	switch v := v.(type) {
	case string:
		return append([]byte{tagString}, v...), true, nil
	case bool:
		if v {
			return []byte{tagTrue}, true, nil
		}
		return []byte{tagFalse}, true, nil
	case int32:
		return binary.AppendVarint([]byte{tagInt32}, int64(v)), true, nil
	case int64:
		return binary.AppendVarint([]byte{tagInt64}, v), true, nil
	case float64:
		return binary.BigEndian.AppendUint64([]byte{tagDouble}, math.Float64bits(v)), true, nil
	case clr.DateTime:
		return binary.AppendVarint([]byte{tagDate, byte(v.Kind)}, v.Ticks), true, nil
	case clr.TimeSpan:
		return binary.AppendVarint([]byte{tagTimeSpan}, int64(v)), true, nil
	case clr.Guid:
		return append([]byte{tagGuid}, v[:]...), true, nil
	case *rt.Array[uint8]:
		return append([]byte{tagBytes}, v.Items...), len(v.Dims()) <= 1, nil
	case jsontree.Token:
		b, err = jsontree.Append([]byte{tagJSON}, v, jsontree.Format{Charge: x.Frame().Alloc})
		return b, true, err
	case *xmltree.Element:
		return encodeXML(x, tagElement, v)
	case *xmltree.Document:
		return encodeXML(x, tagDocument, v)
	case *apim.Response:
		m := v.Message
		data, err := m.Body.Bytes(x.Host.Limits.Body.BodyBuffer)
		if err != nil {
			return nil, false, err
		}
		k := &kept{status: m.Status, reason: m.Reason, body: data}
		for f := range m.Header.All() {
			k.fields = append(k.fields, f)
		}
		return append([]byte{tagResponse}, k.encode()...), true, nil
	}
	return encodeMore(x, v)
}

func encodeXML(x *policy.Exec, tag byte, o xmltree.Object) ([]byte, bool, error) {
	text, err := xmltree.Write(o, xmltree.WriteOptions{Save: xmltree.DisableFormatting, Charge: x.Frame().Alloc})
	return append([]byte{tag}, text...), true, err
}

// decodeValue reads a value; ok is false for anything else.
func decodeValue(x *policy.Exec, data []byte) (v any, ok bool, err error) {
	if len(data) == 0 {
		return nil, false, nil
	}
	f := x.Frame()
	if err := f.Alloc(len(data)); err != nil {
		return nil, false, err
	}
	tag := data[0]
	d := &decoder{rest: data[1:]}
	switch tag {
	case tagString:
		return string(d.rest), true, nil
	case tagFalse, tagTrue:
		return tag == tagTrue, true, nil
	case tagInt32:
		return int32(d.int()), !d.bad, nil
	case tagInt64:
		return d.int(), !d.bad, nil
	case tagDouble:
		if len(d.rest) != 8 {
			return nil, false, nil
		}
		return math.Float64frombits(binary.BigEndian.Uint64(d.rest)), true, nil
	case tagDate:
		kind := clr.DateTimeKind(d.byte())
		t, err := clr.DateTimeFromTicks(d.int(), kind)
		return t, !d.bad && err == nil, nil
	case tagTimeSpan:
		return clr.TimeSpan(d.int()), !d.bad, nil
	case tagGuid:
		var g clr.Guid
		ok := copy(g[:], d.rest) == len(g)
		return g, ok, nil
	case tagBytes:
		return rt.NewArray(f.Env.TypeOf(byte(0)), d.rest), true, nil
	case tagJSON:
		t, err := jsontree.ParseToken(string(d.rest), jsontree.Options{Charge: f.Alloc})
		return t, err == nil, err
	case tagElement:
		e, err := xmltree.ParseElement(string(d.rest), xmltree.Options{PreserveWhitespace: true, Charge: f.Alloc})
		return e, err == nil, err
	case tagDocument:
		doc, err := xmltree.Parse(string(d.rest), xmltree.Options{PreserveWhitespace: true, Charge: f.Alloc})
		return doc, err == nil, err
	case tagResponse:
		k, ok := decodeKept(d.rest)
		if !ok {
			return nil, false, nil
		}
		m := &message.Response{Status: k.status, Reason: k.reason, Header: message.NewHeader(k.fields...), Body: message.BytesBody(k.body)}
		return apim.NewResponse(m, &x.Host.Limits.Body), true, nil
	}
	return decodeMore(x, tag, d)
}
