package jsontree

import (
	"encoding/json"
	"os"
	"path/filepath"
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
