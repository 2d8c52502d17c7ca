package flat

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Resource is one resource below the service.
type Resource struct {
	// Types are the segments of its type below Microsoft.ApiManagement/service,
	// Names the names that belong to them.
	Types, Names []string
	// Properties is the `properties` object, every value computed.
	Properties *node.Value
	Origin     catalog.Origin
}

// Options say how a tree is made.
type Options struct {
	// Format names the configuration in messages: "template".
	Format string
	// Read reads what a link in the configuration means: a path, or an address of
	// which the end is a path. nil when nothing can be read. The error says that
	// it is not there.
	Read func(link string) (*diag.Source, error)
}

// Tree makes a tree. Resources may come in any order; of two with the same name
// the later is laid over the earlier, as a second deployment would.
func Tree(list []Resource, origin catalog.Origin, opt Options, l *diag.List) *tree.Resource {
	b := &builder{opt: opt, list: l, passed: map[string]bool{}, implied: map[*tree.Resource]bool{}, released: map[*tree.Resource]bool{}}
	root := &tree.Resource{Kind: tree.Service, Origin: origin}
	// Parents first; otherwise the order of the configuration.
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b Resource) int { return len(a.Types) - len(b.Types) })
	for _, r := range sorted {
		if len(r.Types) > 0 && len(r.Types) == len(r.Names) {
			b.add(root, r)
		}
	}
	b.current(root)
	for _, w := range root.Of(tree.Workspace) {
		b.current(w)
	}
	return root
}

type builder struct {
	opt  Options
	list *diag.List
	// passed are the types that were said to be passed over.
	passed map[string]bool
	// implied are the stand-ins for parents that are not there.
	implied map[*tree.Resource]bool
	// released are the APIs of which a release names the revision.
	released map[*tree.Resource]bool
}

func (b *builder) add(root *tree.Resource, r Resource) {
	if len(r.Types) > 1 && strings.EqualFold(r.Types[len(r.Types)-1], tree.Release.Segment) {
		b.release(root, r)
		return
	}
	at := root
	for i, segment := range r.Types {
		final := i == len(r.Types)-1
		if final && strings.EqualFold(segment, "policies") && at.Kind.HasPolicy {
			b.policy(at, r.Properties)
			return
		}
		kind := kindOf(at.Kind, segment)
		if kind == nil {
			b.passOver(r)
			return
		}
		if !final {
			at = b.parent(at, kind, r.Names[i], r)
			continue
		}
		b.put(at, kind, r)
	}
}

// aliases are the segments that API versions and preview types spell
// differently.
func alias(segment string) string {
	switch strings.ToLower(segment) {
	case "properties":
		return "namedvalues" // until 2019-01-01
	case "api-version-sets":
		return "apiversionsets" // until 2018-01-01
	case "apilinks":
		return "apis"
	case "grouplinks":
		return "groups"
	case "productlinks":
		return "products"
	}
	return segment
}

func kindOf(parent *tree.Kind, segment string) *tree.Kind {
	segment = alias(segment)
	for _, k := range parent.Children {
		if strings.EqualFold(k.Segment, segment) {
			return k
		}
	}
	return nil
}

// passOver says once per type that it means nothing to a gateway.
func (b *builder) passOver(r Resource) {
	name := strings.Join(r.Types, "/")
	if b.passed[strings.ToLower(name)] {
		return
	}
	b.passed[strings.ToLower(name)] = true
	b.list.Add(diag.Diagnostic{
		Severity: diag.Info, Code: diag.IgnoredResource, Source: r.Origin.Source, Span: r.Origin.Span,
		Message: fmt.Sprintf("resources of type service/%s are passed over", name),
	})
}

func (b *builder) put(parent *tree.Resource, kind *tree.Kind, r Resource) {
	name := r.Names[len(r.Names)-1]
	res := parent.Find(kind, name)
	if res == nil || kind.Association {
		res = &tree.Resource{Kind: kind, Name: name, Origin: r.Origin}
		parent.Children = append(parent.Children, res)
	}
	res.Properties = node.Merge(res.Properties, modern(kind, r.Properties))
	b.texts(res, r.Properties)
}

// parent returns the parent of a resource. One that the configuration does not
// hold gets a stand-in, so that what belongs to it can still be checked and
// served.
func (b *builder) parent(of *tree.Resource, kind *tree.Kind, name string, child Resource) *tree.Resource {
	if r := of.Find(kind, name); r != nil {
		return r
	}
	r := &tree.Resource{Kind: kind, Name: name, Origin: child.Origin}
	of.Children = append(of.Children, r)
	b.implied[r] = true
	base, _ := catalog.SplitRevision(name)
	switch kind {
	case tree.API:
		r.Properties = object(child.Origin, "displayName", base, "path", base)
		b.list.Warnf(diag.UnknownReference, child.Origin.Source, child.Origin.Span,
			"the %s does not hold the API %q, only something that belongs to it; a stand-in at /%s takes its place", b.opt.Format, name, base)
	case tree.Product:
		r.Properties = object(child.Origin, "displayName", name)
		b.list.Warnf(diag.UnknownReference, child.Origin.Source, child.Origin.Span,
			"the %s does not hold the product %q, only something that belongs to it", b.opt.Format, name)
	case tree.Operation:
		if b.implied[of] {
			r.Properties = object(child.Origin, "displayName", name, "method", catalog.AnyMethod, "urlTemplate", "/"+catalog.OperationName(name))
		}
	default:
		r.Properties = object(child.Origin)
	}
	return r
}

// object makes an object of texts at a place.
func object(o catalog.Origin, pairs ...string) *node.Value {
	v := &node.Value{Kind: node.Object, Source: o.Source, Span: o.Span}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Members = append(v.Members, node.Member{
			Name: pairs[i], NameSpan: o.Span, Value: &node.Value{Kind: node.String, Text: pairs[i+1], Source: o.Source, Span: o.Span},
		})
	}
	return v
}

// modern translates properties of old API versions.
func modern(kind *tree.Kind, props *node.Value) *node.Value {
	if kind != tree.Subscription || props.GetFold("scope") != nil {
		return props
	}
	for old, name := range map[string]string{"productId": "scope", "userId": "ownerId"} {
		if v := props.GetFold(old); !v.IsNull() && props.GetFold(name) == nil {
			props = node.Merge(props, &node.Value{Kind: node.Object, Source: props.Source, Span: props.Span, Members: []node.Member{{Name: name, NameSpan: v.Span, Value: v}}})
		}
	}
	return props
}
