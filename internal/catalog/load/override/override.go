package override

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Apply lays an override file over a tree: objects merge, lists and scalars
// replace. A name that the tree does not have becomes a resource. It returns the
// name of the service that the file gives, "" when it gives none.
func Apply(root *tree.Resource, file *node.Value, l *diag.List) (serviceName string) {
	if file == nil {
		return ""
	}
	a := applier{list: l}
	if file.Kind != node.Object {
		a.errorf(file, "an override file is an object with lists of resources, not %s", file.Kind)
		return ""
	}
	for _, m := range file.Members {
		switch {
		case strings.EqualFold(m.Name, "apimServiceName"):
			serviceName = m.Value.Text
		case strings.EqualFold(m.Name, "policies"):
			a.policies(root, m.Value)
		case root.Kind.ChildSection(m.Name) != nil:
			a.section(root, root.Kind.ChildSection(m.Name), m.Value)
		case m.Value.Kind == node.Array:
			// Scalars and objects are settings of the pipeline.
			a.unknown(file, m, sections(root.Kind))
		}
	}
	return serviceName
}

type applier struct {
	list *diag.List
}

func (a *applier) errorf(v *node.Value, format string, args ...any) {
	v.Errorf(a.list, diag.ConfigSyntax, format, args...)
}

// unknown reports a member of the override file that means nothing. The
// pipelines pass over such members, so it is a warning.
func (a *applier) unknown(in *node.Value, m node.Member, known []string) {
	d := diag.Diagnostic{
		Severity: diag.Warning, Code: diag.UnknownKey, Source: in.Source, Span: m.NameSpan,
		Message: fmt.Sprintf("override files have no `%s` here; it changes nothing", m.Name),
	}
	if near, ok := diag.Suggest(m.Name, known); ok {
		d.Suggestion = near
		d.Message += fmt.Sprintf("; did you mean `%s`?", near)
	}
	a.list.Add(d)
}

func sections(k *tree.Kind) []string {
	names := []string{"policies"}
	for _, c := range k.Children {
		names = append(names, c.Section)
	}
	return names
}

// section applies a list of overrides of one kind.
func (a *applier) section(parent *tree.Resource, kind *tree.Kind, list *node.Value) {
	if list.IsNull() {
		return
	}
	if list.Kind != node.Array {
		a.errorf(list, "`%s` must be a list of {name, properties}, not %s", kind.Section, list.Kind)
		return
	}
	for _, item := range list.Items {
		name := item.GetFold("name")
		if item.Kind != node.Object || name.IsNull() || name.Kind == node.Array || name.Kind == node.Object || name.Text == "" {
			a.errorf(item, "an override needs a `name`")
			continue
		}
		a.resource(a.find(parent, kind, name), item)
	}
}

// find returns the resource that an override is for, and makes it when the
// artefacts do not have it.
func (a *applier) find(parent *tree.Resource, kind *tree.Kind, name *node.Value) *tree.Resource {
	if r := parent.Find(kind, name.Text); r != nil {
		return r
	}
	r := &tree.Resource{Kind: kind, Name: name.Text, Origin: catalog.Origin{Source: name.Source, Span: name.Span}}
	// Named values often stand in the override file alone; of other kinds a
	// new name may be a slip, which the reader of the diagnostic should see.
	// Operations are those of the definition.
	if kind != tree.NamedValue && kind != tree.Operation && !kind.Ignored {
		d := diag.Diagnostic{
			Severity: diag.Info, Code: diag.UnknownReference, Source: name.Source, Span: name.Span,
			Message: fmt.Sprintf("the artefacts have no %s; the override is used as the resource itself", r.Describe()),
		}
		var names []string
		for _, sibling := range parent.Of(kind) {
			names = append(names, sibling.Name)
		}
		if near, ok := diag.Suggest(name.Text, names); ok {
			d.Suggestion = near
		}
		a.list.Add(d)
	}
	parent.Children = append(parent.Children, r)
	return r
}

func (a *applier) resource(r *tree.Resource, item *node.Value) {
	for _, m := range item.Members {
		switch {
		case strings.EqualFold(m.Name, "name"):
		case strings.EqualFold(m.Name, "properties"):
			a.properties(r, m.Value)
		case strings.EqualFold(m.Name, "policies") && r.Kind.HasPolicy:
			a.policies(r, m.Value)
		case r.Kind.ChildSection(m.Name) != nil:
			a.section(r, r.Kind.ChildSection(m.Name), m.Value)
		default:
			a.unknown(item, m, append(sections(r.Kind), "properties"))
		}
	}
}

func (a *applier) properties(r *tree.Resource, v *node.Value) {
	if v.IsNull() {
		return
	}
	if v.Kind != node.Object {
		a.errorf(v, "`properties` must be an object, not %s", v.Kind)
		return
	}
	if r.Kind == tree.API {
		// As the toolkit does: which revision is current is not a matter of the
		// environment.
		rest, dropped := v.Without("apiRevision", "isCurrent")
		if dropped {
			v.Warnf(a.list, diag.InvalidValue, "`apiRevision` and `isCurrent` cannot be overridden and are passed over")
		}
		v = rest
	}
	if r.Kind == tree.Fragment {
		a.text(r, v)
	}
	r.Properties = node.Merge(r.Properties, v)
}

// policies applies the list of policy documents of a resource.
func (a *applier) policies(r *tree.Resource, list *node.Value) {
	if list.IsNull() {
		return
	}
	if list.Kind != node.Array {
		a.errorf(list, "`policies` must be a list of {name, properties}, not %s", list.Kind)
		return
	}
	for _, item := range list.Items {
		if item.Kind != node.Object {
			a.errorf(item, "an override of a policy is an object with `name` and `properties`")
			continue
		}
		if props := item.GetFold("properties"); !props.IsNull() {
			a.text(r, props)
		}
	}
}

// text takes the policy document from properties that have one.
func (a *applier) text(r *tree.Resource, props *node.Value) {
	value := props.GetFold("value")
	if value.IsNull() {
		return
	}
	if value.Kind != node.String {
		a.errorf(value, "the text of a policy document must be a string, not %s", value.Kind)
		return
	}
	if format := props.GetFold("format"); format != nil && strings.HasSuffix(strings.ToLower(format.Text), "-link") {
		format.Errorf(a.list, diag.NotSupported, "documents behind links are not fetched; put the text here or into policy.xml")
		return
	}
	r.Policy = value.TextSource(value.Source.Name + " (policy of " + r.Describe() + ")")
}
