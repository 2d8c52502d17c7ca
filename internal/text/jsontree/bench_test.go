package jsontree

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func benchmarkText(b *testing.B) string {
	b.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "order.json"))
	if err != nil {
		b.Fatal(err)
	}
	return string(data)
}

func BenchmarkParse1KiB(b *testing.B) {
	text := benchmarkText(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseObject(text, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse1KiBEncodingJSON(b *testing.B) {
	text := []byte(benchmarkText(b))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var m map[string]any
		if err := json.Unmarshal(text, &m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGetNested(b *testing.B) {
	o, err := ParseObject(benchmarkText(b), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		customer, _ := Item(o, "customer")
		if id, _ := Item(customer, "id"); id == nil {
			b.Fatal("not found")
		}
	}
}

func BenchmarkGetDirect(b *testing.B) {
	o, err := ParseObject(benchmarkText(b), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if o.Get("customer").(*Object).Get("id") == nil {
			b.Fatal("not found")
		}
	}
}

func BenchmarkWrite1KiB(b *testing.B) {
	o, err := ParseObject(benchmarkText(b), Options{})
	if err != nil {
		b.Fatal(err)
	}
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		if out, err = Append(out[:0], o, Format{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSelectCompiled(b *testing.B) {
	o, err := ParseObject(benchmarkText(b), Options{})
	if err != nil {
		b.Fatal(err)
	}
	p, err := CompilePath("$.lines[1].product.sku")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if t, err := p.SelectToken(o, SelectOptions{}); t == nil || err != nil {
			b.Fatal("not found")
		}
	}
}

// BenchmarkLazy reads a document, at once or as needed, and one field of it, and then
// writes all of it.
func BenchmarkLazy(b *testing.B) {
	order := benchmarkText(b)
	chat := `{"model": "m", "messages": [` + strings.Repeat(`{"role": "user", "content": "`+strings.Repeat("some words ", 60)+`", "seen": [1, 2, 3]}, `, 20) + `{}], "stream": true}`
	for name, text := range map[string]string{"order": order, "chat": chat, "nested": `{"model": "m", "order": ` + order + `}`} {
		for _, rewrite := range []bool{false, true} {
			for _, lazy := range []bool{false, true} {
				b.Run(fmt.Sprintf("%s/rewrite=%v/lazy=%v", name, rewrite, lazy), func(b *testing.B) {
					var out []byte
					b.SetBytes(int64(len(text)))
					b.ReportAllocs()
					for b.Loop() {
						o, err := ParseObject(text, Options{Lazy: lazy})
						if err != nil || o.Get("model") == nil && o.Get("customer") == nil {
							b.Fatal(err)
						}
						if !rewrite {
							continue
						}
						if out, err = Append(out[:0], o, Format{}); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
