package xmltree

import (
	"errors"
	"strconv"
	"strings"
	"testing"
)

// describe is all that an object says.
func describe(b *strings.Builder, o Object) {
	b.WriteString(o.NodeType().String())
	text := func(s string) { b.WriteString(strconv.Quote(s)) }
	optional := func(s *string) {
		if s != nil {
			text(*s)
		}
		b.WriteString(";")
	}
	switch o := o.(type) {
	case *Attribute:
		text(o.name.String())
		text(o.value)
	case *Element:
		text(o.name.String())
		if o.kids.blank {
			b.WriteString("blank")
		}
		for a := range o.Attributes() {
			describe(b, a)
		}
	case *Document:
		b.WriteString(strconv.FormatBool(o.fragment))
		if o.Declaration != nil {
			text(o.Declaration.String())
		}
	case *Text:
		text(o.value)
	case *Comment:
		text(o.value)
	case *Instruction:
		text(o.target + " " + o.data)
	case *DocumentType:
		text(o.Name)
		optional(o.PublicID)
		optional(o.SystemID)
		optional(o.Subset)
	}
	c, ok := o.(Container)
	if !ok {
		return
	}
	b.WriteString("[")
	var last Node
	for n := range c.Nodes() {
		if n.Container() != c || n.Previous() != last {
			b.WriteString("(not linked)")
		}
		describe(b, n)
		last = n
	}
	if c.Last() != last {
		b.WriteString("(not linked)")
	}
	b.WriteString("]")
}

func described(o Object) string {
	var b strings.Builder
	describe(&b, o)
	return b.String()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func binaryObjects(t testing.TB) map[string]Object {
	t.Helper()
	out := map[string]Object{
		"comment": NewComment("--"), "cdata": NewCData("]]>"), "text": NewText("a\r\n\x00"), "instruction": must(NewInstruction("p", "d")),
		"attribute": must(NewAttribute(Name{"urn:a", "b"}, "\r\"")), "empty document": must(NewDocument(nil)),
	}
	for name, text := range map[string]string{
		"element":  `<a xmlns:p="urn:p" xml:lang="de" p:b=" 1&#13; "><!--c--><p:b/> <c></c>x<![CDATA[<]]><?p d?></a>`,
		"document": `<?xml version="1.0" encoding="utf-8" standalone="yes"?><!DOCTYPE a [<!ELEMENT a ANY>]><!--c--><a>&#13;</a><?p?>`,
		"deep":     strings.Repeat("<a>", 900) + strings.Repeat("</a>", 900),
	} {
		d, err := Parse(text, Options{PreserveWhitespace: true})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = d
	}
	root := must(Clone(nil, out["element"].(*Document).Root())).(*Element)
	out["lone element"] = root
	// Texts side by side, which XML cannot tell from one.
	root.kids.insert(root, NewText("x"), root.kids.last)
	root.kids.insert(root, NewText("y"), root.kids.last)
	out["child"] = out["document"].(*Document).Root()
	out["attribute of an element"] = root.firstAttr
	fragment := must(NewDocument(nil))
	fragment.fragment = true
	fragment.kids.insert(fragment, &Element{name: Name{Local: "a"}}, nil)
	fragment.kids.insert(fragment, &Element{name: Name{Local: "b"}}, fragment.kids.last)
	out["fragment"] = fragment
	return out
}

// TestBinary: an object comes back with everything it had, but its parent.
func TestBinary(t *testing.T) {
	for name, o := range binaryObjects(t) {
		t.Run(name, func(t *testing.T) {
			charged := 0
			b, err := AppendBinary([]byte("before"), o, func(n int) error { charged += n; return nil })
			if err != nil {
				t.Fatal(err)
			}
			if charged == 0 {
				t.Error("nothing was charged for")
			}
			charged = 0
			back, err := ParseBinary(string(b[len("before"):]), func(n int) error { charged += n; return nil })
			if err != nil {
				t.Fatal(err)
			}
			if want, got := described(o), described(back); got != want {
				t.Errorf("came back as\n%s, want\n%s", got, want)
			}
			if back.Parent() != nil || charged < AttributeSize {
				t.Errorf("parent %v, %d bytes charged", back.Parent(), charged)
			}
		})
	}
}

// TestBinaryBudget: neither direction goes on when the memory is used up.
func TestBinaryBudget(t *testing.T) {
	full := errors.New("full")
	for name, o := range binaryObjects(t) {
		if _, err := AppendBinary(nil, o, func(int) error { return full }); !errors.Is(err, full) {
			t.Errorf("%s: writing without memory: %v", name, err)
		}
		b := must(AppendBinary(nil, o, nil))
		if _, err := ParseBinary(string(b), func(int) error { return full }); !errors.Is(err, full) {
			t.Errorf("%s: reading without memory: %v", name, err)
		}
	}
}

// FuzzParseBinary: bytes give an error or a sound tree, which has the same form
// again.
func FuzzParseBinary(f *testing.F) {
	for _, o := range binaryObjects(f) {
		b := must(AppendBinary(nil, o, nil))
		f.Add(string(b))
		f.Add(string(b[:len(b)/2]))
	}
	f.Fuzz(func(t *testing.T, data string) {
		o, err := ParseBinary(data, nil)
		if err != nil {
			if !errors.Is(err, errBinary) {
				t.Fatal(err)
			}
			return
		}
		want := described(o)
		if strings.Contains(want, "(not linked)") {
			t.Errorf("not linked: %s", want)
		}
		again, err := ParseBinary(string(must(AppendBinary(nil, o, nil))), nil)
		if err != nil || described(again) != want {
			t.Errorf("%s came back as %s: %v", want, described(again), err)
		}
		_ = o.String()
	})
}
