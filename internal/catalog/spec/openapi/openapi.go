package openapi

import (
	"path"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Options say how a definition is read.
type Options struct {
	// Path is the path of the definition relative to the tree it stands in, with
	// slashes; it decides between JSON and YAML and is the base of references.
	Path string
	// Read reads another file of the tree, given relative to it. When nil,
	// references to files are errors.
	Read func(path string) (*diag.Source, error)
	// QueryParametersStay keeps required query parameters out of the URL
	// template (translateRequiredQueryParameters: "query").
	QueryParametersStay bool
}

// Definition is what a definition says.
type Definition struct {
	// Version is the version of OpenAPI: "2.0", "3.0.1".
	Version string
	Title   string
	// ServiceURL is the absolute URL of the first server, "" when there is none.
	ServiceURL string
	// Operations in the order of the document. Their templates are parsed.
	Operations []*catalog.Operation
	// Schemas are the definitions that schemas of operations refer to.
	Schemas []*catalog.Schema
}

// SchemaName is the name of the schema that holds a definition's components.
const SchemaName = "openapi"

// Read reads a definition. Mistakes are reported with code
// diag.SpecificationSyntax; what can be read is returned, nil when that is
// nothing.
func Read(src *diag.Source, opt Options, l *diag.List) *Definition {
	r := &reader{opt: opt, list: l, docs: map[*diag.Source]*document{}, byPath: map[string]*document{}, reported: map[*node.Value]bool{}}
	doc := r.parse(src, opt.Path)
	if doc.root == nil {
		if !l.HasErrors() {
			l.Errorf(diag.SpecificationSyntax, src, diag.Span{}, "the definition is empty")
		}
		return nil
	}
	r.main = doc
	if doc.root.Kind != node.Object {
		doc.root.Errorf(l, diag.SpecificationSyntax, "an OpenAPI definition is an object, not %s", doc.root.Kind)
		return nil
	}
	def := &Definition{}
	if !r.version(def) {
		return nil
	}
	if info := r.object(doc.root.Get("info"), "info"); info != nil {
		def.Title = text(info.Get("title"))
	}
	def.ServiceURL = r.serviceURL()
	def.Operations = r.operations()
	def.Schemas = r.components()
	return def
}

type reader struct {
	opt      Options
	list     *diag.List
	docs     map[*diag.Source]*document
	byPath   map[string]*document
	main     *document
	swagger  bool // OpenAPI 2.0
	names    catalog.Names
	reported map[*node.Value]bool
	checked  map[*node.Value]bool
}

// document is one file of the definition.
type document struct {
	root *node.Value
	path string
	// targets are the values that references found.
	targets map[string]*node.Value
}

func (r *reader) parse(src *diag.Source, name string) *document {
	doc := &document{path: name, targets: map[string]*node.Value{}}
	if strings.EqualFold(path.Ext(name), ".json") {
		doc.root = node.JSON(src, diag.SpecificationSyntax, r.list)
	} else {
		doc.root = node.YAML(src, diag.SpecificationSyntax, r.list)
	}
	r.docs[src] = doc
	r.byPath[path.Clean(name)] = doc
	return doc
}

// version reads which OpenAPI this is.
func (r *reader) version(def *Definition) bool {
	root := r.main.root
	if v := root.Get("swagger"); v != nil {
		def.Version = v.Text
		if v.Text == "2.0" || v.Text == "2" {
			r.swagger = true
			return true
		}
		v.Errorf(r.list, diag.SpecificationSyntax, "Swagger %q cannot be read; 2.0 can", v.Text)
		return false
	}
	v := root.Get("openapi")
	if v == nil {
		start := diag.Span{Start: root.Span.Start, End: root.Span.Start}
		r.list.Errorf(diag.SpecificationSyntax, root.Source, start, "this is no OpenAPI definition: it has neither `openapi` nor `swagger`")
		return false
	}
	def.Version = v.Text
	if strings.HasPrefix(v.Text, "3.") {
		return true
	}
	v.Errorf(r.list, diag.SpecificationSyntax, "OpenAPI %q cannot be read; 2.0, 3.0 and 3.1 can", v.Text)
	return false
}

func (r *reader) errorf(v *node.Value, format string, args ...any) {
	v.Errorf(r.list, diag.SpecificationSyntax, format, args...)
}

// object returns v when it is an object; anything else but an absent value is
// reported.
func (r *reader) object(v *node.Value, what string) *node.Value {
	if v.IsNull() {
		return nil
	}
	if v.Kind != node.Object {
		r.errorf(v, "`%s` must be an object, not %s", what, v.Kind)
		return nil
	}
	return v
}

// list returns the items of v when it is a list.
func (r *reader) items(v *node.Value, what string) []*node.Value {
	if v.IsNull() {
		return nil
	}
	if v.Kind != node.Array {
		r.errorf(v, "`%s` must be a list, not %s", what, v.Kind)
		return nil
	}
	return v.Items
}

// text returns the text of a scalar, "" of anything else.
func text(v *node.Value) string {
	if v == nil {
		return ""
	}
	return v.Text
}

// isTrue reports whether v is true.
func isTrue(v *node.Value) bool { return v != nil && v.Kind == node.Bool && v.Text == "true" }
