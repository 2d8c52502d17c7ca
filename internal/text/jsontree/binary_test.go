package jsontree

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// binaryURI is a System.Uri as far as the tree knows one.
type binaryURI string

func (u binaryURI) OriginalString() string { return string(u) }
func (u binaryURI) String() string         { return string(u) }

func parseTestURI(s string) (URI, error) { return binaryURI(s), nil }

// describe is all that a tree says, the types of its tokens and payloads included.
func describe(b *strings.Builder, t Token) {
	b.WriteString(ShortTypeName(t) + "." + t.Type().String())
	switch t := t.(type) {
	case *Value:
		b.WriteString("(" + t.kind.TypeName() + " " + strconv.FormatUint(t.num, 16) + " " + strconv.Quote(t.str) + strconv.Itoa(int(t.dateKind)))
		if t.ext != nil {
			switch p := (*t.ext).(type) {
			case clr.Decimal:
				b.Write(p.AppendDigits(nil))
				b.WriteString("e" + strconv.Itoa(p.Scale()) + strconv.FormatBool(p.IsNegative()))
			case *big.Int:
				b.WriteString(p.String())
			case []byte:
				b.WriteString(strconv.Quote(string(p)))
			case URI:
				b.WriteString(p.OriginalString())
			case Enum:
				b.WriteString(p.Type + p.Name + strconv.FormatInt(p.Value, 10))
			case clr.Guid:
				b.WriteString(strconv.Quote(string(p[:])))
			case clr.DateTimeOffset:
				b.WriteString(strconv.FormatInt(p.Ticks, 10) + "+" + strconv.Itoa(int(p.Offset)))
			}
		}
		b.WriteString(")")
		return
	case *Property:
		b.WriteString(strconv.Quote(t.name))
	case *Constructor:
		b.WriteString(strconv.Quote(t.name))
	}
	c := t.(Container)
	b.WriteString("[")
	for i := range c.Count() {
		describe(b, c.child(i))
	}
	b.WriteString("]")
}

func described(t Token) string {
	var b strings.Builder
	describe(&b, t)
	return b.String()
}

// binaryTrees are trees with every kind of token and payload.
func binaryTrees(t testing.TB) map[string]Token {
	out := map[string]Token{
		"undefined": NewUndefined(), "null string": NewNullString(), "comment": NewComment("c"), "raw": NewRaw("{"), "char": NewChar('ä'),
		"property without value": newProperty("p"),
	}
	least, err := clr.NewDecimal(math.MaxUint32, math.MaxUint32, math.MaxUint32, true, clr.MaxDecimalScale)
	if err != nil {
		t.Fatal(err)
	}
	huge, _ := new(big.Int).SetString("-123456789012345678901234567890", 10)
	array := NewArray()
	for name, payload := range map[string]any{
		"null": nil, "true": true, "false": false, "sbyte": int8(-128), "byte": uint8(255), "short": int16(-300), "ushort": uint16(65535), "int": int32(math.MinInt32),
		"uint": uint32(math.MaxUint32), "long": int64(math.MinInt64), "ulong": uint64(math.MaxUint64), "big": huge, "float": float32(0.1), "double": math.NaN(),
		"negative zero": math.Copysign(0, -1), "decimal": least, "decimal of zeros": must(clr.NewDecimal(0, 0, 0, false, 3)), "string": "\x00ä\xed\xa0\x80", "date": clr.DateTime{Ticks: 5, Kind: clr.Local},
		"date with offset": clr.DateTimeOffset{Ticks: 700_000_000_000_000_000, Offset: -330}, "span": clr.TimeSpan(-1), "guid": clr.Guid{1, 2, 15: 255}, "bytes": []byte{0, 255}, "no bytes": []byte{},
		"uri": binaryURI("http://a/b?c"), "enum": Enum{"System.DayOfWeek", "Monday", 1},
	} {
		v, err := NewValue(payload)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = v
		raw, err := NewRawOf(payload)
		if err != nil {
			t.Fatal(err)
		}
		out["raw "+name] = raw
		if err := array.Add(must(Clone(v, nil)), nil); err != nil {
			t.Fatal(err)
		}
	}
	out["all"] = array
	for name, text := range map[string]string{
		"object": `{"a":1,"b":{"c":[],"d":{}},"e":[[1],2.50,"x"]}`, "constructor": `new Date(1,[undefined],/*c*/"x")`, "date-like text": `{"d":"2020-01-02T03:04:05Z"}`,
		"deep": strings.Repeat("[", 900) + strings.Repeat("]", 900),
	} {
		if out[name], err = ParseToken(text, Options{}); err != nil {
			t.Fatal(err)
		}
		if out[name+", no dates"], err = ParseToken(text, Options{Dates: DatesAsText}); err != nil {
			t.Fatal(err)
		}
	}
	large := NewObject()
	for i := range 100 {
		if err := large.Add("p"+strconv.Itoa(i), NewInt64(int64(i)), nil); err != nil {
			t.Fatal(err)
		}
	}
	out["large object"] = large
	// Part of a tree.
	out["child"] = large.PropertyAt(3)
	return out
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestBinary: a tree comes back with everything it had.
func TestBinary(t *testing.T) {
	for name, token := range binaryTrees(t) {
		t.Run(name, func(t *testing.T) {
			charged := 0
			b, err := AppendBinary([]byte("before"), token, func(n int) error { charged += n; return nil })
			if err != nil {
				t.Fatal(err)
			}
			if charged != len(b)-len("before") {
				t.Errorf("%d bytes were charged for, want %d", charged, len(b)-len("before"))
			}
			charged = 0
			back, err := ParseBinary(string(b[len("before"):]), BinaryOptions{URI: parseTestURI, Charge: func(n int) error { charged += n; return nil }})
			if err != nil {
				t.Fatal(err)
			}
			if want, got := described(token), described(back); got != want {
				t.Errorf("came back as\n%s, want\n%s", got, want)
			}
			if back.Parent() != nil || charged < valueSize {
				t.Errorf("parent %v, %d bytes charged", back.Parent(), charged)
			}
			checkLinks(t, back)
		})
	}
}

// TestBinaryBudget: neither direction goes on when the memory is used up.
func TestBinaryBudget(t *testing.T) {
	tree := binaryTrees(t)["all"]
	full := errors.New("full")
	if _, err := AppendBinary(nil, tree, func(int) error { return full }); !errors.Is(err, full) {
		t.Errorf("writing without memory: %v", err)
	}
	b := must(AppendBinary(nil, tree, nil))
	if _, err := ParseBinary(string(b), BinaryOptions{URI: parseTestURI, Charge: func(int) error { return full }}); !errors.Is(err, full) {
		t.Errorf("reading without memory: %v", err)
	}
	if _, err := ParseBinary(string(b), BinaryOptions{}); !errors.Is(err, errBinary) {
		t.Errorf("a URI that nobody can make: %v", err)
	}
}

// FuzzParseBinary: bytes give an error or a sound tree, which has the same form
// again.
func FuzzParseBinary(f *testing.F) {
	for _, tree := range binaryTrees(f) {
		b := must(AppendBinary(nil, tree, nil))
		f.Add(string(b))
		f.Add(string(b[:len(b)/2]))
	}
	f.Fuzz(func(t *testing.T, data string) {
		tree, err := ParseBinary(data, BinaryOptions{URI: parseTestURI})
		if err != nil {
			if !errors.Is(err, errBinary) {
				t.Fatal(err)
			}
			return
		}
		checkLinks(t, tree)
		again, err := ParseBinary(string(must(AppendBinary(nil, tree, nil))), BinaryOptions{URI: parseTestURI})
		if err != nil || described(again) != described(tree) {
			t.Errorf("%s came back as %s: %v", described(tree), described(again), err)
		}
		if _, err := Append(nil, tree, Format{}); err != nil {
			mustBeDotNet(t, err)
		}
	})
}
