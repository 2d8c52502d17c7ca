package openapi_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/catalog/spec/openapi"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

func FuzzRead(f *testing.F) {
	for _, name := range []string{"petstore.yaml", "references.yaml", "swagger.json"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Add("openapi: 3.0.1\npaths: {/a: {get: {responses: {200: {content: {application/json: {schema: {$ref: '#/a'}}}}}}}}\na: {allOf: [{$ref: '#/a'}]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 8192 {
			return // the YAML library's time grows with the square of some inputs
		}
		var l diag.List
		def := openapi.Read(diag.NewSource("a.yaml", text), openapi.Options{Path: "a.yaml"}, &l)
		if def == nil {
			if !l.HasErrors() {
				t.Fatalf("%q: neither a definition nor an error", text)
			}
			return
		}
		for _, op := range def.Operations {
			if op.Name == "" || op.Method == "" || op.URLTemplate == "" {
				t.Fatalf("%q: operation %+v", text, op)
			}
			for _, res := range op.Responses {
				for _, rep := range res.Representations {
					if s := rep.Schema; s != "" && !json.Valid([]byte(s)) {
						t.Fatalf("%q: %q is no JSON", text, s)
					}
					if s := rep.Sample; s != "" && !json.Valid([]byte(s)) && !isXML(s) {
						t.Fatalf("%q: %q is neither JSON nor XML", text, s)
					}
				}
			}
		}
	})
}

// isXML reports whether a text is a document with one root element.
func isXML(s string) bool {
	d := xml.NewDecoder(strings.NewReader(s))
	depth, roots := 0, 0
	for {
		switch token, err := d.Token(); {
		case err == io.EOF:
			return roots == 1
		case err != nil:
			return false
		default:
			switch token.(type) {
			case xml.StartElement:
				if depth == 0 {
					roots++
				}
				depth++
			case xml.EndElement:
				depth--
			}
		}
	}
}
