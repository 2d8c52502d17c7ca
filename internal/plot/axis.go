package plot

import (
	"math"
	"strconv"
)

// axis places values between two coordinates.
type axis struct {
	log      bool
	min, max float64
	from, to float64
}

func newAxis(log bool) *axis { return &axis{log: log, min: math.Inf(1), max: math.Inf(-1)} }

// shows reports whether a value has a place.
func (a *axis) shows(v float64) bool {
	return !math.IsNaN(v) && !math.IsInf(v, 0) && (!a.log || v > 0)
}

// take makes room for a value.
func (a *axis) take(v float64) { a.min, a.max = math.Min(a.min, v), math.Max(a.max, v) }

// close makes the range one that is not empty.
func (a *axis) close() {
	if a.min > a.max {
		a.min, a.max = 1, 10
	}
	if a.min == a.max {
		if a.log {
			a.max = a.min * 10
		} else {
			a.max = a.min + 1
		}
	}
}

// widen ends the range at round numbers.
func (a *axis) widen() {
	a.close()
	if a.log {
		a.min, a.max = math.Pow(10, math.Floor(math.Log10(a.min))), math.Pow(10, math.Ceil(math.Log10(a.max)))
		return
	}
	s := step((a.max - a.min) / 5)
	a.min, a.max = math.Floor(a.min/s)*s, math.Ceil(a.max/s)*s
}

// place is the coordinate of a value.
func (a *axis) place(v float64) float64 {
	lo, hi := a.min, a.max
	if a.log {
		v, lo, hi = math.Log10(v), math.Log10(lo), math.Log10(hi)
	}
	return a.from + (v-lo)/(hi-lo)*(a.to-a.from)
}

// ticks chooses about n marks: for a logarithmic axis the powers of ten, with halves
// where there are few.
func (a *axis) ticks(n int) []Tick {
	var out []Tick
	add := func(v float64) {
		if v >= a.min*(1-1e-9) && v <= a.max*(1+1e-9) {
			out = append(out, Tick{v, label(v)})
		}
	}
	if a.log {
		lo, hi := int(math.Floor(math.Log10(a.min))), int(math.Ceil(math.Log10(a.max)))
		for e := lo; e <= hi; e++ {
			p := math.Pow(10, float64(e))
			add(p)
			if hi-lo <= 3 {
				add(2 * p)
				add(5 * p)
			}
		}
		return out
	}
	s := step((a.max - a.min) / float64(n))
	first := math.Ceil(a.min/s-1e-9) + 0 // which is no negative zero
	for i := first; i*s <= a.max+s*1e-9; i++ {
		out = append(out, Tick{i * s, label(i * s)})
	}
	return out
}

// step is the next of 1, 2, 5 times a power of ten.
func step(v float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if v <= m*p*(1+1e-9) {
			return m * p
		}
	}
	return 10 * p
}

// label writes a value shortly.
func label(v float64) string {
	abs := math.Abs(v)
	switch {
	case abs >= 1e6:
		return strconv.FormatFloat(v/1e6, 'g', 4, 64) + " M"
	case abs >= 1e4:
		return strconv.FormatFloat(v/1e3, 'g', 4, 64) + " k"
	}
	return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'g', 5, 64)
}
