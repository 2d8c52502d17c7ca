package xmltree

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// FuzzParse reads arbitrary text. What is read must be written in a form that is
// read again as the same tree, and the budget must cover the tree.
func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("testdata/parse.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		var c struct{ XML string }
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			f.Fatal(err)
		}
		f.Add(c.XML, true)
	}
	f.Fuzz(func(t *testing.T, s string, preserve bool) {
		spent := 0
		options := Options{PreserveWhitespace: preserve, MaxDepth: 100, Charge: func(n int) error { spent += n; return nil }}
		doc, err := Parse(s, options)
		if err != nil {
			return
		}
		nodes := 0
		for range Descendants(doc, false) {
			nodes++
		}
		if spent < nodes*NodeSize {
			t.Fatalf("%d nodes for %d bytes", nodes, spent)
		}
		if strings.Contains(s, "\r") || strings.Contains(s, "&#") || strings.Contains(s, ":space") || strings.Contains(s, "xmlns:") {
			return // what .NET writes otherwise than it reads, or refuses to write
		}
		out, err := Write(doc, WriteOptions{Save: DisableFormatting})
		if err != nil {
			t.Fatalf("cannot write: %v", err)
		}
		again, err := Parse(out, Options{PreserveWhitespace: true, MaxDepth: 100})
		if err != nil {
			t.Fatalf("cannot read %q: %v", out, err)
		}
		again.Declaration = doc.Declaration
		if !preserve && strings.Contains(s, "CDATA") {
			return // white space between CDATA sections may have been dropped
		}
		if !DeepEquals(doc, again) {
			t.Fatalf("%q became %q", s, out)
		}
	})
}

// FuzzBytes decodes and reads arbitrary bytes.
func FuzzBytes(f *testing.F) {
	f.Add([]byte("<a>é</a>"), "")
	f.Add([]byte("\xFF\xFE<\x00a\x00/\x00>\x00"), "")
	f.Add([]byte("<?xml version='1.0' encoding='iso-8859-1'?><a>\xE9</a>"), "")
	f.Add([]byte("<a/>"), "utf-16")
	f.Fuzz(func(t *testing.T, b []byte, charset string) {
		doc, err := ParseBytes(b, charset, Options{MaxDepth: 100})
		if err == nil && doc.Root() == nil {
			t.Fatal("a document without root")
		}
	})
}

// FuzzConvert gives arbitrary text to the conversions; those that succeed must
// survive being written and read again.
func FuzzConvert(f *testing.F) {
	for _, s := range []string{"P1DT2H3M4.5S", "2020-01-02T03:04:05.5+02:00", "--12-31", "1.50e3", "-79228162514264337593543950335", "INF", "0f8fad5b-d9cb-469f-a165-70867728950e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if v, err := ParseTimeSpan(s); err == nil {
			if w, err := ParseTimeSpan(FormatTimeSpan(v)); err != nil || v != w {
				t.Errorf("%d became %s, %v", v, FormatTimeSpan(v), err)
			}
		}
		if v, err := ParseDateTime(s, nil); err == nil {
			if w, err := ParseDateTime(FormatDateTime(v), nil); err != nil || v != w {
				t.Errorf("%v became %s, %v", v, FormatDateTime(v), err)
			}
		}
		if v, err := ParseDecimal(s); err == nil {
			if w, err := ParseDecimal(FormatDecimal(v)); err != nil || v != w {
				t.Errorf("%v became %s, %v", v, FormatDecimal(v), err)
			}
		}
		if v, err := ParseDouble(s); err == nil {
			if w, err := ParseDouble(FormatDouble(v)); err != nil || v != w && v == v {
				t.Errorf("%v became %s, %v", v, FormatDouble(v), err)
			}
		}
		_, _ = ParseGuid(s)
		_, _ = ParseDateTimeOffset(s, clr.DateTime{Ticks: 737425 * clr.TicksPerDay})
		_, _ = ParseName(s)
	})
}

// FuzzEntities reads documents whose entities are expanded.
func FuzzEntities(f *testing.F) {
	for _, s := range []string{
		"<!DOCTYPE a [<!ENTITY e 'x'>]><a b='&e;'>&e; &e;</a>", "<!DOCTYPE a [<!ENTITY e '<b>&f;</b>'><!ENTITY f '&#38;#60;'>]><a> &e;</a>",
		"<!DOCTYPE a [<!ENTITY % p '<!ENTITY e \"</a>\">'>%p;]><a>&e;</a>", "<!DOCTYPE a [<!ENTITY e SYSTEM 'x'><!ATTLIST a b CDATA '>'>]><a>&e;</a>",
		"<!DOCTYPE a [<!ENTITY e '&e;<![CDATA[x]]><!--'>]><a>&e;--></a>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		spent := 0
		doc, err := Parse(s, Options{MaxDepth: 100, DTD: ParseDTD, Charge: func(n int) error {
			if spent += n; spent > 1<<24 {
				return xmlException("too much")
			}
			return nil
		}})
		if err == nil && doc.Root() == nil {
			t.Fatalf("%q has no root", s)
		}
	})
}
