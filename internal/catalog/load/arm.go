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
	var options arm.Options
	if dir, err := files.Open(filepath.Dir(in.name)); err == nil {
		defer dir.Close()
		options.Folder = dir
	}
	options.Parameters = parametersOf(in, opt, options.Folder, l)
	return arm.Read(in.file, options, l)
}

// parametersOf returns the parameters file of a template: the one of the
// settings, else one beside the template.
func parametersOf(in *input, opt Options, dir *files.Folder, l *diag.List) *diag.Source {
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
	base := strings.TrimSuffix(filepath.Base(in.name), filepath.Ext(in.name))
	short := strings.TrimSuffix(base, ".template")
	candidates := []string{base + ".parameters.json", short + ".parameters.json", base + ".params.json", short + ".params.json", "parameters.json", "params.json"}
	for _, name := range slices.Compact(candidates) {
		if name == filepath.Base(in.name) || !dir.IsFile(name) {
			continue
		}
		src, err := dir.Read(name, files.InformationLimit)
		if err != nil {
			l.Add(files.Unreadable(dir.Name(name), err))
			return nil
		}
		var ignored diag.List
		if name == "parameters.json" || name == "params.json" {
			// A file of so general a name may be something else.
			if doc := node.JSON(src, diag.ConfigSyntax, &ignored); !hasSchema(doc, "deploymentparameters.json") {
				continue
			}
		}
		return src
	}
	return nil
}

func readTerraform(in *input, _ Options, l *diag.List) *tree.Resource {
	dir, err := files.Open(filepath.Dir(in.name))
	if err != nil {
		return terraform.Read(in.file, nil, l)
	}
	defer dir.Close()
	return terraform.Read(in.file, dir, l)
}
