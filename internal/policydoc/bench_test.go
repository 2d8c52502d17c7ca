package policydoc_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// BenchmarkParse reads the whole corpus of public documents and its values.
func BenchmarkParse(b *testing.B) {
	documents := corpusDocuments(b)
	size := 0
	for _, text := range documents {
		size += len(text)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for name, text := range documents {
			var l diag.List
			doc := policydoc.Parse(diag.NewSource(name, text), &l)
			for range doc.Values(nil, &l) {
			}
		}
	}
}
