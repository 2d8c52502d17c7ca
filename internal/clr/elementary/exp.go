package elementary

import "math"

// Beyond these, exponentials are infinite or zero.
const (
	mostExponent  = 710
	leastExponent = -746
)

// seriesEnd is where a term no longer matters beside the sum.
const seriesEnd = 0x1p-110

// exp returns e^x as a pair times 2^k.
func exp(x pair) (pair, int) {
	k := math.Round(x.hi * math.Log2E)
	r := x.sub(ln2.times(k))
	// e^r is (e^(r/256))^256.
	const halvings = 8
	r = r.scale(1.0 / (1 << halvings))
	term, total := r, r
	for n := 2; math.Abs(term.hi) > seriesEnd*math.Abs(r.hi); n++ {
		term = term.mul(r).mul(reciprocals[n])
		total = total.add(term)
	}
	// Squaring e^r-1 rather than e^r keeps the digits of small exponents.
	for range halvings {
		total = total.scale(2).add(total.mul(total))
	}
	return total.add(of(1)), int(k)
}

// load is p * 2^k as a number.
func load(p pair, k int) float64 {
	if v := math.Ldexp(p.hi, k); math.Abs(v) > 0x1p-1000 || v == 0 {
		return math.Ldexp(p.float(), k)
	}
	// Below the normal numbers the sum would be rounded twice.
	const up = 1000
	lo, hi := math.Ldexp(p.lo, k+up), math.Ldexp(p.hi, k)
	rest := math.FMA(-hi, math.Ldexp(1, up), math.Ldexp(p.hi, k+up)) + lo
	return hi + math.Ldexp(rest, -up)
}

// Exp is e^x.
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0) || x == 0 || x > mostExponent || x < leastExponent:
		return math.Exp(x)
	}
	return load(exp(of(x)))
}

// Sinh is the hyperbolic sine.
func Sinh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0) || x == 0 || a < 0x1p-30 || a > mostExponent+1:
		if a < 0x1p-30 {
			return x
		}
		return math.Sinh(x)
	case a < smallAngle:
		return sinhSeries(x).float()
	}
	p, k := exp(of(a))
	if a < 40 {
		p = p.scale(math.Ldexp(1, k))
		p, k = p.sub(of(1).div(p)), 0
	}
	return math.Copysign(load(p, k-1), x)
}

// smallAngle is up to where series are used, so that no digits cancel.
const smallAngle = 0.5

// sinhSeries is the hyperbolic sine of a small number.
func sinhSeries(x float64) pair {
	square := product(x, x)
	term, total := of(x), of(x)
	for n := 2; math.Abs(term.hi) > seriesEnd*math.Abs(x); n += 2 {
		term = term.mul(square).mul(reciprocals[n*(n+1)])
		total = total.add(term)
	}
	return total
}

// Cosh is the hyperbolic cosine.
func Cosh(x float64) float64 {
	a := math.Abs(x)
	if math.IsNaN(x) || math.IsInf(x, 0) || a > mostExponent+1 {
		return math.Cosh(x)
	}
	p, k := exp(of(a))
	if a < 40 {
		p = p.scale(math.Ldexp(1, k))
		p, k = p.add(of(1).div(p)), 0
	}
	return load(p, k-1)
}

// Tanh is the hyperbolic tangent.
func Tanh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case math.IsNaN(x) || x == 0 || a > 20:
		return math.Tanh(x)
	case a < 0x1p-30:
		return x
	case a < smallAngle:
		s := sinhSeries(x)
		return s.div(s.mul(s).add(of(1)).sqrt()).float()
	}
	p, k := exp(of(2 * a))
	p = p.scale(math.Ldexp(1, k))
	return math.Copysign(p.sub(of(1)).div(p.add(of(1))).float(), x)
}

// Pow is x^y.
func Pow(x, y float64) float64 {
	a := math.Abs(x)
	switch {
	case a == 0 || a == 1 || math.IsNaN(x) || math.IsInf(x, 0), y == 0 || y == 1 || math.IsNaN(y) || math.IsInf(y, 0),
		x < 0 && y != math.Trunc(y):
		return math.Pow(x, y)
	}
	if y == 0.5 {
		// A root may be nearer to the middle of two numbers than a pair can tell.
		return math.Sqrt(x)
	}
	sign := 1.0
	if x < 0 && math.Mod(y, 2) != 0 {
		sign = -1
	}
	const mostFactors = 64
	if y == math.Trunc(y) && y > 0 && y <= mostFactors {
		return sign * load(whole(a, int(y)))
	}
	power := log(a)
	switch about := power.hi * y; {
	case about > mostExponent:
		return math.Inf(int(sign))
	case about < leastExponent:
		return math.Copysign(0, sign)
	}
	return sign * load(exp(power.times(y)))
}

// whole is a power by multiplying. It is exact where the digits of the power fit into
// a pair: such powers may lie in the middle between two numbers.
func whole(a float64, n int) (pair, int) {
	m, e := math.Frexp(a)
	p, square := of(1), of(m)
	for rest := n; rest > 0; rest >>= 1 {
		if rest&1 != 0 {
			p = p.mul(square)
		}
		square = square.mul(square)
	}
	return p, e * n
}
