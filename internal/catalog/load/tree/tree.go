package tree

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Resource is one resource as its format holds it.
type Resource struct {
	Kind *Kind
	// Name is the resource name as written; names compare without regard to case.
	Name string
	// Properties is the `properties` object, nil when there is none.
	Properties *node.Value
	// Policy is the policy document that belongs to the resource.
	Policy *diag.Source
	// Specification is the definition of an API.
	Specification *Specification
	Children      []*Resource
	// Broken says that what describes the resource could not be read, which was
	// reported: what is missing of it is then no further mistake.
	Broken bool
	// Released says, of a revision of an API, that a release makes it the current
	// one.
	Released bool
	// Origin is the information file, or whatever else names the resource.
	Origin catalog.Origin
}

// Specification is the definition of an API in a format of its own.
type Specification struct {
	Format Format
	Source *diag.Source
	// Path is the path of the definition relative to the tree, with slashes, ""
	// when it is no file.
	Path string
	// Read reads another file of the tree, given relative to it with slashes. It
	// is nil when there are no files.
	Read func(path string) (*diag.Source, error)
}

// Format is the format of a Specification.
type Format string

// The formats of specifications.
const (
	OpenAPI Format = "OpenAPI"
	GraphQL Format = "GraphQL"
	WSDL    Format = "WSDL"
	WADL    Format = "WADL"
	// Proto is a Protocol Buffers file, which defines a gRPC API.
	Proto Format = "Protocol Buffers"
)

// Of returns the children of a kind.
func (r *Resource) Of(kind *Kind) []*Resource {
	var out []*Resource
	for _, c := range r.Children {
		if c.Kind == kind {
			out = append(out, c)
		}
	}
	return out
}

// Find returns the child of a kind and name, or nil.
func (r *Resource) Find(kind *Kind, name string) *Resource {
	for _, c := range r.Children {
		if c.Kind == kind && strings.EqualFold(c.Name, name) {
			return c
		}
	}
	return nil
}

// Walk calls f for r and every resource below it.
func (r *Resource) Walk(f func(*Resource)) {
	f(r)
	for _, c := range r.Children {
		c.Walk(f)
	}
}

// Describe names the resource in messages: `API "orders"`.
func (r *Resource) Describe() string {
	if r.Name == "" {
		return r.Kind.Name
	}
	return r.Kind.Name + " " + `"` + r.Name + `"`
}
