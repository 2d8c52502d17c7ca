package policy

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/identity"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// Compiler turns policy documents into programs. Every document is read once and
// its policies are compiled once, however many programs they take part in. It is
// used by one goroutine.
type Compiler struct {
	Registry *Registry
	// Env is what expressions can see.
	Env *expr.Env
	// Resources are where fragments, backends and named values are looked up;
	// nil when documents are checked by themselves.
	Resources *catalog.Resources
	// Identity is nil when documents are only checked.
	Identity *identity.Manager
	// Keys are where policies get the keys of tokens from; nil when documents are
	// only checked.
	Keys *jwt.Directory
	// Backends keeps the state of backends over reloads; nil when documents are
	// only checked.
	Backends *backend.Runtime
	// Diagnostics receives what is found.
	Diagnostics *diag.List
	// Profile is the gateway whose rules documents must keep; 0 for all features.
	Profile Gateways
	// Loose makes references that cannot be resolved warnings.
	Loose bool

	targets   *backend.Targets
	documents map[*diag.Source]*document
	values    map[*catalog.NamedValue]*policydoc.NamedValue
	including []inclusion
	// inclusions counts those of the section that is being compiled.
	inclusions int
	schemas    map[string]*Schema
	// checks are those of the policies that PrepareOperation asks, prepared what it
	// has asked, once what they share.
	checks   map[Policy]*Check
	prepared map[operationKey]bool
	once     map[any]any
}

// ScopeDocument is the document of one scope; Source nil means that there is
// none.
type ScopeDocument struct {
	Scope  Scope
	Source *diag.Source
	// Handshake says that it is the document of the operation of a WebSocket API.
	Handshake bool
	// Compiler compiles the document where its resources are others than those of the
	// program: the global one of a workspace's API. Nil is the program's compiler.
	Compiler *Compiler
}

// document is a document that was read.
type document struct {
	src   *diag.Source
	root  *policydoc.Element
	parts map[Section]*policydoc.Element
	// compiled are the items of the sections that do not depend on what they
	// inherit.
	compiled map[sectionKey]compiled
	// invalid says that reading the document found errors.
	invalid bool
}

// compiled is a section that was compiled; invalid says that errors were found.
type compiled struct {
	items   []item
	invalid bool
}

type sectionKey struct {
	section Section
	scope   Scope
}

// item is a step of a section, or <base/>.
type item struct {
	base bool
	step Step
}

// DefaultGlobal is the global document of a service that has none
// (00-documents-and-pipeline.md section 3).
func DefaultGlobal() *diag.Source {
	return diag.NewSource("the default global policy", "<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>")
}

// Compile makes the program of documents ordered from narrow to broad.
func (c *Compiler) Compile(scopes []ScopeDocument) *Program {
	p := &Program{Backends: c.backends()}
	for _, s := range []Section{Inbound, Backend, Outbound, OnError} {
		steps, invalid := c.effective(s, scopes)
		*p.section(s) = Block{steps: steps}
		p.Invalid = p.Invalid || invalid
	}
	for i := range p.Inbound.steps {
		if _, ok := p.Inbound.steps[i].policy.(Preflight); ok {
			p.Cors = append(p.Cors, &p.Inbound.steps[i])
		}
		if _, ok := p.Inbound.steps[i].policy.(Unmatched); ok {
			p.Unmatched = append(p.Unmatched, &p.Inbound.steps[i])
		}
	}
	p.keepers = keepers(&p.Outbound, nil)
	return p
}

// Check compiles a document by itself: <base/> stands for nothing. A fragment is
// checked as if it could stand in any section.
func (c *Compiler) Check(src *diag.Source) {
	if c.Loose {
		all := c.Diagnostics
		var own diag.List
		c.Diagnostics = &own
		defer func() {
			c.Diagnostics = all
			for _, d := range withoutPlaceholders(own.All()) {
				all.Add(d)
			}
		}()
	}
	d := c.read(src)
	if d.root == nil {
		return
	}
	if d.root.Name == "fragment" {
		c.items(d, d.root, place{doc: src}, nil)
		return
	}
	for s := range d.parts {
		c.items(d, d.parts[s], place{doc: src, section: s}, nil)
	}
}

// effective is eff(section, scopes) of 00-documents-and-pipeline.md section 3.
// invalid says that a document that takes part has errors.
func (c *Compiler) effective(s Section, scopes []ScopeDocument) (steps []Step, invalid bool) {
	for i, sd := range scopes {
		if sd.Source == nil {
			continue
		}
		own := c.of(sd)
		d := own.read(sd.Source)
		invalid = invalid || d.invalid
		e := d.parts[s]
		if e == nil {
			continue
		}
		rest := scopes[i+1:]
		at := place{doc: sd.Source, section: s, scope: sd.Scope, handshake: sd.Handshake}
		var made compiled
		if nestedBase(e) {
			made = own.section(d, e, at, func() []Step {
				steps, bad := c.effective(s, rest)
				invalid = invalid || bad
				return steps
			})
		} else {
			k := sectionKey{s, sd.Scope}
			var ok bool
			if made, ok = d.compiled[k]; !ok {
				made = own.section(d, e, at, nil)
				d.compiled[k] = made
			}
		}
		invalid = invalid || made.invalid
		for _, it := range made.items {
			if !it.base {
				steps = append(steps, it.step)
				continue
			}
			inherited, bad := c.effective(s, rest)
			steps, invalid = append(steps, inherited...), invalid || bad
		}
		return steps, invalid
	}
	return nil, invalid
}

// of returns the compiler of a document.
func (c *Compiler) of(sd ScopeDocument) *Compiler {
	if sd.Compiler != nil {
		return sd.Compiler
	}
	return c
}

// section compiles the policies of a section.
func (c *Compiler) section(d *document, e *policydoc.Element, at place, base func() []Step) compiled {
	before := c.Diagnostics.Count(diag.Error)
	c.inclusions = 0
	items := c.items(d, e, at, base)
	return compiled{items, c.Diagnostics.Count(diag.Error) > before}
}

// nestedBase reports whether <base/> stands inside another policy of a section.
func nestedBase(section *policydoc.Element) bool {
	var find func(e *policydoc.Element, depth int) bool
	find = func(e *policydoc.Element, depth int) bool {
		for child := range e.Elements() {
			if child.Name == "base" && depth > 0 || find(child, depth+1) {
				return true
			}
		}
		return false
	}
	return find(section, 0)
}

// read parses a document, once.
func (c *Compiler) read(src *diag.Source) *document {
	if d := c.documents[src]; d != nil {
		return d
	}
	if c.documents == nil {
		c.documents = map[*diag.Source]*document{}
	}
	d := &document{src: src, parts: map[Section]*policydoc.Element{}, compiled: map[sectionKey]compiled{}}
	c.documents[src] = d
	before := c.Diagnostics.Count(diag.Error)
	defer func() { d.invalid = c.Diagnostics.Count(diag.Error) > before }()
	doc := policydoc.Parse(src, c.Diagnostics)
	d.root = doc.Root()
	if d.root == nil {
		return d
	}
	switch policydoc.ShapeOf(d.root.Name) {
	case policydoc.Policies:
		c.rootOnly(d, maxDocument)
		c.sections(d)
	case policydoc.Fragment:
		c.rootOnly(d, maxFragment)
	default:
		c.Diagnostics.Errorf(diag.UnknownElement, src, d.root.NameSpan, "a policy document has the root element policies or fragment, not %s", d.root.Name)
		d.root = nil
	}
	return d
}

// The largest documents that the service takes, in bytes (platform/limits.md).
const (
	maxDocument = 256 << 10
	maxFragment = 512 << 10
)

// rootOnly checks what is no matter of a root's content.
func (c *Compiler) rootOnly(d *document, most int) {
	for _, a := range d.root.Attributes {
		if !isNamespace(a.Name) {
			c.Diagnostics.Errorf(diag.UnknownAttribute, d.src, a.NameSpan, "the element %s has no attributes; remove %s", d.root.Name, a.Name)
		}
	}
	if n := len(d.src.Text); n > most {
		c.Diagnostics.Warnf(diag.InvalidValue, d.src, d.root.NameSpan, "the document has %d bytes; the service takes %d at most", n, most)
	}
}

// sections finds the section elements of a policies document.
func (c *Compiler) sections(d *document) {
	for _, e := range d.root.OnlyElements(c.Diagnostics) {
		s, ok := sectionNamed(e.Name)
		if !ok {
			c.unknownElement(d.src, e, "a section", sectionNames)
			continue
		}
		if first := d.parts[s]; first != nil {
			c.Diagnostics.Add(diag.Diagnostic{
				Severity: diag.Error, Code: diag.DuplicateElement, Source: d.src, Span: e.NameSpan,
				Message: fmt.Sprintf("the section %s stands twice; put its policies into one", e.Name),
				Related: []diag.Related{{Message: "the first one", Source: d.src, Span: first.NameSpan}},
			})
			continue
		}
		for _, a := range e.Attributes {
			c.Diagnostics.Errorf(diag.UnknownAttribute, d.src, a.NameSpan, "the section %s has no attributes; remove %s", e.Name, a.Name)
		}
		d.parts[s] = e
	}
}

func isNamespace(attribute string) bool {
	return attribute == "xmlns" || strings.HasPrefix(attribute, "xmlns:") || strings.HasPrefix(attribute, "xsi:") || attribute == "xml:space"
}

// unknownElement reports an element that may not stand here, with the nearest
// name of those that may.
func (c *Compiler) unknownElement(src *diag.Source, e *policydoc.Element, what string, known []string) {
	d := diag.Diagnostic{
		Severity: diag.Error, Code: diag.UnknownElement, Source: src, Span: e.NameSpan,
		Message: fmt.Sprintf("%s is not %s", e.Name, what),
	}
	if s, ok := diag.Suggest(e.Name, known); ok {
		d.Message += fmt.Sprintf("; did you mean %s?", s)
		d.Suggestion = s
	}
	c.Diagnostics.Add(d)
}

// named is how named values are looked up.
func (c *Compiler) named() *policydoc.NamedValues {
	n := &policydoc.NamedValues{Unknown: diag.Error}
	if c.Loose {
		n.Unknown = diag.Warning
	}
	if c.Resources == nil {
		n.Lookup = func(string) (*policydoc.NamedValue, bool) { return nil, false }
		return n
	}
	n.Lookup = func(name string) (*policydoc.NamedValue, bool) {
		nv := c.Resources.NamedValue(name)
		if nv == nil || !nv.HasValue {
			return nil, false
		}
		return c.namedValue(nv), true
	}
	n.Missing = func(name string) (string, diag.Severity) {
		nv := c.Resources.NamedValue(name)
		switch {
		case nv == nil || nv.HasValue:
			return "", 0
		case nv.Unread:
			// Who serves the document reads it.
			return nv.Missing, diag.Warning
		}
		return nv.Missing, n.Unknown
	}
	n.Names = func() []string {
		var names []string
		for _, nv := range c.Resources.NamedValues {
			names = append(names, nv.DisplayName)
		}
		return names
	}
	return n
}

// namedValue returns a named value as documents take it in; one object each, so
// that diagnostics name the same source.
func (c *Compiler) namedValue(nv *catalog.NamedValue) *policydoc.NamedValue {
	if v := c.values[nv]; v != nil {
		return v
	}
	if c.values == nil {
		c.values = map[*catalog.NamedValue]*policydoc.NamedValue{}
	}
	src := diag.NewSource(fmt.Sprintf("named value %q", nv.DisplayName), nv.Value)
	src.Secret = nv.Secret
	v := &policydoc.NamedValue{Name: nv.DisplayName, Source: src}
	c.values[nv] = v
	return v
}
