package caching

import (
	"encoding/binary"
	"math"
	"math/big"

	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/neturi"
	"github.com/gatehouse-project/gatehouse/internal/text/pack"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// scalar writes a value that holds no other; ok is false for any that does.
func (e *encoder) scalar(v any) (ok bool) {
	signed := func(tag byte, n int64) { e.b = pack.AppendInt(append(e.b, tag), n) }
	text := func(tag byte, s string) { e.b = pack.AppendText(append(e.b, tag), s) }
	switch v := v.(type) {
	case nil:
		e.b = append(e.b, tagNull)
	case string:
		text(tagString, v)
	case bool:
		tag := byte(tagFalse)
		if v {
			tag = tagTrue
		}
		e.b = append(e.b, tag)
	case clr.Char:
		signed(tagChar, int64(v))
	case int8:
		signed(tagSByte, int64(v))
	case uint8:
		signed(tagByte, int64(v))
	case int16:
		signed(tagInt16, int64(v))
	case uint16:
		signed(tagUInt16, int64(v))
	case int32:
		signed(tagInt32, int64(v))
	case uint32:
		signed(tagUInt32, int64(v))
	case int64:
		signed(tagInt64, v)
	case uint64:
		e.b = pack.AppendUint(append(e.b, tagUInt64), v)
	case float32:
		e.b = binary.BigEndian.AppendUint32(append(e.b, tagSingle), math.Float32bits(v))
	case float64:
		e.b = binary.BigEndian.AppendUint64(append(e.b, tagDouble), math.Float64bits(v))
	case clr.Decimal:
		low, high, scale, negative := v.Parts()
		e.b = append(pack.AppendBool(append(e.b, tagDecimal), negative), scale)
		e.b = pack.AppendUint(pack.AppendUint(e.b, uint64(high)), low)
	case *serial.BigInteger:
		text(tagBig, v.String())
	case clr.DateTime:
		e.b = pack.AppendInt(append(e.b, tagDate, byte(v.Kind)), v.Ticks)
	case clr.DateTimeOffset:
		e.b = pack.AppendInt(pack.AppendInt(append(e.b, tagOffset), int64(v.Offset)), v.Ticks)
	case clr.TimeSpan:
		signed(tagTimeSpan, int64(v))
	case clr.Guid:
		e.b = append(append(e.b, tagGuid), v[:]...)
	case *neturi.URI:
		e.b = pack.AppendBool(pack.AppendBool(append(e.b, tagURI), v.IsAbsolute()), v.UserEscaped())
		e.b = pack.AppendText(e.b, v.OriginalString())
	case xmltree.Name:
		text(tagName, string(v.Space))
		e.b = pack.AppendText(e.b, v.Local)
	case xmltree.Namespace:
		text(tagNamespace, string(v))
	default:
		return false
	}
	return true
}

// scalar reads what the encoder's scalar wrote; ok is false for another tag.
func (d *decoder) scalar(tag byte) (v any, ok bool) {
	switch tag {
	case tagNull:
	case tagString:
		v = d.Text()
	case tagFalse, tagTrue:
		v = tag == tagTrue
	case tagChar:
		v = clr.Char(d.Int())
	case tagSByte:
		v = int8(d.Int())
	case tagByte:
		v = uint8(d.Int())
	case tagInt16:
		v = int16(d.Int())
	case tagUInt16:
		v = uint16(d.Int())
	case tagInt32:
		v = int32(d.Int())
	case tagUInt32:
		v = uint32(d.Int())
	case tagInt64:
		v = d.Int()
	case tagUInt64:
		v = d.Uint()
	case tagSingle:
		const size = 4
		if b := d.Fixed(size); b != "" {
			v = math.Float32frombits(binary.BigEndian.Uint32([]byte(b)))
		}
	case tagDouble:
		const size = 8
		if b := d.Fixed(size); b != "" {
			v = math.Float64frombits(binary.BigEndian.Uint64([]byte(b)))
		}
	case tagDecimal:
		negative, scale, high, low := d.Bool(), d.Byte(), d.Uint(), d.Uint()
		m, err := clr.NewDecimal(uint32(low), uint32(low>>32), uint32(high), negative, scale)
		v = d.check(m, err == nil && high <= math.MaxUint32)
	case tagBig:
		const base = 10
		n, ok := new(big.Int).SetString(d.Text(), base)
		v = d.check(&serial.BigInteger{Int: n}, ok)
	case tagDate:
		kind := clr.DateTimeKind(d.Byte())
		t, err := clr.DateTimeFromTicks(d.Int(), kind)
		v = d.check(t, err == nil && kind <= clr.Local)
	case tagOffset:
		offset, ticks := d.Int(), d.Int()
		const most = 14 * 60
		_, err := clr.DateTimeFromTicks(ticks, clr.Unspecified)
		v = d.check(clr.DateTimeOffset{Ticks: ticks, Offset: int16(offset)}, err == nil && offset >= -most && offset <= most)
	case tagTimeSpan:
		v = clr.TimeSpan(d.Int())
	case tagGuid:
		var g clr.Guid
		copy(g[:], d.Fixed(len(g)))
		v = g
	case tagURI:
		v = d.uri(d.Bool(), d.Bool(), d.Text())
	case tagName:
		n := xmltree.Name{Space: xmltree.Namespace(d.Text()), Local: d.Text()}
		v = d.check(n, xmltree.ValidateName(n.Local) == nil)
	case tagNamespace:
		v = xmltree.Namespace(d.Text())
	default:
		return nil, false
	}
	return v, true
}

// check makes the decoder bad when a value is not sound.
func (d *decoder) check(v any, sound bool) any {
	if !sound {
		d.Fail()
		return nil
	}
	return v
}

func (d *decoder) uri(absolute, escaped bool, text string) any {
	var u *neturi.URI
	var err error
	switch {
	case escaped:
		u, err = neturi.ParseEscaped(text, true)
	case absolute:
		u, err = neturi.Parse(text, neturi.Absolute)
	default:
		u, err = neturi.Parse(text, neturi.Relative)
	}
	return d.check(u, err == nil)
}
