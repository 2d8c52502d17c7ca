package xmltree

import (
	"errors"
	"strings"
	"testing"
)

var errSpent = errors.New("spent")

// limit is a Charge that allows so many bytes.
func limit(bytes int) Charge {
	return func(n int) error {
		if bytes -= n; bytes < 0 {
			return errSpent
		}
		return nil
	}
}

func TestBudgets(t *testing.T) {
	b := &builder{t: t}
	for _, c := range []struct {
		name string
		run  func(charge Charge) error
	}{
		{"nodes read", func(charge Charge) error {
			_, err := Parse("<a>"+strings.Repeat("<b/>", 1000)+"</a>", Options{Charge: charge})
			return err
		}},
		{"attributes read", func(charge Charge) error {
			_, err := Parse("<a><b"+strings.Repeat(" x='1'", 1000), Options{Charge: charge})
			return err
		}},
		{"namespaces read", func(charge Charge) error {
			var s strings.Builder
			for i := range 1000 {
				s.WriteString("<p" + strings.Repeat("x", i%7) + ":a xmlns:p" + strings.Repeat("x", i%7) + "='u'>")
			}
			_, err := Parse(s.String(), Options{Charge: charge})
			return err
		}},
		{"text read", func(charge Charge) error {
			_, err := Parse("<a>"+strings.Repeat("&#65;", 50_000)+"</a>", Options{Charge: charge})
			return err
		}},
		{"value read", func(charge Charge) error {
			_, err := Parse("<a x='"+strings.Repeat("&#65;", 50_000)+"'/>", Options{Charge: charge})
			return err
		}},
		{"bytes decoded", func(charge Charge) error {
			_, err := ParseBytes([]byte("<?xml version='1.0' encoding='iso-8859-1'?><a>"+strings.Repeat("\xe9", 30_000)+"</a>"), "", Options{Charge: charge})
			return err
		}},
		{"doubling by Add", func(charge Charge) error {
			e := b.el("a", b.el("b"))
			for range 60 {
				if err := Add(charge, e, e); err != nil {
					return err
				}
			}
			return nil
		}},
		{"doubling by AddFirst", func(charge Charge) error {
			e := b.el("a", b.el("b"))
			for range 60 {
				if err := AddFirst(charge, e, e); err != nil {
					return err
				}
			}
			return nil
		}},
		{"growing text", func(charge Charge) error {
			e := b.el("a", "t")
			for range 60 {
				if err := Add(charge, e, e.Value()); err != nil {
					return err
				}
			}
			return nil
		}},
		{"growing text in front", func(charge Charge) error {
			e := b.el("a", b.el("b"))
			for range 60 {
				if err := AddAfter(charge, e.First(), strings.Repeat("x", 1000), e.Value()); err != nil {
					return err
				}
			}
			return nil
		}},
		{"writing", func(charge Charge) error {
			e := b.el("a")
			for range 500 {
				e = b.el("a", e)
			}
			_, err := Write(e, WriteOptions{Charge: charge})
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.run(limit(40_000)); !errors.Is(err, errSpent) {
				t.Errorf("got %v, want %v", err, errSpent)
			}
		})
	}
}

func TestDepth(t *testing.T) {
	deep := strings.Repeat("<a>", 100)
	_, err := Parse(deep+strings.Repeat("</a>", 100), Options{MaxDepth: 99})
	if err == nil || !strings.Contains(err.Error(), "MaxDepth. Line 1, position 299.") {
		t.Errorf("got %v", err)
	}
	if _, err := Parse(deep+strings.Repeat("</a>", 100), Options{MaxDepth: 100}); err != nil {
		t.Error(err)
	}
}

// A program can build trees far deeper than the reader allows. Nothing may
// recurse over them.
func TestDeepTree(t *testing.T) {
	const depth = 300_000
	b := &builder{t: t}
	e := b.el("a", "t")
	for range depth {
		e = b.el("a", e)
	}
	c, err := Clone(nil, e)
	if err != nil {
		t.Fatal(err)
	}
	if !DeepEquals(e, c) {
		t.Error("the copy differs")
	}
	if e.Value() != "t" {
		t.Error("the value is lost")
	}
	if n := strings.Count(b.flat(e), "<a>"); n != depth+1 {
		t.Errorf("%d elements written", n)
	}
	if b.err != nil {
		t.Error(b.err)
	}
}
