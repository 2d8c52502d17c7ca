package caching

import (
	"encoding/binary"
	"math"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// encodeMore makes bytes of the rarer numbers, of lists, and of tokens.
func encodeMore(x *policy.Exec, v any) (b []byte, ok bool, err error) {
	signed := func(tag byte, n int64) ([]byte, bool, error) {
		return binary.AppendVarint([]byte{tag}, n), true, nil
	}
	switch v := v.(type) {
	case clr.Char:
		return signed(tagChar, int64(v))
	case int8:
		return signed(tagSByte, int64(v))
	case uint8:
		return signed(tagByte, int64(v))
	case int16:
		return signed(tagInt16, int64(v))
	case uint16:
		return signed(tagUInt16, int64(v))
	case uint32:
		return signed(tagUInt32, int64(v))
	case uint64:
		return binary.BigEndian.AppendUint64([]byte{tagUInt64}, v), true, nil
	case float32:
		return binary.BigEndian.AppendUint32([]byte{tagSingle}, math.Float32bits(v)), true, nil
	case clr.Decimal:
		// The text keeps the zeros at the end, which belong to the value.
		text, err := netfmt.Format(v, "", netfmt.Invariant())
		return append([]byte{tagDecimal}, text...), true, err
	case clr.DateTimeOffset:
		return binary.AppendVarint(binary.AppendVarint([]byte{tagOffset}, int64(v.Offset)), v.Ticks), true, nil
	case *rt.Array[rt.String]:
		if len(v.Dims()) > 1 {
			return nil, false, nil
		}
		b = binary.AppendUvarint([]byte{tagStrings}, uint64(len(v.Items)))
		for _, s := range v.Items {
			b = appendOptional(b, s)
		}
		return b, true, x.Frame().Alloc(len(b))
	case *generic.List:
		return encodeList(x, v)
	case *apim.Jwt:
		return encodeJwt(x, v)
	}
	return nil, false, nil
}

// appendOptional appends a text that may be null.
func appendOptional(b []byte, s rt.String) []byte {
	if !s.Valid {
		return append(b, 0)
	}
	return appendText(append(b, 1), s.Text)
}

// optional reads a text that may be null.
func (d *decoder) optional() rt.String {
	if d.byte() == 0 {
		return rt.String{}
	}
	return rt.Str(d.text())
}

// encodeList writes the type of a list, which names that of its elements, and each
// element with its own type.
func encodeList(x *policy.Exec, l *generic.List) (b []byte, ok bool, err error) {
	f := x.Frame()
	// A list may hold itself.
	if err := f.Nest(); err != nil {
		return nil, false, err
	}
	defer f.Unnest()
	b = appendText([]byte{tagList}, l.RuntimeType().Name)
	for e := l.Enumerator(); ; {
		item, more, err := e.Next(f)
		if err != nil || !more {
			return b, err == nil, err
		}
		data := []byte{tagNull}
		if item != nil {
			if data, ok, err = encodeValue(x, item); err != nil || !ok {
				return nil, false, err
			}
		}
		if err := f.Alloc(len(data)); err != nil {
			return nil, false, err
		}
		b = appendText(b, string(data))
	}
}

func encodeJwt(x *policy.Exec, j *apim.Jwt) (b []byte, ok bool, err error) {
	b = []byte{tagJwt}
	for _, s := range []rt.String{j.Algorithm, j.ID, j.Issuer, j.Subject, j.Type} {
		b = appendOptional(b, s)
	}
	for _, t := range []any{j.ExpirationTime, j.IssuedAt, j.NotBefore} {
		at, set := t.(clr.DateTime)
		if !set {
			b = append(b, 0)
			continue
		}
		b = binary.AppendVarint(append(b, 1, byte(at.Kind)), at.Ticks)
	}
	b = appendTexts(b, j.Audiences)
	if j.Claims == nil {
		return b, true, nil
	}
	for e := j.Claims.Keys().Enumerator(); ; {
		key, more, err := e.Next(x.Frame())
		if err != nil || !more {
			return b, err == nil, err
		}
		name, _ := key.(string)
		values, _ := j.Claims.Get(name)
		b = appendTexts(appendText(b, name), values)
		if err := x.Frame().Alloc(len(name)); err != nil {
			return nil, false, err
		}
	}
}

func appendTexts(b []byte, list []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		b = appendText(b, s)
	}
	return b
}

func (d *decoder) texts() []string {
	n := d.length(len(d.rest))
	var out []string
	for range n {
		out = append(out, d.text())
	}
	return out
}

// decodeMore reads what encodeMore wrote.
func decodeMore(x *policy.Exec, tag byte, d *decoder) (v any, ok bool, err error) {
	switch tag {
	case tagChar:
		v = clr.Char(d.int())
	case tagSByte:
		v = int8(d.int())
	case tagByte:
		v = uint8(d.int())
	case tagInt16:
		v = int16(d.int())
	case tagUInt16:
		v = uint16(d.int())
	case tagUInt32:
		v = uint32(d.int())
	case tagUInt64:
		if len(d.rest) != 8 {
			return nil, false, nil
		}
		v = binary.BigEndian.Uint64(d.rest)
	case tagSingle:
		if len(d.rest) != 4 {
			return nil, false, nil
		}
		v = math.Float32frombits(binary.BigEndian.Uint32(d.rest))
	case tagDecimal:
		n, err := netfmt.ParseDecimal(string(d.rest), netfmt.NumberNumber, netfmt.Invariant())
		return n, err == nil, nil
	case tagOffset:
		offset, ticks := d.int(), d.int()
		if _, err := clr.DateTimeFromTicks(ticks, clr.Unspecified); err != nil || offset < -14*60 || offset > 14*60 {
			return nil, false, nil
		}
		v = clr.DateTimeOffset{Ticks: ticks, Offset: int16(offset)}
	case tagStrings:
		items := make([]rt.String, d.length(len(d.rest)))
		for i := range items {
			items[i] = d.optional()
		}
		v = rt.NewArray(x.Frame().Env.TypeOf(""), items)
	case tagList:
		return decodeList(x, d)
	case tagJwt:
		return decodeJwt(d)
	default:
		return nil, false, nil
	}
	return v, !d.bad, nil
}

// maxTypeName bounds the name of a list's type.
const maxTypeName = 1024

func decodeList(x *policy.Exec, d *decoder) (v any, ok bool, err error) {
	f := x.Frame()
	if err := f.Nest(); err != nil {
		return nil, false, err
	}
	defer f.Unnest()
	name := d.text()
	if d.bad || len(name) > maxTypeName || x.Host.Type == nil {
		return nil, false, nil
	}
	typ, err := x.Host.Type(name)
	if err != nil || len(typ.Args) != 1 || typ.Name != name {
		return nil, false, nil // another version of this program wrote it
	}
	element := typ.Args[0]
	if element.Elem != nil && element.Rank == 0 {
		element = element.Elem // of a nullable
	}
	var items generic.Buffer
	for len(d.rest) > 0 {
		data := d.bytes()
		if d.bad || len(data) == 0 {
			return nil, false, nil
		}
		var item any
		if data[0] != tagNull {
			if item, ok, err = decodeValue(x, data); err != nil || !ok {
				return nil, false, err
			}
			if from := element.From; from != nil && !from(x.Host.TypeOf(item)) {
				return nil, false, nil
			}
		}
		if err := items.Add(f, item); err != nil {
			return nil, false, err
		}
	}
	return generic.NewList(typ, items.Items), true, nil
}

func decodeJwt(d *decoder) (v any, ok bool, err error) {
	j := &apim.Jwt{Claims: apim.NewLists(false)}
	for _, s := range []*rt.String{&j.Algorithm, &j.ID, &j.Issuer, &j.Subject, &j.Type} {
		*s = d.optional()
	}
	for _, t := range []*any{&j.ExpirationTime, &j.IssuedAt, &j.NotBefore} {
		if d.byte() == 0 {
			continue
		}
		kind := clr.DateTimeKind(d.byte())
		at, err := clr.DateTimeFromTicks(d.int(), kind)
		if err != nil {
			return nil, false, nil
		}
		*t = at
	}
	j.Audiences = d.texts()
	for len(d.rest) > 0 {
		name := d.text()
		j.Claims.Set(name, d.texts())
	}
	return j, !d.bad, nil
}
