package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
)

func TestParseTemplate(t *testing.T) {
	lit := func(s string) catalog.Segment { return catalog.Segment{Text: s} }
	param := func(s string) catalog.Segment { return catalog.Segment{Kind: catalog.ParameterSegment, Text: s} }
	tests := []struct {
		name, text string
		want       catalog.Template
		canonical  string
		parameters []string
	}{
		{"root", "/", catalog.Template{}, "/", nil},
		{"empty", "", catalog.Template{}, "/", nil},
		{"literals", "/orders/List", catalog.Template{Segments: []catalog.Segment{lit("orders"), lit("List")}}, "/orders/list", nil},
		{"no leading slash", "orders", catalog.Template{Segments: []catalog.Segment{lit("orders")}}, "/orders", nil},
		{"trailing slash", "/orders/", catalog.Template{Segments: []catalog.Segment{lit("orders")}}, "/orders", nil},
		{"inner empty segment", "/a//b", catalog.Template{Segments: []catalog.Segment{lit("a"), lit(""), lit("b")}}, "/a//b", nil},
		{"two trailing slashes", "/a//", catalog.Template{Segments: []catalog.Segment{lit("a"), lit("")}}, "/a//", nil},
		{"parameter", "/orders/{id}", catalog.Template{Segments: []catalog.Segment{lit("orders"), param("id")}}, "/orders/{}", []string{"id"}},
		{"partial", "/Orders({id})", catalog.Template{Segments: []catalog.Segment{{Kind: catalog.PartialSegment, Text: "Orders({id})",
			Parts: []catalog.Part{{Text: "Orders("}, {Text: "id", IsParameter: true}, {Text: ")"}}}}}, "/orders({})", []string{"id"}},
		{"two in one segment", "/{a}.{b}", catalog.Template{Segments: []catalog.Segment{{Kind: catalog.PartialSegment, Text: "{a}.{b}",
			Parts: []catalog.Part{{Text: "a", IsParameter: true}, {Text: "."}, {Text: "b", IsParameter: true}}}}}, "/{}.{}", []string{"a", "b"}},
		{"wildcard", "/x/*", catalog.Template{Segments: []catalog.Segment{lit("x"), {Kind: catalog.WildcardSegment, Text: "*"}}}, "/x/*", []string{"*"}},
		{"catch-all", "/x/{*rest}", catalog.Template{Segments: []catalog.Segment{lit("x"), {Kind: catalog.CatchAllSegment, Text: "rest"}}}, "/x/*", []string{"rest"}},
		{"query", "/get?b={x}&A={y}", catalog.Template{Segments: []catalog.Segment{lit("get")},
			Query: []catalog.QueryParameter{{Name: "b", Parameter: "x"}, {Name: "A", Parameter: "y"}}}, "/get?a={}&b={}", []string{"x", "y"}},
		{"fixed query", "/?soapAction=http://tempuri.org/Add?x", catalog.Template{
			Query: []catalog.QueryParameter{{Name: "soapAction", Value: "http://tempuri.org/Add?x"}}}, "/?soapaction=http://tempuri.org/Add?x", nil},
		{"empty value", "/a?x=", catalog.Template{Segments: []catalog.Segment{lit("a")}, Query: []catalog.QueryParameter{{Name: "x"}}}, "/a?x=", nil},
		{"name alone", "/a?flag", catalog.Template{Segments: []catalog.Segment{lit("a")}, Query: []catalog.QueryParameter{{Name: "flag", AnyValue: true}}}, "/a?flag", nil},
		{"question mark in braces", "/{a?}", catalog.Template{Segments: []catalog.Segment{param("a?")}}, "/{}", []string{"a?"}},
		{"odd names", "/{id[]}?$filter={$filter}", catalog.Template{Segments: []catalog.Segment{param("id[]")},
			Query: []catalog.QueryParameter{{Name: "$filter", Parameter: "$filter"}}}, "/{}?$filter={}", []string{"id[]", "$filter"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, errors := catalog.ParseTemplate(tt.text)
			if len(errors) > 0 {
				t.Fatalf("errors: %v", errors)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("template (-want +got):\n%s", diff)
			}
			if c := got.Canonical(); c != tt.canonical {
				t.Errorf("canonical %q, want %q", c, tt.canonical)
			}
			if diff := cmp.Diff(tt.parameters, got.Parameters()); diff != "" {
				t.Errorf("parameters (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseTemplateErrors(t *testing.T) {
	tests := []struct {
		name, text string
		want       []catalog.TemplateError
	}{
		{"not closed", "/a/{b", []catalog.TemplateError{{Message: "this parameter is not closed", Start: 3, End: 5}}},
		{"not closed in its segment", "/{a/b}", []catalog.TemplateError{
			{Message: "this parameter is not closed", Start: 1, End: 3}, {Message: "a closing brace without an opening one", Start: 5, End: 6}}},
		{"no name", "/{}", []catalog.TemplateError{{Message: "a parameter needs a name", Start: 1, End: 3}}},
		{"brace in name", "/{a{b}", []catalog.TemplateError{{Message: `"a{b" cannot be the name of a parameter`, Start: 1, End: 6}}},
		{"neighbours", "/{a}{b}", []catalog.TemplateError{{Message: "two parameters need a text between them", Start: 4, End: 7}}},
		{"twice, over path and query", "/{id}?x={ID}", []catalog.TemplateError{{Message: `the parameter "ID" stands twice in the template`, Start: 8, End: 12}}},
		{"wildcard in the middle", "/*/a", []catalog.TemplateError{{Message: "nothing may follow a wildcard", Start: 3, End: 4}}},
		{"wildcard in a segment", "/a*", []catalog.TemplateError{{Message: "a wildcard must be a segment of its own, the last one", Start: 2, End: 3}}},
		{"catch-all in a segment", "/a{*b}", []catalog.TemplateError{{Message: "a catch-all parameter must be a segment of its own", Start: 1, End: 6}}},
		{"query without name", "/a?={x}", []catalog.TemplateError{{Message: "a query parameter is written name={parameter}", Start: 3, End: 7}}},
		{"mixed query value", "/a?x=y{z}", []catalog.TemplateError{{Message: "the value of a query parameter is one parameter in braces or a fixed text", Start: 5, End: 9}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, errors := catalog.ParseTemplate(tt.text)
			if diff := cmp.Diff(tt.want, errors); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
	if _, errors := catalog.ParseTemplate("/" + strings.Repeat("a", 20000)); len(errors) != 1 {
		t.Errorf("a template that is too long: %v", errors)
	}
}

func FuzzParseTemplate(f *testing.F) {
	for _, seed := range []string{"/", "/a/{b}/*", "/x/{*rest}?q={q}&r=1", "/O({id})/{a}.{b}", "/{a{b}}", "/?soapAction=http://x/y", "//{", "?", "*"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		template, errors := catalog.ParseTemplate(text)
		for _, e := range errors {
			if e.Start < 0 || e.End > len(text) || e.Start > e.End {
				t.Fatalf("%q: error %q outside the text: %d-%d", text, e.Message, e.Start, e.End)
			}
		}
		if len(errors) > 0 {
			return
		}
		seen := map[string]bool{}
		for _, name := range template.Parameters() {
			if name == "" || seen[name] {
				t.Fatalf("%q: parameter %q is empty or stands twice", text, name)
			}
			seen[name] = true
		}
		// The canonical form, its parameters named, is a template that matches the
		// same requests.
		canonical := template.Canonical()
		named := canonical
		for i := 0; strings.Contains(named, "{}"); i++ {
			named = strings.Replace(named, "{}", fmt.Sprintf("{p%d}", i), 1)
		}
		again, errors := catalog.ParseTemplate(named)
		if len(errors) > 0 || again.Canonical() != canonical {
			t.Fatalf("%q: canonical form %q reads as %q (%v)", text, canonical, again.Canonical(), errors)
		}
	})
}
