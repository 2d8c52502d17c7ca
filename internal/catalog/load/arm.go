package load

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/arm"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/terraform"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

func isARM(in *input) bool { return hasSchema(in.json(), "deploymenttemplate.json") }

// hasSchema reports whether the $schema of a document ends in a name.
func hasSchema(doc *node.Value, name string) bool {
	schema := strings.ToLower(doc.GetFold("$schema").TextOrEmpty())
	return strings.HasSuffix(strings.TrimSuffix(schema, "#"), name)
}

func readARM(in *input, opt Options, l *diag.List) *tree.Resource {
	dir, err := files.Open(filepath.Dir(in.name))
	if err != nil {
		dir = nil
	} else {
		defer dir.Close()
		dir.Record()
	}
	templates := []arm.Template{{Source: in.file, Parameters: parametersOf(in.file.Name, opt, dir, l)}}
	root := arm.Read(in.file, templates, dir, opt.Env, l)
	if dir != nil {
		in.beside = dir.Recorded()
	}
	return root
}

// parametersOf returns the parameters file of a template: the one of the
// settings, else one beside the template.
func parametersOf(template string, opt Options, dir *files.Folder, l *diag.List) *diag.Source {
	if opt.Parameters != "" {
		src, err := files.File(opt.Parameters, files.InformationLimit)
		if err != nil {
			l.Add(files.Unreadable(opt.Parameters, err))
			return nil
		}
		return src
	}
	if dir == nil {
		return nil
	}
	for _, name := range parametersNames(filepath.Base(template), dir) {
		if name == filepath.Base(template) || !dir.IsFile(name) {
			continue
		}
		src, err := dir.Read(name, files.InformationLimit)
		if err != nil {
			l.Add(files.Unreadable(dir.Name(name), err))
			return nil
		}
		var ignored diag.List
		if !strings.HasSuffix(name, ".parameters.json") && !strings.HasSuffix(name, ".params.json") && !hasParameters(node.JSON(src, diag.ConfigSyntax, &ignored)) {
			continue // a file of so general a name may be something else
		}
		return src
	}
	return nil
}

// parametersNames are the names that the parameters file of a template may have:
// that of the template, as Azure's tools write it; those of the DevOps resource
// kit, PREFIXparameters.json for all templates PREFIXKIND.template.json and
// PREFIXparameters/KIND.parameters.json for one of them.
func parametersNames(template string, dir *files.Folder) []string {
	base := strings.TrimSuffix(template, filepath.Ext(template))
	short := strings.TrimSuffix(base, ".template")
	names := []string{base + ".parameters.json", short + ".parameters.json", base + ".params.json", short + ".params.json"}
	var shared []string
	var ignored diag.List
	for _, e := range dir.List(".", &ignored) {
		if prefix, ok := strings.CutSuffix(e.Name, "parameters"); ok && e.IsDir {
			if kind, ok := strings.CutPrefix(short, prefix); ok && (prefix == "" || strings.HasSuffix(prefix, "-")) {
				names = append(names, e.Name+"/"+kind+".parameters.json", e.Name+"/"+short+".parameters.json")
			}
		}
		if prefix, ok := strings.CutSuffix(e.Name, "-parameters.json"); ok && !e.IsDir && strings.HasPrefix(short, prefix+"-") {
			shared = append(shared, e.Name)
		}
	}
	slices.Reverse(shared) // the longest prefix first
	return slices.Compact(append(append(names, shared...), "parameters.json", "params.json"))
}

// hasParameters reports whether a document is a parameters file. The DevOps
// resource kit writes the $schema of a template into its own.
func hasParameters(doc *node.Value) bool {
	if hasSchema(doc, "deploymentparameters.json") {
		return true
	}
	list := doc.GetFold("parameters")
	if !hasSchema(doc, "deploymenttemplate.json") || list == nil || list.Kind != node.Object || len(list.Members) == 0 {
		return false
	}
	return !slices.ContainsFunc(list.Members, func(m node.Member) bool {
		return m.Value.GetFold("value") == nil && m.Value.GetFold("reference") == nil
	})
}

func readTerraform(in *input, _ Options, l *diag.List) *tree.Resource {
	dir, err := files.Open(filepath.Dir(in.name))
	if err != nil {
		return terraform.Read(in.file, nil, l)
	}
	defer dir.Close()
	dir.Record()
	root := terraform.Read(in.file, dir, l)
	in.beside = dir.Recorded()
	return root
}
