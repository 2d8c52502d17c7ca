package arm

import (
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

// Options say what belongs to a template.
type Options struct {
	// Folder is the folder of the template, for the files that it links to; nil
	// when there is none.
	Folder *files.Folder
	// Parameters is the parameters file, nil when there is none.
	Parameters *diag.Source
}

// Read reads a template.
func Read(src *diag.Source, opt Options, l *diag.List) *tree.Resource {
	root := catalog.Origin{Source: src}
	doc := node.JSON(src, diag.ConfigSyntax, l)
	if doc == nil || doc.Kind != node.Object {
		return &tree.Resource{Kind: tree.Service, Origin: root}
	}
	r := &reader{list: l, folder: opt.Folder, session: expression.NewSession(), reported: map[string]bool{}}
	top := r.newScope(doc, nil, nil)
	top.file = src
	if opt.Parameters != nil {
		top.give(parametersFile(opt.Parameters, l))
	}
	r.emit(top)
	if len(r.found) == 0 && !r.service && !l.HasErrors() {
		l.Errorf(diag.InvalidValue, src, diag.Span{}, "the template has no resources of %s/service", provider)
	}
	return flat.Tree(r.found, root, flat.Options{Format: "template", Read: r.read}, l)
}

type reader struct {
	list    *diag.List
	folder  *files.Folder
	session *expression.Session
	found   []flat.Resource
	// service says that the service itself is in the template.
	service bool
	// reported are the values of which it was said that they are not known.
	reported  map[string]bool
	instances int
	// full says that a budget was exceeded, which was reported.
	full bool
}

// parametersFile returns the object of parameters in a parameters file.
func parametersFile(src *diag.Source, l *diag.List) *node.Value {
	doc := node.JSON(src, diag.ConfigSyntax, l)
	if doc == nil {
		return nil
	}
	list := doc.GetFold("parameters")
	if list == nil || list.Kind != node.Object {
		doc.Errorf(l, diag.ConfigSyntax, "a parameters file holds {\"parameters\": {\"name\": {\"value\": …}}}")
		return nil
	}
	return list
}

// emit finds the resources of the service in a scope and those below.
func (r *reader) emit(s *scope) {
	for _, in := range s.expand() {
		if r.full || in.existing {
			continue
		}
		switch {
		case strings.EqualFold(in.typeName(), deployments):
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
	for i := max(0, len(segments)-maxLinkDepth); i < len(segments); i++ {
		rel := strings.Join(segments[i:], "/")
		if r.folder.IsFile(rel) {
			return r.folder.Read(rel, files.SpecificationLimit)
		}
	}
	return nil, errNoFile
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
