package apiops

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// file reads the files other than information, policy and definition that a
// resource's folder may hold: lists of associations (apis.json, groups.json,
// tags.json: artifacts.md sections 5 and 6).
func (r *reader) file(parent *tree.Resource, rel, name string) {
	base, ok := strings.CutSuffix(strings.ToLower(name), ".json")
	if !ok {
		return
	}
	kind := parent.Kind.Child(base)
	if kind == nil || !kind.Association {
		return
	}
	src := r.folder.Text(rel, files.InformationLimit, r.list)
	if src == nil {
		return
	}
	doc := node.JSON(src, diag.ConfigSyntax, r.list)
	if doc == nil {
		return
	}
	if doc.Kind != node.Array {
		doc.Errorf(r.list, diag.ConfigSyntax, "%s holds a list of {\"name\": …}, not %s", name, doc.Kind)
		return
	}
	for _, item := range doc.Items {
		label := item
		if item.Kind == node.Object {
			label = item.GetFold("name")
		}
		if label == nil || label.Kind != node.String || label.Text == "" {
			item.Errorf(r.list, diag.ConfigSyntax, "an entry of %s needs a `name`", name)
			continue
		}
		parent.Children = append(parent.Children, &tree.Resource{
			Kind: kind, Name: label.Text, Origin: catalog.Origin{Source: label.Source, Span: label.Span},
		})
	}
}
