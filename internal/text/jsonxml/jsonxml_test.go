package jsonxml_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/jsonxml"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

var errBudget = errors.New("too much memory")

// budget is a charge that allows so many bytes.
func budget(bytes int) func(int) error {
	return func(n int) error {
		if bytes -= n; bytes < 0 {
			return errBudget
		}
		return nil
	}
}

// TestBudget: what a small text makes large is refused.
func TestBudget(t *testing.T) {
	items := `{"` + strings.Repeat("n", 10_000) + `":[` + strings.Repeat("1,", 10_000) + `1]}`
	token, err := jsontree.ParseToken(items, jsontree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jsonxml.ToXML(token, jsonxml.XMLOptions{Separator: '_', Charge: budget(1 << 20)}); !errors.Is(err, errBudget) {
		t.Errorf("200 MB of XML: %v", err)
	}
	// Of the prefixes of u only q is not hidden, and it comes last.
	var b strings.Builder
	declare := func(space string) {
		for i := range 2000 {
			fmt.Fprintf(&b, ` xmlns:p%d=%q`, i, space)
		}
	}
	b.WriteString(`<r xmlns:q="u"`)
	declare("u")
	b.WriteString("><s")
	declare("v")
	for i := range 10_000 {
		fmt.Fprintf(&b, ` q:a%d=""`, i)
	}
	b.WriteString("/></r>")
	d, err := xmltree.Parse(b.String(), xmltree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jsonxml.ToJSON(d, jsonxml.JSONOptions{Charge: budget(8 << 20)}); !errors.Is(err, errBudget) {
		t.Errorf("a name for each of many declarations: %v", err)
	}
}

// FuzzToXML: whatever JSON comes in, what comes out is well-formed.
func FuzzToXML(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,[2,[]],{}],"b":null,"#attrs":{"k":"\"<>&"},"@x":1,"#text":["a","b"]}`,
		`{"s:E":{"xmlns:s":"urn:x","xmlns":"urn:d","s:B":{},"two words":"1","":"","ü:1":true}}`, `[]`, `"text"`, `1.50`,
		`{"xmlns:xml":"a","xmlns:xmlns":"b","xmlns:p":"","p:a":1,"#attrs":{"p:a":1,"p:a":2,"xmlns":"c"}}`,
	} {
		f.Add(s, ":", "")
		f.Add(s, "_", "-")
	}
	f.Fuzz(func(t *testing.T, text, separator, replacement string) {
		token, err := jsontree.ParseToken(text, jsontree.Options{Charge: budget(1 << 20)})
		if err != nil || separator == "" {
			return
		}
		out, err := jsonxml.ToXML(token, jsonxml.XMLOptions{
			Separator: []rune(separator)[0], NamespacePrefix: "xmlns", AttributeBlock: "#attrs", AttributePrefix: "@", NamespaceBlock: "#ns",
			Replacement: replacement, Charge: budget(1 << 20),
		})
		if err != nil {
			return
		}
		for d := xml.NewDecoder(strings.NewReader(out)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", out, err)
			}
		}
		if _, err := xmltree.Parse(out, xmltree.Options{}); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
	})
}

// FuzzToJSON: whatever XML comes in, what comes out is JSON.
func FuzzToJSON(f *testing.F) {
	for _, s := range []string{
		`<?xml version="1.0"?><!--a--><r xmlns:p="u" p:a="1"><p:b/><p:b>t</p:b>x<![CDATA[y]]><?go on?><!--c--><!--d--></r>`,
		`<r a="1"><a>2</a><a/></r>`, `<r xmlns="u" xmlns:p="u"><p:a/><a xmlns=""/></r>`, `<a>t</a>`,
	} {
		f.Add(s, true, false)
		f.Add(s, false, true)
	}
	f.Fuzz(func(t *testing.T, text string, friendly, arrays bool) {
		d, err := xmltree.Parse(text, xmltree.Options{PreserveWhitespace: arrays, Charge: budget(1 << 20)})
		if err != nil {
			return
		}
		o, err := jsonxml.ToJSON(d, jsonxml.JSONOptions{Friendly: friendly, Arrays: arrays, Trim: friendly, EmptyAsNull: arrays, Charge: budget(1 << 20)})
		if err != nil {
			return
		}
		out, err := jsontree.Append(nil, o, jsontree.Format{})
		if err != nil || !json.Valid(out) {
			t.Fatalf("%s: %v", out, err)
		}
	})
}
