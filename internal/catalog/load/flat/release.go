package flat

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// release keeps a release with the API whose revision it makes the current one,
// when the configuration holds that. By itself it means nothing: a template that
// switches a revision alone is for a service that has the API.
func (b *builder) release(root *tree.Resource, r Resource) {
	in, types, names := root, r.Types, r.Names
	if strings.EqualFold(types[0], tree.Workspace.Segment) {
		if in = root.Find(tree.Workspace, names[0]); in == nil {
			return
		}
		types, names = types[1:], names[1:]
	}
	if len(types) != 2 || !strings.EqualFold(types[0], tree.API.Segment) {
		b.passOver(r)
		return
	}
	name := names[0]
	if id := catalog.ParseID(r.Properties.GetFold("apiId").TextOrEmpty(), "apis").Name("apis"); id != "" {
		name = id
	}
	if api := in.Find(tree.API, name); api != nil {
		b.released[api] = true
	}
}

// current marks the revisions that releases make current. A deployment releases
// one revision after the other; the highest is the last.
//
// unverified: which of several releases of a template counts.
func (b *builder) current(in *tree.Resource) {
	last := map[string]*tree.Resource{}
	number := func(r *tree.Resource) int {
		_, revision := catalog.SplitRevision(r.Name)
		n, _ := strconv.Atoi(revision)
		return n
	}
	for _, api := range in.Of(tree.API) {
		if number(api) == 0 || !b.released[api] {
			continue
		}
		base, _ := catalog.SplitRevision(api.Name)
		if was := last[strings.ToLower(base)]; was == nil || number(was) < number(api) {
			last[strings.ToLower(base)] = api
		}
	}
	for base, api := range last {
		if plain := in.Find(tree.API, base); plain == nil || !stays(plain, number(api)) {
			api.Released = true
		}
	}
}

// stays reports whether the API that has no revision in its name stays current
// although a revision was released: exports name the current revision so, and
// hold all releases that ever were.
func stays(plain *tree.Resource, released int) bool {
	if current := plain.Properties.GetFold("isCurrent"); current != nil && current.Kind == node.Bool && current.Text == "true" {
		return true
	}
	n, err := strconv.Atoi(plain.Properties.GetFold("apiRevision").TextOrEmpty())
	return err == nil && n >= released
}
