package system

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// randomType is System.Random.
func randomType() types.Decl {
	return types.Decl{
		Name: "System.Random", Kind: types.Class, Class: rt.RefClass[*random](rt.Class{}),
		Members: []types.Member{
			{Sig: "new()", Impl: rt.FrameFunc0(func(f *rt.Frame) (*random, error) { return newRandom(f, host.Of(f).RandomSeed()) })},
			{Sig: "new(int Seed)", Impl: rt.FrameFunc1(newRandom)},
			{Sig: "int Next()", Impl: rt.Method0(func(r *random) (int32, error) { return r.next(), nil })},
			{Sig: "int Next(int maxValue)", Impl: rt.Method1(func(r *random, most int32) (int32, error) {
				if most < 0 {
					return 0, clr.ArgumentOutOfRange("'maxValue' must be greater than zero.", "maxValue")
				}
				return int32(r.fraction() * float64(most)), nil
			})},
			{Sig: "int Next(int minValue, int maxValue)", Impl: rt.Method2((*random).between)},
			{Sig: "double NextDouble()", Impl: rt.Method0(func(r *random) (float64, error) { return r.fraction(), nil })},
			{Sig: "void NextBytes(byte[] buffer)", Impl: rt.FrameMethod1(func(f *rt.Frame, r *random, b *rt.Array[uint8]) (rt.Void, error) {
				if b == nil {
					return rt.Void{}, clr.ArgumentNull("buffer")
				}
				if err := f.Steps(len(b.Items) / 8); err != nil {
					return rt.Void{}, err
				}
				for i := range b.Items {
					b.Items[i] = byte(r.next())
				}
				return rt.Void{}, nil
			})},
		},
	}
}

// random is Knuth's subtractive generator in the form that .NET has it: the
// sequence of a seed is the same everywhere, and documents seed with the hash of
// the request's identifier (expressions.md section 6.3).
type random struct {
	state [56]int32
	i, j  int
}

const randomState = 200 // bytes that a generator takes

func newRandom(f *rt.Frame, seed int32) (*random, error) {
	if err := f.Alloc(randomState); err != nil {
		return nil, err
	}
	magnitude := seed
	switch {
	case seed == math.MinInt32:
		magnitude = math.MaxInt32
	case seed < 0:
		magnitude = -seed
	}
	const start = 161803398
	r := &random{j: 21}
	last, k := start-magnitude, int32(1)
	r.state[55] = last
	for i := 1; i < 55; i++ {
		at := 21 * i % 55
		r.state[at] = k
		k = last - k
		if k < 0 {
			k += math.MaxInt32
		}
		last = r.state[at]
	}
	for range 4 {
		for i := 1; i < 56; i++ {
			r.state[i] -= r.state[1+(i+30)%55]
			if r.state[i] < 0 {
				r.state[i] += math.MaxInt32
			}
		}
	}
	return r, nil
}

// next returns a number from 0 to one less than the greatest int.
func (r *random) next() int32 {
	if r.i++; r.i >= 56 {
		r.i = 1
	}
	if r.j++; r.j >= 56 {
		r.j = 1
	}
	v := r.state[r.i] - r.state[r.j]
	if v == math.MaxInt32 {
		v--
	}
	if v < 0 {
		v += math.MaxInt32
	}
	r.state[r.i] = v
	return v
}

// fraction returns a number from 0 up to but not including 1.
func (r *random) fraction() float64 { return float64(r.next()) * (1.0 / math.MaxInt32) }

func (r *random) between(low, high int32) (int32, error) {
	if low > high {
		return 0, clr.ArgumentOutOfRange("'minValue' cannot be greater than maxValue.", "minValue")
	}
	width := int64(high) - int64(low)
	if width <= math.MaxInt32 {
		return int32(r.fraction()*float64(width)) + low, nil
	}
	// Two samples, of which the second gives the sign, cover the whole range.
	v := float64(r.next())
	if r.next()%2 == 0 {
		v = -v
	}
	v = (v + (math.MaxInt32 - 1)) / (2*math.MaxInt32 - 1)
	return int32(int64(v*float64(width)) + int64(low)), nil
}
