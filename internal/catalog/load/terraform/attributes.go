package terraform

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/flat"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// resource is one resource of the output.
type resource struct {
	*reader
	values  *node.Value
	origin  catalog.Origin
	address string
	// kind is the type, with its prefix.
	kind string
	// config is what the configuration in a plan says of it, nil in a state.
	config *node.Value
	// guards says that it may keep calls out, so that nothing is served without it.
	guards bool
	// incomplete says that something without which it has no place is not known,
	// which was reported.
	incomplete bool
}

// get returns an attribute, nil when it is absent or null. A state holds empty
// texts where nothing is set, product_id and api_id of a subscription among them.
func (in *resource) get(name string) *node.Value {
	if v := in.values.Get(name); !unset(v) {
		return v
	}
	return nil
}

func unset(v *node.Value) bool { return v.IsNull() || v.Kind == node.String && v.Text == "" }

func (in *resource) text(name string) string {
	if v := in.get(name); v != nil && v.Kind == node.String {
		return v.Text
	}
	return ""
}

// need returns an attribute without which the resource has no place.
func (in *resource) need(name string) string {
	text := in.text(name)
	if text == "" {
		in.notKnown(name)
	}
	return text
}

// needID returns the name in an id that the resource needs.
func (in *resource) needID(name, kind string) string {
	id := in.need(name)
	_, last := catalog.ParseID(id, kind).Last()
	return last
}

func (in *resource) notKnown(name string) {
	switch {
	case in.incomplete:
	case in.guards:
		in.list.Errorf(diag.UnknownValue, in.origin.Source, in.origin.Span,
			"%s has no %s: it is known only after apply; without the policy more would be let through: give the state after an apply", in.address, name)
	default:
		in.list.Warnf(diag.UnknownValue, in.origin.Source, in.origin.Span,
			"%s has no %s: it is known only after apply; the resource is left out", in.address, name)
	}
	in.incomplete = true
}

// prefixWorkspace puts a resource below its workspace.
func (in *resource) prefixWorkspace(made *flat.Resource) {
	id := in.text("api_management_workspace_id")
	if id == "" {
		return
	}
	if _, name := catalog.ParseID(id, "workspaces").Last(); name != "" {
		made.Types = append([]string{"workspaces"}, made.Types...)
		made.Names = append([]string{name}, made.Names...)
	}
}

// object builds properties.
type object struct{ v *node.Value }

func (in *resource) object() object {
	return object{&node.Value{Kind: node.Object, Source: in.values.Source, Span: in.values.Span}}
}

// set puts a value at a path of names with dots between; nil does nothing.
func (o object) set(path string, v *node.Value) {
	if v.IsNull() {
		return
	}
	at := o.v
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		next := at.Get(name)
		if next == nil {
			next = &node.Value{Kind: node.Object, Source: o.v.Source, Span: o.v.Span}
			at.Members = append(at.Members, node.Member{Name: name, NameSpan: v.Span, Value: next})
		}
		at = next
	}
	at.Members = append(at.Members, node.Member{Name: names[len(names)-1], NameSpan: v.Span, Value: v})
}

// text makes a text at a place.
func textAt(at *node.Value, s string) *node.Value {
	return &node.Value{Kind: node.String, Text: s, Source: at.Source, Span: at.Span}
}

// copyTo sets properties from attributes: pairs "attribute property".
func (in *resource) copyTo(o object, pairs ...string) object {
	copyFrom(o, in.values, pairs...)
	return o
}

func copyFrom(o object, from *node.Value, pairs ...string) {
	for _, p := range pairs {
		attribute, property, ok := strings.Cut(p, " ")
		if !ok {
			property = camel(attribute)
		}
		if v := from.Get(attribute); !unset(v) {
			o.set(property, v)
		}
	}
}

// block returns the object of a block that may stand once, nil when it does not.
func block(v *node.Value, name string) *node.Value {
	b := v.Get(name)
	if b == nil || b.Kind != node.Array {
		return b
	}
	if len(b.Items) == 0 || b.Items[0].Kind != node.Object {
		return nil
	}
	return b.Items[0]
}

// camel writes display_name as displayName.
func camel(s string) string {
	words := strings.Split(s, "_")
	for i := 1; i < len(words); i++ {
		if words[i] != "" {
			words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
		}
	}
	return strings.Join(words, "")
}

// convert writes names in camel case, in v and below; renames come first. Members
// that are not set are left out.
func convert(v *node.Value, renames map[string]string) *node.Value {
	if v.IsNull() {
		return nil
	}
	out := *v
	switch v.Kind {
	case node.Array:
		out.Items = nil
		for _, item := range v.Items {
			if item = convert(item, renames); item != nil {
				out.Items = append(out.Items, item)
			}
		}
	case node.Object:
		out.Members = nil
		for _, m := range v.Members {
			value := convert(m.Value, renames)
			if unset(value) {
				continue
			}
			name := renames[m.Name]
			if name == "" {
				name = camel(m.Name)
			}
			if name == "examples" {
				value = examples(value)
			}
			out.Members = append(out.Members, node.Member{Name: name, NameSpan: m.NameSpan, Value: value})
		}
	}
	return &out
}

// examples makes the object of named examples of a list of blocks.
func examples(v *node.Value) *node.Value {
	if v.Kind != node.Array {
		return v
	}
	out := &node.Value{Kind: node.Object, Source: v.Source, Span: v.Span}
	for _, e := range v.Items {
		if name := e.Get("name"); name != nil {
			out.Members = append(out.Members, node.Member{Name: name.Text, NameSpan: name.Span, Value: e})
		}
	}
	return out
}
