package elementary

import (
	"math"
	"math/big"
	"sync"
)

// reduce takes multiples of half of pi from an angle and returns what is left, at
// most a quarter of pi, with the number of the quadrant.
func reduce(x float64) (pair, int) {
	const mostFast = 1 << 20
	if math.Abs(x) > mostFast {
		return reduceLarge(x)
	}
	k := math.Round(x * (2 / math.Pi))
	r := of(x).sub(product(halfPi.hi, k)).sub(product(halfPi.lo, k)).sub(of(halfPiLo * k))
	return r, int(k) & 3
}

// largeBits are enough digits of pi for the greatest number, its 1024 bits before
// the point, and twice those of a float64 after it.
const largeBits = 1024 + 53 + 192

// quarter is half of pi.
var quarter = sync.OnceValue(func() *big.Float {
	// Machin: pi/4 = 4 atan(1/5) - atan(1/239).
	inverse := func(n int64) *big.Float {
		total, square := new(big.Float).SetPrec(largeBits+64), new(big.Float).SetPrec(largeBits+64).SetInt64(n*n)
		power := new(big.Float).SetPrec(largeBits+64).Quo(new(big.Float).SetInt64(1), new(big.Float).SetPrec(largeBits+64).SetInt64(n))
		for k := int64(1); power.Sign() != 0 && power.MantExp(nil) > -largeBits-64; k += 2 {
			term := new(big.Float).Quo(power, new(big.Float).SetInt64(k))
			if k&2 != 0 {
				term.Neg(term)
			}
			total.Add(total, term)
			power.Quo(power, square)
		}
		return total
	}
	p := new(big.Float).Mul(inverse(5), new(big.Float).SetInt64(4))
	p.Sub(p, inverse(239))
	return p.Mul(p, new(big.Float).SetInt64(2))
})

func reduceLarge(x float64) (pair, int) {
	v := new(big.Float).SetPrec(largeBits).SetFloat64(x)
	q := new(big.Float).SetPrec(largeBits).Quo(v, quarter())
	q.Add(q, new(big.Float).SetFloat64(math.Copysign(0.5, x)))
	k, _ := q.Int(nil)
	r := new(big.Float).SetPrec(largeBits).SetInt(k)
	r.Mul(r, quarter())
	r.Sub(v, r)
	hi, _ := r.Float64()
	lo, _ := r.Sub(r, new(big.Float).SetFloat64(hi)).Float64()
	return pair{hi, lo}, int(new(big.Int).And(k, big.NewInt(3)).Int64())
}

// sinCos are sine and cosine of at most a quarter of pi.
func sinCos(r pair) (sin, cos pair) {
	square := r.mul(r)
	series := func(term pair, n int) pair {
		total, first := term, math.Abs(term.hi)
		for ; math.Abs(term.hi) > seriesEnd*first; n += 2 {
			term = term.mul(square).mul(reciprocals[n*(n+1)]).neg()
			total = total.add(term)
		}
		return total
	}
	return series(r, 2), series(of(1), 1)
}

// turned are sine and cosine of any finite angle.
func turned(x float64) (sin, cos pair) {
	r, quadrant := reduce(x)
	sin, cos = sinCos(r)
	switch quadrant {
	case 1:
		return cos, sin.neg()
	case 2:
		return sin.neg(), cos.neg()
	case 3:
		return cos.neg(), sin
	}
	return sin, cos
}

func noAngle(x float64) bool { return x == 0 || math.IsNaN(x) || math.IsInf(x, 0) }

// Sin is the sine of an angle in radians.
func Sin(x float64) float64 {
	switch {
	case noAngle(x):
		return math.Sin(x)
	case math.Abs(x) < 0x1p-30:
		return x
	}
	s, _ := turned(x)
	return s.float()
}

// Cos is the cosine.
func Cos(x float64) float64 {
	if noAngle(x) {
		return math.Cos(x)
	}
	_, c := turned(x)
	return c.float()
}

// Tan is the tangent.
func Tan(x float64) float64 {
	switch {
	case noAngle(x):
		return math.Tan(x)
	case math.Abs(x) < 0x1p-30:
		return x
	}
	s, c := turned(x)
	return s.div(c).float()
}

// atan is the angle between 0 and pi/2 whose tangent is t, not negative.
func atan(t pair) pair {
	if t.hi > 1 {
		return halfPi.sub(atan(of(1).div(t)))
	}
	if t.hi < 0x1p-200 {
		return t
	}
	y := math.Atan(t.hi)
	s, c := sinCos(of(y))
	tan := s.div(c)
	// The tangent of what is missing is that small that it is the angle itself.
	return t.sub(tan).div(t.mul(tan).add(of(1))).add(of(y))
}

// Atan is the angle whose tangent is x.
func Atan(x float64) float64 {
	a := math.Abs(x)
	switch {
	case noAngle(x) || a > 0x1p100:
		return math.Atan(x)
	case a < 0x1p-30:
		return x
	}
	return math.Copysign(atan(of(a)).float(), x)
}

// complement is √(1-x²), without loss of digits for x near 1.
func complement(a float64) pair { return sum(1, -a).mul(sum(1, a)).sqrt() }

// Asin is the angle whose sine is x.
func Asin(x float64) float64 {
	a := math.Abs(x)
	switch {
	case !(a < 1) || x == 0:
		return math.Asin(x)
	case a < 0x1p-30:
		return x
	}
	return math.Copysign(atan(of(a).div(complement(a))).float(), x)
}

// Acos is the angle whose cosine is x.
func Acos(x float64) float64 {
	a := math.Abs(x)
	if !(a < 1) || a < 0x1p-60 {
		return math.Acos(x)
	}
	angle := atan(complement(a).div(of(a)))
	if x < 0 {
		angle = pi.sub(angle)
	}
	return angle.float()
}

// Atan2 is the angle of the point (x, y).
func Atan2(y, x float64) float64 {
	const mostApart = 900
	if noAngle(x) || noAngle(y) {
		return math.Atan2(y, x)
	}
	m, i := math.Frexp(math.Abs(y))
	n, j := math.Frexp(math.Abs(x))
	if i-j > mostApart || j-i > mostApart {
		return math.Atan2(y, x)
	}
	angle := atan(of(m).div(of(n)).scale(math.Ldexp(1, i-j)))
	if x < 0 {
		angle = pi.sub(angle)
	}
	return math.Copysign(angle.float(), y)
}
