package arm

import (
	"regexp"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/arm/expression"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/flat"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Budgets. The service takes 800 resources and 800 copies; linked and nested
// deployments of it go five deep.
const (
	maxInstances   = 20_000
	maxCopies      = 10_000
	maxDeployments = 20
	maxNesting     = 100
)

// provider is the type of the service and the start of those of its children.
const (
	provider    = "Microsoft.ApiManagement"
	deployments = "Microsoft.Resources/deployments"
)

// Template is a template and what it is deployed with.
type Template struct {
	Source *diag.Source
	// Parameters is the parameters file, nil when there is none.
	Parameters *diag.Source
}

// Read reads templates that are deployed to one service; of a resource that
// several have the later is laid over the earlier. A template that an earlier one
// links to is read through that alone. folder is the folder of the templates, for
// the files that they link to; nil when there is none. root is what findings
// about the whole point at; env looks up environment variables, for parameters files
// of the Azure Developer CLI, and may be nil.
func Read(root *diag.Source, templates []Template, folder *files.Folder, env func(string) (string, bool), l *diag.List) *tree.Resource {
	origin := catalog.Origin{Source: root}
	r := &reader{list: l, folder: folder, session: expression.NewSession(), reported: map[string]bool{}, files: map[string]bool{}, env: env}
	for _, t := range templates {
		if r.files[t.Source.Name] {
			continue
		}
		doc := node.JSON(t.Source, diag.ConfigSyntax, l)
		if doc == nil || doc.Kind != node.Object {
			continue
		}
		top := r.newScope(doc, nil, nil)
		top.file = t.Source
		if t.Parameters != nil {
			top.give(r.parametersFile(t.Parameters))
		}
		r.emit(top)
	}
	if len(r.found) == 0 && !r.service && !l.HasErrors() {
		l.Errorf(diag.InvalidValue, root, diag.Span{}, "the template has no resources of %s/service", provider)
	}
	return flat.Tree(r.found, origin, flat.Options{Format: "template", Read: r.read}, l)
}

type reader struct {
	list    *diag.List
	folder  *files.Folder
	session *expression.Session
	found   []flat.Resource
	// service says that the service itself is in the template.
	service bool
	// reported are the values of which it was said that they are not known.
	reported map[string]bool
	// files are the names of the templates that others link to.
	files map[string]bool
	// env looks up environment variables; nil when none has a value.
	env       func(string) (string, bool)
	instances int
	// full says that a budget was exceeded, which was reported.
	full bool
}

// parametersFile returns the object of parameters in a parameters file.
func (r *reader) parametersFile(src *diag.Source) *node.Value {
	l := r.list
	doc := node.JSON(src, diag.ConfigSyntax, l)
	if doc == nil {
		return nil
	}
	list := doc.GetFold("parameters")
	if list == nil || list.Kind != node.Object {
		doc.Errorf(l, diag.ConfigSyntax, "a parameters file holds {\"parameters\": {\"name\": {\"value\": …}}}")
		return nil
	}
	out := *list
	out.Members = nil
	for _, m := range list.Members {
		if v := m.Value.GetFold("value"); v != nil && v.Kind == node.String {
			value, ok := r.substitute(v)
			if !ok {
				continue // the tool would ask for it
			}
			if value != v {
				m.Value = &node.Value{Kind: node.Object, Source: m.Value.Source, Span: m.Value.Span, Members: []node.Member{{Name: "value", NameSpan: v.Span, Value: value}}}
			}
		}
		out.Members = append(out.Members, m)
	}
	return &out
}

// variable is a part of a value that the Azure Developer CLI replaces by an
// environment variable, ${NAME} or ${NAME=default}, or by what a command of its own
// gives, $(command).
var variable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)(?:=([^}]*))?\}|\$\([^)]*\)`)

// substitute replaces the variables in a value of a parameters file. It reports
// false when one of them has no value.
func (r *reader) substitute(v *node.Value) (*node.Value, bool) {
	if !strings.Contains(v.Text, "$") {
		return v, true
	}
	known := true
	text := variable.ReplaceAllStringFunc(v.Text, func(s string) string {
		m := variable.FindStringSubmatch(s)
		if m[1] == "" {
			known = false
			return ""
		}
		if r.env != nil {
			if value, ok := r.env(m[1]); ok {
				return value
			}
		}
		known = known && strings.Contains(s, "=")
		return m[2]
	})
	if text == v.Text {
		return v, known
	}
	return &node.Value{Kind: node.String, Text: text, Source: v.Source, Span: v.Span}, known
}

// emit finds the resources of the service in a scope and those below.
func (r *reader) emit(s *scope) {
	for _, in := range s.expand() {
		if r.full || in.existing {
			continue
		}
		switch {
		case strings.EqualFold(in.typeName(), deployments):
			if !in.concerns() {
				continue // what is wrong in it is nobody's loss here
			}
			if child := in.deployment(); child != nil {
				r.emit(child)
			}
		case strings.EqualFold(in.types[0], provider) && len(in.types) > 1 && strings.EqualFold(in.types[1], "service"):
			if len(in.types) == 2 {
				r.service = true
				continue
			}
			s.warnName(in)
			r.found = append(r.found, flat.Resource{
				Types: in.types[2:], Names: in.names[1:], Properties: in.properties(),
				Origin: catalog.Origin{Source: in.name.Source, Span: in.name.Span},
			})
		}
	}
}

// read reads the file that a link means. Of an address the end of its path is
// looked for: repositories link to their own files by the address at which they
// are published.
func (r *reader) read(link string) (*diag.Source, error) {
	if r.folder == nil {
		return nil, errNoFolder
	}
	link, _, _ = strings.Cut(link, "?")
	link, _, _ = strings.Cut(link, "#")
	if i := strings.Index(link, "://"); i >= 0 {
		link = link[i+3:]
	}
	segments := strings.FieldsFunc(link, func(c rune) bool { return c == '/' || c == '\\' })
	for len(segments) > 0 && segments[0] == "." {
		segments = segments[1:]
	}
	if i, file := afterStandIn(segments); i >= 0 {
		// What the link begins with is not known: what comes after it is looked for
		// beside the template, and in the folders that stand there.
		segments = append([]string{}, segments[i:]...)
		if segments[0] = file; file == "" {
			segments = segments[1:]
		}
		if rel := r.below(strings.Join(segments, "/")); rel != "" {
			return r.folder.Read(rel, files.SpecificationLimit)
		}
	}
	for i := max(0, len(segments)-maxLinkDepth); i < len(segments); i++ {
		rel := strings.Join(segments[i:], "/")
		if r.folder.IsFile(rel) {
			return r.folder.Read(rel, files.SpecificationLimit)
		}
	}
	return nil, errNoFile
}

// afterStandIn returns the last segment in which something stands for a value
// that is not known, and what comes after it there; -1 when there is none.
func afterStandIn(segments []string) (int, string) {
	for i := len(segments) - 1; i >= 0; i-- {
		if at := strings.LastIndex(segments[i], expression.StandIn()); at >= 0 {
			return i, segments[i][at+len(expression.StandIn()):]
		}
	}
	return -1, ""
}

// below looks for a file in the folder of the template, then in the folders
// right below it; "" when it is nowhere, or in several of those.
func (r *reader) below(rel string) string {
	if rel == "" {
		return ""
	}
	if r.folder.IsFile(rel) {
		return rel
	}
	found := ""
	var ignored diag.List
	for _, e := range r.folder.List(".", &ignored) {
		if !e.IsDir || e.IsLink || !r.folder.IsFile(e.Name+"/"+rel) {
			continue
		}
		if found != "" {
			return ""
		}
		found = e.Name + "/" + rel
	}
	return found
}

// maxLinkDepth is how many folders of a link are looked for.
const maxLinkDepth = 12

type readError string

// Error implements error.
func (e readError) Error() string { return string(e) }

const (
	errNoFolder readError = "there is no folder to look in"
	errNoFile   readError = "there is no such file"
)
