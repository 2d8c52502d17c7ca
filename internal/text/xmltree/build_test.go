package xmltree

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

func TestBuildRecorded(t *testing.T) {
	type recorded struct {
		Code string
		outcome
	}
	results := map[string]outcome{}
	for _, c := range readCases[recorded](t, "build.jsonl") {
		results[c.Code] = c.outcome
	}
	rows := slices.Concat(buildRows, changeRows)
	if len(rows) != len(results) {
		t.Errorf("%d rows, %d results", len(rows), len(results))
	}
	for _, row := range rows {
		t.Run(row.code, func(t *testing.T) {
			want, ok := results[row.code]
			if !ok {
				t.Fatal("no result recorded")
			}
			b := &builder{t: t}
			got := row.run(b)
			want.check(t, got, b.err)
		})
	}
}

func (b *builder) order(x, y Node) string {
	n, err := CompareOrder(x, y)
	b.note(err)
	return strconv.Itoa(n)
}

func (b *builder) nsOf(e *Element, prefix string) string {
	ns, ok, err := e.NamespaceOfPrefix(prefix)
	b.note(err)
	if !ok {
		return "null"
	}
	return string(ns)
}

func prefixOf(e *Element, ns Namespace) string {
	prefix, ok := e.PrefixOfNamespace(ns)
	if !ok {
		return "null"
	}
	return prefix
}

func dec(mantissa uint32, scale uint8) clr.Decimal {
	d, err := clr.NewDecimal(mantissa, 0, 0, false, scale)
	if err != nil {
		panic(err)
	}
	return d
}

// objects turns an enumeration into content.
func objects[T Object](s iter.Seq[T]) iter.Seq[any] {
	return func(yield func(any) bool) {
		for o := range s {
			if !yield(o) {
				return
			}
		}
	}
}

// first drops the errors of an enumeration.
func first[T any](s iter.Seq2[T, error]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range s {
			if !yield(v) {
				return
			}
		}
	}
}

func types(s iter.Seq[Node]) string {
	var all []string
	for n := range s {
		all = append(all, n.NodeType().String())
	}
	return strings.Join(all, ",")
}

func names(s iter.Seq[*Element]) string {
	var all []string
	for e := range s {
		all = append(all, e.name.Local)
	}
	return strings.Join(all, ",")
}
