package elementary

import "math"

// log is the natural logarithm of a finite number greater than zero.
func log(x float64) pair {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, k = m*2, k-1
	}
	return log1p(pair{m - 1, 0}).add(ln2.times(float64(k)))
}

// log1p is the logarithm of 1+z, for z greater than -1/2.
func log1p(z pair) pair {
	if z.hi == 0 {
		return z
	}
	if math.Abs(z.hi) > 0x1p-5 {
		// One step of Newton's from the logarithm of package math.
		y := math.Log1p(z.hi)
		p, k := exp(of(-y))
		e := z.add(of(1)).mul(p.scale(math.Ldexp(1, k))).sub(of(1))
		return e.sub(e.mul(e).scale(0.5)).add(of(y))
	}
	s := z.div(z.add(of(2)))
	square := s.mul(s)
	power, total := s, s
	for n := 3; math.Abs(power.hi) > seriesEnd*math.Abs(s.hi); n += 2 {
		power = power.mul(square)
		total = total.add(power.mul(reciprocals[n]))
	}
	return total.scale(2)
}

// special reports whether a number has no logarithm, or one of package math.
func special(x float64) bool { return !(x > 0) || math.IsInf(x, 1) }

// Log is the natural logarithm.
func Log(x float64) float64 {
	if special(x) {
		return math.Log(x)
	}
	return log(x).float()
}

// Log10 is the logarithm to base 10.
func Log10(x float64) float64 {
	if special(x) {
		return math.Log10(x)
	}
	return log(x).div(ln10).float()
}

// Asinh is the inverse of Sinh.
func Asinh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0) || x == 0:
		return math.Asinh(x)
	case a < 0x1p-30:
		return x
	case a > 0x1p30:
		return math.Copysign(log(a).add(ln2).float(), x)
	}
	// a + a²/(1+√(a²+1)) is what is added to 1, without loss of digits.
	square := product(a, a)
	root := square.add(of(1)).sqrt()
	return math.Copysign(above(square.div(root.add(of(1))).add(of(a))).float(), x)
}

// Acosh is the inverse of Cosh.
func Acosh(x float64) float64 {
	switch {
	case !(x > 1) || math.IsInf(x, 1):
		return math.Acosh(x)
	case x > 0x1p30:
		return log(x).add(ln2).float()
	}
	less := of(x - 1)
	if x > 2 {
		less = sum(x, -1)
	}
	return above(less.add(less.mul(sum(x, 1)).sqrt())).float()
}

// Atanh is the inverse of Tanh.
func Atanh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case !(a < 1) || x == 0:
		return math.Atanh(x)
	case a < 0x1p-30:
		return x
	}
	return math.Copysign(above(of(2*a).div(sum(1, -a))).scale(0.5).float(), x)
}

// above is the logarithm of 1+z for z greater than zero.
func above(z pair) pair {
	v := z.add(of(1))
	m, k := math.Frexp(v.hi)
	if k < 1 || k == 1 && m < math.Sqrt2/2 {
		return log1p(z)
	}
	return log1p(v.scale(math.Ldexp(1, -k)).sub(of(1))).add(ln2.times(float64(k)))
}

// Cbrt is the cube root.
func Cbrt(x float64) float64 {
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return x
	}
	m, k := math.Frexp(x)
	for k%3 != 0 {
		m, k = m/2, k+1
	}
	root := math.Cbrt(m)
	rest := product(root, root).times(root).sub(of(m))
	return math.Ldexp(sum(root, -rest.hi/(3*root*root)).float(), k/3)
}
