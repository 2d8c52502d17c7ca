package elementary

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

var ofOne = map[string]func(float64) float64{
	"Exp": Exp, "Sinh": Sinh, "Cosh": Cosh, "Tanh": Tanh, "Log": Log, "Log10": Log10, "Asinh": Asinh, "Acosh": Acosh,
	"Atanh": Atanh, "Cbrt": Cbrt, "Sin": Sin, "Cos": Cos, "Tan": Tan, "Asin": Asin, "Acos": Acos, "Atan": Atan,
}

var ofTwo = map[string]func(x, y float64) float64{"Pow": Pow, "Atan2": Atan2}

// TestRounded compares with values that were computed with 2400 bits and rounded
// once: random arguments of every size and those that expressions have.
func TestRounded(t *testing.T) {
	file, err := os.Open("testdata/rounded.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	seen := map[string]int{}
	for s := bufio.NewScanner(file); s.Scan(); {
		name, rest, _ := strings.Cut(s.Text(), " ")
		var v []float64
		for _, field := range strings.Fields(rest) {
			f, err := strconv.ParseFloat(field, 64)
			if err != nil {
				t.Fatal(err)
			}
			v = append(v, f)
		}
		seen[name]++
		want, got := v[len(v)-1], 0.0
		if fn := ofOne[name]; fn != nil {
			got = fn(v[0])
		} else {
			got = ofTwo[name](v[0], v[1])
		}
		if want != got || math.Signbit(want) != math.Signbit(got) && want != 0 {
			t.Errorf("%s: got %v (%x)", s.Text(), got, got)
		}
	}
	for name := range ofOne {
		if seen[name] < 15 {
			t.Errorf("%d cases of %s", seen[name], name)
		}
	}
}

// TestEnds has the values at the ends, which package math knows.
func TestEnds(t *testing.T) {
	ends := []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}
	same := func(a, b float64) bool {
		return a == b && math.Signbit(a) == math.Signbit(b) || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-9*math.Abs(a)
	}
	known := map[string]func(float64) float64{
		"Exp": math.Exp, "Sinh": math.Sinh, "Cosh": math.Cosh, "Tanh": math.Tanh, "Asinh": math.Asinh, "Acosh": math.Acosh, "Atanh": math.Atanh,
		"Cbrt": math.Cbrt, "Sin": math.Sin, "Cos": math.Cos, "Asin": math.Asin, "Acos": math.Acos, "Atan": math.Atan,
	}
	for name, fn := range known {
		for _, x := range ends {
			if (name == "Sin" || name == "Cos") && math.Abs(x) > 1e300 {
				continue
			}
			if want, got := fn(x), ofOne[name](x); !same(want, got) {
				t.Errorf("%s(%v): got %v, want %v", name, x, got, want)
			}
		}
	}
	for _, x := range ends {
		for _, y := range ends {
			if math.Abs(x) == math.SmallestNonzeroFloat64 {
				continue
			}
			if want, got := math.Pow(x, y), Pow(x, y); !same(want, got) {
				t.Errorf("Pow(%v, %v): got %v, want %v", x, y, got, want)
			}
			if want, got := math.Atan2(x, y), Atan2(x, y); !same(want, got) {
				t.Errorf("Atan2(%v, %v): got %v, want %v", x, y, got, want)
			}
		}
	}
}

func BenchmarkPow(b *testing.B) {
	for b.Loop() {
		Pow(1.05, 12.5)
	}
}

func BenchmarkSin(b *testing.B) {
	for b.Loop() {
		Sin(1.25)
	}
}
