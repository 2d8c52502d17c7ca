package jsontree

import (
	"math/big"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// converted makes the payload the type asked for.
func (d *deserializer) converted(v *Value) (any, error) {
	if v.kind == KindNull || d.nullable && v.kind == KindString && v.str == "" {
		return d.null()
	}
	if v.typ == TypeGuid || v.typ == TypeURI || v.typ == TypeTimeSpan {
		v = NewString(ReaderText(v)) // as which a reader gives it
	}
	return d.changed(v)
}

func (d *deserializer) changed(v *Value) (any, error) {
	result, err := d.change(v)
	if err != nil {
		shown := v.Text(d.culture)
		if v.kind == KindString {
			shown = `"` + shown + `"`
		}
		return nil, d.unconvertible(shown)
	}
	return result, nil
}

func (d *deserializer) change(v *Value) (any, error) {
	if v.kind == d.kind {
		return v.Payload(), nil
	}
	if v.kind == KindBigInteger {
		return changeBig(v.bigInt(), d.kind)
	}
	if v.kind == KindString {
		switch d.kind {
		case KindGuid:
			return boxed(clr.ParseGuid(v.str))
		case KindTimeSpan:
			return boxed(parseTimeSpan(v.str))
		}
	}
	if d.kind == KindBigInteger {
		return boxed(toBig(v))
	}
	return changeType(v, d.kind)
}

// changeBig is ConvertUtils.FromBigInteger.
func changeBig(n *big.Int, kind Kind) (any, error) {
	if kind == KindUInt64 {
		return boxed(bigToUnsigned(n, 64))
	}
	i, err := bigToSigned(n, 64)
	if err != nil {
		return nil, err
	}
	return changeType(NewInt64(i), kind)
}
