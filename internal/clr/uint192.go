package clr

import "math/bits"

// uint192 is an unsigned integer of three 64-bit limbs, least significant first.
// It is wide enough for a 96-bit mantissa scaled by 10^28 and for the product of
// two mantissas, the largest intermediate values of decimal arithmetic.
type uint192 [3]uint64

// powersOfTen64 holds 10^0 to 10^19, the powers that fit 64 bits.
var powersOfTen64 = [20]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

func (u uint192) isZero() bool { return u[0]|u[1]|u[2] == 0 }

// fits96 reports whether the value fits a decimal's mantissa.
func (u uint192) fits96() bool { return u[2] == 0 && u[1]>>32 == 0 }

func (u uint192) cmp(v uint192) int {
	for i := 2; i >= 0; i-- {
		if u[i] != v[i] {
			if u[i] < v[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

func (u uint192) add(v uint192) (sum uint192) {
	var carry uint64
	for i := range sum {
		sum[i], carry = bits.Add64(u[i], v[i], carry)
	}
	return sum
}

func (u uint192) sub(v uint192) (difference uint192) {
	var borrow uint64
	for i := range difference {
		difference[i], borrow = bits.Sub64(u[i], v[i], borrow)
	}
	return difference
}

// mul64 multiplies by a 64-bit factor; bits beyond 192 are lost, which callers
// rule out by the size of what they multiply.
func (u uint192) mul64(factor uint64) (product uint192) {
	var carry uint64
	for i := range product {
		high, low := bits.Mul64(u[i], factor)
		var c uint64
		product[i], c = bits.Add64(low, carry, 0)
		carry = high + c
	}
	return product
}

// mulPow10 multiplies by 10^n, n at most 28.
func (u uint192) mulPow10(n int) uint192 {
	for n > 19 {
		u = u.mul64(powersOfTen64[19])
		n -= 19
	}
	return u.mul64(powersOfTen64[n])
}

func (u uint192) divmod64(divisor uint64) (quotient uint192, remainder uint64) {
	for i := 2; i >= 0; i-- {
		quotient[i], remainder = bits.Div64(remainder, u[i], divisor)
	}
	return quotient, remainder
}

func (u uint192) bitLen() int {
	for i := 2; i >= 0; i-- {
		if u[i] != 0 {
			return i*64 + bits.Len64(u[i])
		}
	}
	return 0
}

func (u uint192) shl(n int) (shifted uint192) {
	limbs, rest := n/64, uint(n%64)
	for i := 2; i >= limbs; i-- {
		shifted[i] = u[i-limbs] << rest
		if rest != 0 && i-limbs > 0 {
			shifted[i] |= u[i-limbs-1] >> (64 - rest)
		}
	}
	return shifted
}

func (u uint192) shr1() uint192 {
	return uint192{u[0]>>1 | u[1]<<63, u[1]>>1 | u[2]<<63, u[2] >> 1}
}

// divmod divides by any divisor but zero. Divisors of more than 64 bits are
// divided bit by bit: the quotient of decimal arithmetic is then short.
func (u uint192) divmod(divisor uint192) (quotient, remainder uint192) {
	if divisor[1]|divisor[2] == 0 {
		q, r := u.divmod64(divisor[0])
		return q, uint192{r}
	}
	shift := u.bitLen() - divisor.bitLen()
	if shift < 0 {
		return uint192{}, u
	}
	shifted := divisor.shl(shift)
	for ; shift >= 0; shift-- {
		if u.cmp(shifted) >= 0 {
			u = u.sub(shifted)
			quotient[shift/64] |= 1 << uint(shift%64)
		}
		shifted = shifted.shr1()
	}
	return quotient, u
}
