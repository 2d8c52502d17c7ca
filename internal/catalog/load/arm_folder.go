package load

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/arm"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// mainNames are the names that the template of a whole folder has: what Bicep's
// tools and the portal's export call it.
var mainNames = [...]string{"main.json", "azuredeploy.json", "template.json"}

func isARMFolder(in *input) bool {
	if in.folder != nil {
		in.templates = templates(in.folder)
	}
	return len(in.templates) > 0
}

// templates returns the templates of API Management right in the folder, those
// that link to others first, else in the order of their names.
func templates(dir *files.Folder) []*diag.Source {
	var linking, plain []*diag.Source
	var ignored diag.List
	concerned := false
	for _, e := range dir.List(".", &ignored) {
		if e.IsDir || !strings.EqualFold(filepath.Ext(e.Name), ".json") {
			continue
		}
		head, err := dir.Head(e.Name, 4096)
		if err != nil || !strings.Contains(strings.ToLower(string(head)), "deploymenttemplate.json") {
			continue
		}
		src, err := dir.Read(e.Name, files.SpecificationLimit)
		if err != nil {
			continue
		}
		lower := strings.ToLower(src.Text)
		links := strings.Contains(lower, `"templatelink"`)
		if service := strings.Contains(lower, "microsoft.apimanagement"); !service && !links {
			continue
		} else if service {
			concerned = true
		}
		doc := node.JSON(src, diag.ConfigSyntax, &ignored)
		if !hasSchema(doc, "deploymenttemplate.json") || hasParameters(doc) {
			continue
		}
		if links {
			linking = append(linking, src)
		} else {
			plain = append(plain, src)
		}
	}
	if !concerned {
		return nil
	}
	return append(linking, plain...)
}

// readARMFolder reads a folder of templates: the main one when a name says which
// that is, else those of the DevOps resource kit, one for each kind of resource,
// as one service.
func readARMFolder(in *input, opt Options, l *diag.List) *tree.Resource {
	found := chosen(in.templates)
	if len(found) > 1 {
		for _, src := range found {
			if !strings.HasSuffix(strings.ToLower(src.Name), ".template.json") {
				l.Errorf(diag.InvalidValue, in.source(), diag.Span{}, "the folder holds %d ARM templates and none of them is called main.json; give one of them, such as %s", len(found), src.Name)
				return &tree.Resource{Kind: tree.Service}
			}
		}
	}
	templates := make([]arm.Template, len(found))
	for i, src := range found {
		templates[i] = arm.Template{Source: src, Parameters: parametersOf(src.Name, opt, in.folder, l)}
	}
	root := in.source()
	if len(found) == 1 {
		root = found[0]
	}
	return arm.Read(root, templates, in.folder, opt.Env, l)
}

// chosen leaves the main template alone, if there is one.
func chosen(found []*diag.Source) []*diag.Source {
	named := func(is func(name string) bool) []*diag.Source {
		i := slices.IndexFunc(found, func(src *diag.Source) bool {
			return is(strings.ToLower(filepath.Base(src.Name)))
		})
		if i < 0 {
			return nil
		}
		return found[i : i+1]
	}
	if only := named(func(name string) bool { return strings.HasSuffix(name, "master.template.json") }); only != nil {
		return only
	}
	for _, want := range mainNames {
		if only := named(func(name string) bool { return name == want }); only != nil {
			return only
		}
	}
	return found
}
