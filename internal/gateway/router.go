package gateway

import (
	"net/url"
	"slices"
	"sort"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// router finds the API and operation of a request
// (platform/operation-matching.md).
type router struct {
	root *pathNode
	// schemes says that the protocols of an API count.
	schemes bool
}

// pathNode is a node of the tree of API paths, one level a segment, lower case.
type pathNode struct {
	children map[string]*pathNode
	// apis stand at this path, in all their versions and revisions.
	apis []*servedAPI
}

// route is what a request matched.
type route struct {
	api       *servedAPI
	operation *servedOperation
	matched   *apim.Lookup[string]
	// rest is the path below the API's.
	rest string
	// prefix is the part of the path that belongs to the API.
	prefix string
}

func newRouter(apis []*servedAPI, schemes bool) *router {
	r := &router{root: &pathNode{}, schemes: schemes}
	for _, a := range apis {
		if !a.IsOnline {
			continue
		}
		n := r.root
		for _, seg := range splitPath(a.PublicPath()) {
			seg = strings.ToLower(unescapePath(seg))
			next := n.children[seg]
			if next == nil {
				if n.children == nil {
					n.children = map[string]*pathNode{}
				}
				next = &pathNode{}
				n.children[seg] = next
			}
			n = next
		}
		n.apis = append(n.apis, a)
	}
	return r
}

// revisionMark stands between an API's path and the number of a revision.
const revisionMark = ";rev="

// splitPath splits a path without its leading and trailing slash.
func splitPath(p string) []string {
	p = strings.Trim(p, "/")
	if p == "" {
		return nil
	}
	return strings.Split(p, "/")
}

// find returns the API with the longest matching path and, when one matches, the
// operation. method "" matches any; it serves preflight requests. The operation's
// parameters go into matched.
func (r *router) find(req *message.Request, method string, matched *apim.Texts) (route, bool) {
	whole := req.URL.Path
	if !strings.HasPrefix(whole, "/") {
		whole = "/" + whole
	}
	path := whole[1:]
	type candidate struct {
		node *pathNode
		end  int // where the API's part of the path ends
		rev  string
	}
	var room [4]candidate
	cands := room[:0]
	n, at := r.root, 0
	if len(n.apis) > 0 {
		cands = append(cands, candidate{n, 0, ""})
	}
	for at <= len(path) && path != "" {
		end := len(path)
		if i := strings.IndexByte(path[at:], '/'); i >= 0 {
			end = at + i
		}
		seg := path[at:end]
		rev := ""
		if i := strings.Index(seg, revisionMark); i >= 0 {
			seg, rev = seg[:i], seg[i:]
		}
		next := n.children[strings.ToLower(unescapePath(seg))]
		if next == nil {
			break
		}
		n = next
		if len(n.apis) > 0 {
			cands = append(cands, candidate{n, end, rev})
		}
		if rev != "" || end == len(path) {
			break
		}
		at = end + 1
	}
	var partial route
	found := false
	var few [4]*servedAPI
	for i := len(cands) - 1; i >= 0; i-- {
		c := cands[i]
		rest := path[c.end:]
		if c.end == 0 {
			rest = whole
		}
		for _, a := range r.pick(few[:0], c.node, req, c.rev) {
			rt := route{api: a, rest: rest, prefix: whole[:c.end+1]}
			query := req.URL.Query
			if a.Type == catalog.SOAP {
				query = soapQuery(req, query)
			}
			if op := a.tree.find(rest, query, method, matched); op != nil {
				rt.operation, rt.matched = op, &matched.Lookup
				return rt, true
			}
			if !found {
				partial, found = rt, true
			}
		}
		if found {
			// The longest path decides; a shorter one is no fallback.
			return partial, true
		}
	}
	return route{}, false
}

// pick returns the APIs at a path that the request's version and revision choose.
// Identifiers of versions are compared exactly (unverified).
//
// They are appended to out. rev is the revision with its mark, empty without one.
func (r *router) pick(out []*servedAPI, n *pathNode, req *message.Request, rev string) []*servedAPI {
	socket := false
	for _, a := range n.apis {
		if !a.serves(req, r.schemes) {
			continue
		}
		if rev != "" {
			if a.Revision != rev[len(revisionMark):] {
				continue
			}
		} else if !a.IsCurrent {
			continue
		}
		if vs := a.VersionSet; vs != nil {
			switch vs.Scheme {
			case catalog.HeaderVersion:
				if req.Header.Value(vs.HeaderName) != a.Version {
					continue
				}
			case catalog.QueryVersion:
				if queryValue(req.URL.Query, vs.QueryName) != a.Version {
					continue
				}
			}
		}
		out = append(out, a)
		socket = socket || a.Type == catalog.WebSocket
	}
	if socket {
		// A handshake is for the WebSocket API where others share its path.
		out = slices.DeleteFunc(out, func(a *servedAPI) bool { return a.Type != catalog.WebSocket })
	}
	return out
}

// queryValue returns the first value of a query parameter, decoded.
func queryValue(query, name string) string {
	v, _ := queryGet(query, name)
	return v
}

func queryGet(query, name string) (string, bool) {
	for query != "" {
		var p string
		p, query, _ = strings.Cut(query, "&")
		k, v, _ := strings.Cut(p, "=")
		if strings.EqualFold(apim.Unescape(k), name) {
			return apim.Unescape(v), true
		}
	}
	return "", false
}

// templateNode is a node of the tree of an API's operation templates.
type templateNode struct {
	literals map[string]*templateNode
	partials []*partialNode
	param    *templateNode
	// ends are the operations whose template ends here, rests those whose
	// wildcard starts here; those with more query parameters come first.
	ends, rests []*servedOperation
}

type partialNode struct {
	parts []catalog.Part
	node  *templateNode
}

func newTemplateTree(ops []*servedOperation) *templateNode {
	root := &templateNode{}
	for _, op := range ops {
		root.add(op)
	}
	root.sort()
	return root
}

func (n *templateNode) add(op *servedOperation) {
	for _, s := range op.Template.Segments {
		switch s.Kind {
		case catalog.LiteralSegment:
			// The escapes of a definition need not be those of a request.
			key := strings.ToLower(unescapePath(s.Text))
			next := n.literals[key]
			if next == nil {
				if n.literals == nil {
					n.literals = map[string]*templateNode{}
				}
				next = &templateNode{}
				n.literals[key] = next
			}
			n = next
		case catalog.PartialSegment:
			p := &partialNode{parts: s.Parts, node: &templateNode{}}
			n.partials = append(n.partials, p)
			n = p.node
		case catalog.ParameterSegment:
			if n.param == nil {
				n.param = &templateNode{}
			}
			n = n.param
		default:
			n.rests = append(n.rests, op)
			return
		}
	}
	n.ends = append(n.ends, op)
}

func (n *templateNode) sort() {
	by := func(list []*servedOperation) {
		sort.SliceStable(list, func(i, j int) bool {
			a, b := list[i].Template.Query, list[j].Template.Query
			if len(a) != len(b) {
				return len(a) > len(b)
			}
			return fixedValues(a) > fixedValues(b)
		})
	}
	by(n.ends)
	by(n.rests)
	for _, c := range n.literals {
		c.sort()
	}
	for _, p := range n.partials {
		p.node.sort()
	}
	if n.param != nil {
		n.param.sort()
	}
}

// fixedValues counts the parameters whose value is fixed; a fixed value goes before
// a parameter, as in paths.
func fixedValues(list []catalog.QueryParameter) int {
	n := 0
	for _, q := range list {
		if q.Parameter == "" && !q.AnyValue {
			n++
		}
	}
	return n
}

// find matches the path below the API's and the query.
func (n *templateNode) find(rest, query, method string, matched *apim.Texts) *servedOperation {
	rest = strings.TrimPrefix(rest, "/")
	op := n.match(strings.TrimSuffix(rest, "/"), query, method)
	if op != nil {
		matchedParameters(matched, op, rest, query)
	}
	return op
}

// match walks the tree: literals before partial segments before parameters
// before wildcards (unverified: the service documents no precedence).
func (n *templateNode) match(path, query, method string) *servedOperation {
	if path == "" {
		if op := choose(n.ends, query, method); op != nil {
			return op
		}
		// A literal empty segment does not occur: a trailing slash is ignored.
		return choose(n.rests, query, method)
	}
	seg, rest := path, ""
	if i := strings.IndexByte(path, '/'); i >= 0 {
		seg, rest = path[:i], path[i+1:]
	}
	decoded := unescapePath(seg)
	if next := n.literals[strings.ToLower(decoded)]; next != nil {
		if op := next.match(rest, query, method); op != nil {
			return op
		}
	}
	for _, p := range n.partials {
		if _, ok := matchSegment(p.parts, seg); ok {
			if op := p.node.match(rest, query, method); op != nil {
				return op
			}
		}
	}
	if n.param != nil && seg != "" {
		if op := n.param.match(rest, query, method); op != nil {
			return op
		}
	}
	return choose(n.rests, query, method)
}

// choose picks the operation whose method and query parameters fit.
func choose(ops []*servedOperation, query, method string) *servedOperation {
	for _, op := range ops {
		if method != "" && op.Method != method && op.Method != catalog.AnyMethod {
			continue
		}
		fits := true
		for _, q := range op.Template.Query {
			v, ok := queryGet(query, q.Name)
			if !ok || q.Parameter == "" && !q.AnyValue && !strings.EqualFold(v, q.Value) {
				fits = false
				break
			}
		}
		if fits {
			return op
		}
	}
	return nil
}

func unescapePath(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	if d, err := url.PathUnescape(s); err == nil {
		return d
	}
	return s
}

// matchedParameters collects the values of a template's parameters.
func matchedParameters(out *apim.Texts, op *servedOperation, path, query string) {
	out.Init(true)
	for _, s := range op.Template.Segments {
		seg, rest := path, ""
		if i := strings.IndexByte(path, '/'); i >= 0 {
			seg, rest = path[:i], path[i+1:]
		}
		switch s.Kind {
		case catalog.ParameterSegment:
			out.Set(s.Text, unescapePath(seg))
		case catalog.PartialSegment:
			values, _ := matchSegment(s.Parts, seg)
			i := 0
			for _, p := range s.Parts {
				if p.IsParameter {
					out.Set(p.Text, values[i])
					i++
				}
			}
		case catalog.CatchAllSegment, catalog.WildcardSegment:
			out.Set(s.Text, unescapePath(path))
			rest = ""
		}
		path = rest
	}
	for _, q := range op.Template.Query {
		if q.Parameter != "" {
			out.Set(q.Parameter, queryValue(query, q.Name))
		}
	}
}
