package load

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/apiops"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/folder"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// ErrUnknownFormat says that a path holds no configuration that is known.
var ErrUnknownFormat = errors.New("unknown configuration format")

// Names of formats.
const (
	APIOps       = "APIOps"
	Document     = "policy document"
	Loose        = "folder of policy documents"
	ARM          = "ARM template"
	Terraform    = "Terraform JSON"
	Bicep        = "Bicep"
	GitTree      = "Azure git repository"
	TerraformDir = "Terraform configuration"
)

// format is one format of configuration.
type format struct {
	name string
	// detect reports whether the input is in this format.
	detect func(*input) bool
	// read makes a tree of it; nil for a format that is known and not read.
	read func(*input, Options, *diag.List) *tree.Resource
	// refusal says why it is not read and what to do.
	refusal string
}

// formats are all formats in the order in which they are tried
// (artifacts.md section 14). A new format is added here.
func formats() []format {
	return []format{
		{name: APIOps, detect: isAPIOps, read: readAPIOps},
		{name: Document, detect: isDocument, read: readDocument},
		{name: ARM, detect: isARM, read: readARM},
		{name: Terraform, detect: isTerraform, read: readTerraform},
		{name: ARM, detect: isARMFolder, read: readARMFolder},
		{name: Loose, detect: isLoose, refusal: "the folder holds policy documents that belong to no tree; run one of them with --backend, or validate the folder"},
		{name: Bicep, detect: hasExtension(".bicep"), refusal: "Bicep is not read; `az bicep build` makes an ARM template of it, which is read"},
		{name: TerraformDir, detect: hasExtension(".tf"), refusal: "Terraform files are not read; give a file with the output of `terraform show -json`, which is"},
		{name: GitTree, detect: isGitTree, refusal: "trees of the service's own git repository are not supported; extract the service with APIOps and give its folder"},
	}
}

// detect finds the format of an input.
func detect(in *input) (format, error) {
	for _, f := range formats() {
		if f.detect(in) {
			return f, nil
		}
	}
	what := "it is no APIOps tree, ARM template, output of Terraform or policy document"
	if in.folder != nil {
		what = "it holds no APIOps tree (apis/<api>/apiInformation.json, …) and no policy document"
	}
	return format{}, fmt.Errorf("%s: %w: %s", in.name, ErrUnknownFormat, what)
}

// isAPIOps reports whether the input is an artefact tree, or a folder with
// exactly one in it, as repositories have ("apimartifacts").
func isAPIOps(in *input) bool {
	_, ok := treeFolder(in)
	return ok
}

// treeFolder returns where in the input the tree is.
func treeFolder(in *input) (string, bool) {
	if in.folder == nil {
		return "", false
	}
	if apiops.Detect(in.folder) {
		return ".", true
	}
	var ignored diag.List
	found := ""
	for _, e := range in.folder.List(".", &ignored) {
		if !e.IsDir || e.IsLink || e.Name[0] == '.' {
			continue
		}
		sub, err := files.Open(in.folder.Name(e.Name))
		if err != nil {
			continue
		}
		if apiops.Detect(sub) {
			if found != "" {
				sub.Close()
				return "", false // which one is meant is the user's to say
			}
			found = e.Name
		}
		sub.Close()
	}
	return found, found != ""
}

func readAPIOps(in *input, _ Options, l *diag.List) *tree.Resource {
	where, _ := treeFolder(in)
	dir := in.folder
	if where != "." {
		sub, err := files.Open(in.folder.Name(where))
		if err != nil {
			l.Add(files.Unreadable(in.folder.Name(where), err))
			return &tree.Resource{Kind: tree.Service}
		}
		defer sub.Close()
		dir = sub
	}
	return apiops.Read(dir, l)
}

func isDocument(in *input) bool {
	return in.file != nil && folder.IsDocument(folder.Root(in.file.Text))
}

// readDocument wraps a single document in a catch-all API.
func readDocument(in *input, opt Options, l *diag.List) *tree.Resource {
	return folder.Single(in.file, opt.Backend, l)
}

func isLoose(in *input) bool {
	return in.folder != nil && folder.Any(in.folder)
}

// json returns the document of a JSON file.
func (in *input) json() *node.Value {
	if in.file == nil || !strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(in.file.Text, "\ufeff"), " \t\r\n"), "{") {
		return nil
	}
	var ignored diag.List
	return node.JSON(in.file, diag.ConfigSyntax, &ignored)
}

func isTerraform(in *input) bool {
	v := in.json()
	shown := v.Get("format_version") != nil && (v.Get("values") != nil || v.Get("planned_values") != nil)
	state := v.Get("terraform_version") != nil && v.Get("resources") != nil
	return shown || state
}

// hasExtension detects a file, or a folder with files, of an extension.
func hasExtension(ext string) func(*input) bool {
	return func(in *input) bool {
		if in.folder == nil {
			return strings.EqualFold(filepath.Ext(in.name), ext)
		}
		var ignored diag.List
		for _, e := range in.folder.List(".", &ignored) {
			if !e.IsDir && strings.EqualFold(path.Ext(e.Name), ext) {
				return true
			}
		}
		return false
	}
}

func isGitTree(in *input) bool {
	return in.folder != nil && (in.folder.IsFile("api-management/configuration.json") || in.folder.IsFile("api-management/policies/global.xml"))
}
