package elementary

import "math"

// pair is the number hi+lo with some 106 bits, |lo| at most half a unit in the last
// place of hi.
type pair struct{ hi, lo float64 }

func of(v float64) pair { return pair{v, 0} }

// quickSum is a+b where |a| >= |b|.
func quickSum(a, b float64) pair {
	s := a + b
	return pair{s, b - (s - a)}
}

// sum is a+b without error.
func sum(a, b float64) pair {
	s := a + b
	v := s - a
	return pair{s, (a - (s - v)) + (b - v)}
}

// product is a*b without error, but for underflow.
func product(a, b float64) pair {
	p := a * b
	return pair{p, math.FMA(a, b, -p)}
}

func (p pair) float() float64 { return p.hi + p.lo }

func (p pair) neg() pair { return pair{-p.hi, -p.lo} }

func (p pair) add(q pair) pair {
	s, t := sum(p.hi, q.hi), sum(p.lo, q.lo)
	s = quickSum(s.hi, s.lo+t.hi)
	return quickSum(s.hi, s.lo+t.lo)
}

func (p pair) sub(q pair) pair { return p.add(q.neg()) }

func (p pair) mul(q pair) pair {
	r := product(p.hi, q.hi)
	return quickSum(r.hi, r.lo+(p.hi*q.lo+p.lo*q.hi))
}

// times is p*v.
func (p pair) times(v float64) pair {
	r := product(p.hi, v)
	return quickSum(r.hi, math.FMA(p.lo, v, r.lo))
}

// scale is p*v where v is a power of two.
func (p pair) scale(v float64) pair { return pair{p.hi * v, p.lo * v} }

func (p pair) div(q pair) pair {
	first := p.hi / q.hi
	r := p.sub(q.times(first))
	second := r.hi / q.hi
	r = r.sub(q.times(second))
	s := quickSum(first, second)
	return s.add(of(r.hi / q.hi))
}

func (p pair) sqrt() pair {
	if p.hi <= 0 {
		return pair{}
	}
	root := math.Sqrt(p.hi)
	rest := p.sub(product(root, root))
	return quickSum(root, rest.hi/(2*root))
}

// Constants to twice the digits of float64, half of pi to three times as many.
var (
	ln2      = pair{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}
	ln10     = pair{0x1.26bb1bbb55516p+1, -0x1.f48ad494ea3e9p-53}
	halfPi   = pair{0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54}
	halfPiLo = -0x1.f1976b7ed8fbcp-110
	pi       = pair{0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53}
)

// reciprocals are 1/n, for the terms of series: no series has one beyond the 30th,
// whose divisor is the product of two numbers.
var reciprocals = func() (list [31 * 32]pair) {
	for n := 1; n < len(list); n++ {
		list[n] = of(1).div(of(float64(n)))
	}
	return list
}()
