package apiops

import (
	"fmt"
	"path"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// policyFile is the name of a policy document: the name of the policy resource,
// which is always "policy".
const policyFile = "policy.xml"

// Detect reports whether a folder is an artefact tree: it has a folder of one
// kind in which a folder holds the information file, or the definition of an
// API.
func Detect(folder *files.Folder) bool {
	var ignored diag.List
	for _, e := range folder.List(".", &ignored) {
		kind := tree.Service.Child(e.Name)
		if !e.IsDir || kind == nil || kind.Ignored {
			continue
		}
		for i, child := range folder.List(e.Name, &ignored) {
			if i == maxProbes {
				break
			}
			if child.IsDir && isResource(folder, path.Join(e.Name, child.Name), kind) {
				return true
			}
		}
	}
	return false
}

// maxProbes is how many folders of one kind Detect looks into.
const maxProbes = 200

func isResource(folder *files.Folder, dir string, kind *tree.Kind) bool {
	if kind == tree.Workspace {
		var ignored diag.List
		for _, e := range folder.List(dir, &ignored) {
			if e.IsDir && kind.Child(e.Name) != nil {
				return true
			}
		}
	}
	for _, name := range kind.Files {
		if folder.IsFile(path.Join(dir, name)) {
			return true
		}
	}
	if kind == tree.API {
		for _, s := range specifications {
			if folder.IsFile(path.Join(dir, s.file)) {
				return true
			}
		}
	}
	return false
}

// Read reads a tree.
func Read(folder *files.Folder, l *diag.List) *tree.Resource {
	r := &reader{folder: folder, list: l}
	root := &tree.Resource{Kind: tree.Service, Origin: catalog.Origin{Source: diag.NewSource(folder.Name("."), "")}}
	entries := folder.List(".", l)
	r.children(root, ".", entries)
	r.policy(root, ".", entries)
	return root
}

type reader struct {
	folder *files.Folder
	list   *diag.List
}

// children reads the folders of kinds that stand in a resource's folder.
func (r *reader) children(parent *tree.Resource, dir string, entries []files.Entry) {
	seen := map[*tree.Kind]string{}
	for _, e := range entries {
		rel := path.Join(dir, e.Name)
		if !e.IsDir {
			r.file(parent, rel, e.Name)
			continue
		}
		kind := parent.Kind.Child(e.Name)
		if kind == nil {
			r.strange(parent, rel, e.Name)
			continue
		}
		if other, ok := seen[kind]; ok {
			r.list.Add(diag.Diagnostic{
				Severity: diag.Error, Code: diag.DuplicateResource, Source: diag.NewSource(r.folder.Name(rel), ""),
				Message: fmt.Sprintf("the folders %q and %q are the same; put what they hold into one", other, e.Name),
			})
		}
		seen[kind] = e.Name
		for _, child := range r.folder.List(rel, r.list) {
			if !child.IsDir {
				continue
			}
			if res := r.resource(kind, path.Join(rel, child.Name), child.Name); res != nil {
				parent.Children = append(parent.Children, res)
			}
		}
	}
}

// strange reports a folder whose name is nearly that of a kind.
func (r *reader) strange(parent *tree.Resource, rel, name string) {
	var known []string
	for _, k := range parent.Kind.Children {
		known = append(known, k.Folder)
	}
	if near, ok := diag.Suggest(name, known); ok {
		r.list.Add(diag.Diagnostic{
			Severity: diag.Warning, Code: diag.IgnoredResource, Source: diag.NewSource(r.folder.Name(rel), ""),
			Message: fmt.Sprintf("the folder %q is not read; did you mean %q?", name, near), Suggestion: near,
		})
	}
}

// resource reads one resource from its folder; nil when the folder holds none,
// which is reported.
func (r *reader) resource(kind *tree.Kind, dir, name string) *tree.Resource {
	res := &tree.Resource{Kind: kind, Name: name, Origin: catalog.Origin{Source: diag.NewSource(r.folder.Name(dir), "")}}
	if kind.Ignored {
		return res
	}
	entries := r.folder.List(dir, r.list)
	info := r.information(res, dir, entries)
	if kind.HasPolicy {
		r.policy(res, dir, entries)
	}
	if !info && needsInformation(res) {
		r.missing(res, dir, entries)
		return nil
	}
	if kind == tree.API {
		r.specification(res, dir, entries)
	}
	if len(kind.Children) > 0 {
		r.children(res, dir, entries)
	}
	return res
}

// missing reports a resource without information file. Trees of APIOps before
// version 4 keep APIs two folders deeper, by version and revision.
func (r *reader) missing(res *tree.Resource, dir string, entries []files.Entry) {
	d := diag.Diagnostic{
		Severity: diag.Error, Code: diag.MissingFile, Source: res.Origin.Source,
		Message: fmt.Sprintf("the %s has no %s", res.Describe(), res.Kind.Files[0]),
	}
	if res.Kind == tree.API {
		for _, version := range entries {
			if version.IsDir && r.folder.IsFile(path.Join(dir, version.Name, "1", tree.API.Files[0])) {
				d.Code = diag.NotSupported
				d.Message = "trees of APIOps before version 4 (apis/<name>/<version>/<revision>) are not supported; extract the service again"
			}
		}
	}
	r.list.Add(d)
}

// needsInformation reports whether a resource without information file is a
// mistake: associations are the folder itself, operations come from the
// definition, fragments from their text, workspaces have none in version 7.
func needsInformation(res *tree.Resource) bool {
	switch res.Kind {
	case tree.Operation, tree.Workspace, tree.Resolver:
		return false
	case tree.Fragment:
		return res.Policy == nil
	}
	return !res.Kind.Association
}

// information reads the information file; it returns false when there is none.
func (r *reader) information(res *tree.Resource, dir string, entries []files.Entry) bool {
	for _, want := range res.Kind.Files {
		for _, e := range entries {
			if e.IsDir || !strings.EqualFold(e.Name, want) {
				continue
			}
			src := r.folder.Text(path.Join(dir, e.Name), files.InformationLimit, r.list)
			if src == nil {
				res.Broken = true
				return true
			}
			res.Origin = catalog.Origin{Source: src}
			before := r.list.Count(diag.Error)
			doc := node.JSON(src, diag.ConfigSyntax, r.list)
			res.Broken = r.list.Count(diag.Error) > before
			if doc == nil {
				return true
			}
			if doc.Kind != node.Object {
				res.Broken = true
				doc.Errorf(r.list, diag.ConfigSyntax, "an information file holds {\"properties\": {…}}, not %s", doc.Kind)
				return true
			}
			res.Properties = doc.GetFold("properties")
			if res.Properties == nil && !res.Kind.Association && !res.Broken {
				doc.Errorf(r.list, diag.ConfigSyntax, "the information file has no `properties`")
				res.Broken = true
			}
			return true
		}
	}
	return false
}

func (r *reader) policy(res *tree.Resource, dir string, entries []files.Entry) {
	for _, e := range entries {
		if !e.IsDir && strings.EqualFold(e.Name, policyFile) {
			res.Policy = r.folder.Text(path.Join(dir, e.Name), files.PolicyLimit, r.list)
			return
		}
	}
}

// specifications are the files that define an API, in the order in which the
// publisher looks for them.
var specifications = [...]struct {
	file   string
	format tree.Format
}{
	{"specification.graphql", tree.GraphQL},
	{"specification.wsdl", tree.WSDL},
	{"specification.wadl", tree.WADL},
	// unverified: that a tool writes the definition of a gRPC API there.
	{"specification.proto", tree.Proto},
	{"specification.json", tree.OpenAPI},
	{"specification.yaml", tree.OpenAPI},
	{"specification.yml", tree.OpenAPI},
}

func (r *reader) specification(res *tree.Resource, dir string, entries []files.Entry) {
	for _, s := range specifications {
		for _, e := range entries {
			if e.IsDir || !strings.EqualFold(e.Name, s.file) {
				continue
			}
			rel := path.Join(dir, e.Name)
			if res.Specification != nil {
				r.list.Add(diag.Diagnostic{
					Severity: diag.Warning, Code: diag.IgnoredResource, Source: diag.NewSource(r.folder.Name(rel), ""),
					Message: fmt.Sprintf("the API %q has two definitions; %s is read and this one is not", res.Name, path.Base(res.Specification.Path)),
				})
				continue
			}
			src := r.folder.Text(rel, files.SpecificationLimit, r.list)
			if src == nil {
				continue
			}
			res.Specification = &tree.Specification{Format: s.format, Source: src, Path: rel, Read: r.read}
		}
	}
}

// read reads a file that a definition refers to.
func (r *reader) read(rel string) (*diag.Source, error) {
	return r.folder.Read(rel, files.SpecificationLimit)
}
