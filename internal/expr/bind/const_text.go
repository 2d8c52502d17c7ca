package bind

import (
	"math"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// constantOutOfRange reports a constant that a cast cannot convert.
func (b *binder) constantOutOfRange(k *Const, to *types.Type, span diag.Span) Expr {
	if k.T.Special == types.Decimal || to.Special == types.Decimal {
		return b.typeError(span, "CS0031 Constant value '%s' cannot be converted to a '%s'", constantText(k.Value), to)
	}
	return b.typeError(span, "CS0221 Constant value '%s' cannot be converted to a '%s' (use 'unchecked' syntax to override)", constantText(k.Value), to)
}

// constantText is a number as messages of the compiler write it.
func constantText(v any) string {
	switch v := v.(type) {
	case float64:
		return realText(v, 64)
	case float32:
		return realText(float64(v), 32)
	case clr.Decimal:
		return decimalText(v) + "M"
	case int32:
		return strconv.FormatInt(int64(v), 10)
	case uint64:
		return strconv.FormatUint(v, 10)
	case clr.Char:
		return string(rune(v))
	}
	n, _ := asInt64(v)
	return strconv.FormatInt(n, 10)
}

// realText writes a number the shortest way, with an exponent from 1E+15 on.
func realText(v float64, bits int) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "Infinity"
	case math.IsInf(v, -1):
		return "-Infinity"
	}
	if a := math.Abs(v); a == 0 || a >= 1e-5 && a < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, bits)
	}
	return strings.ToUpper(strconv.FormatFloat(v, 'e', -1, bits))
}

func decimalText(d clr.Decimal) string {
	digits := string(d.AppendDigits(nil))
	if n := d.Scale(); n > 0 {
		digits = strings.Repeat("0", max(0, n+1-len(digits))) + digits
		digits = digits[:len(digits)-n] + "." + digits[len(digits)-n:]
	}
	if d.IsNegative() {
		return "-" + digits
	}
	return digits
}
