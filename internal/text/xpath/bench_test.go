package xpath

import (
	"strings"
	"testing"
)

func BenchmarkEvaluate(b *testing.B) {
	context := contextNode(b, "<r>"+strings.Repeat(`<a x="1"><b>text</b><c/></a>`, 100)+"</r>", "doc")
	for _, text := range []string{"/r/a/b", "//b", "//a[@x='1']/c", "//b[1]", "count(//a[b='text'])"} {
		b.Run(text, func(b *testing.B) {
			e := mustCompile(b, text)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Evaluate(context, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
