package transform

import (
	"iter"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func rewriteURIDefinition() policy.Definition {
	return policy.Definition{
		Element: "rewrite-uri", Summary: "Replaces path and query of the backend request.",
		// The service's change log of March 2026 allows it in backend as well.
		Sections: policy.Inbound | policy.Backend, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &rewriteURI{} },
	}
}

// rewriteURI replaces the path below the backend's base URL, and the query.
type rewriteURI struct {
	// The new path and query; {name} stands for a parameter of the operation's
	// template. In the value of an expression other braces stay as they are.
	Template expr.Value[string] `attr:"template,required,free"`
	// Whether query parameters that are not part of the operation's template stay.
	CopyUnmatched expr.Value[bool] `attr:"copy-unmatched-params" default:"true"`
}

// PrepareOperation refuses a name that the operation's template does not have: in a
// document of the operation itself. One of a broader scope may be written for other
// operations; there it fails the request.
func (p *rewriteURI) PrepareOperation(c *policy.Check, _ *catalog.API, op *catalog.Operation) {
	template, literal := p.Template.Constant()
	if !literal || c.Scope() != policy.Operation {
		return
	}
	known := op.Template.Parameters()
	path, query, _ := strings.Cut(template, "?")
	for _, part := range [...]string{path, query} {
		for name := range names(part) {
			if !slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, name) }) {
				c.Errorf(diag.InvalidValue, "template", "the template of the operation, %s, has no parameter {%s}", op.URLTemplate, name)
			}
		}
	}
}

// names iterates over the names in braces.
func names(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for {
			_, rest, open := strings.Cut(s, "{")
			name, after, closed := strings.Cut(rest, "}")
			if !open || !closed || !yield(parameterName(name)) {
				return
			}
			s = after
		}
	}
}

// parameterName is the name under which a parameter is matched: {*rest} takes the
// rest of the path as rest, {*} as *.
func parameterName(name string) string {
	if name == "*" {
		return name
	}
	return strings.TrimPrefix(name, "*")
}

// Run rewrites the URL.
func (p *rewriteURI) Run(x *policy.Exec) (policy.Flow, error) {
	template, err := p.Template.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	keep, err := p.CopyUnmatched.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	path, query, hasQuery := strings.Cut(strings.TrimSpace(template), "?")
	// unverified: what an expression gives may hold names too. A hundred published
	// documents of gateways in production are written so, though rewrite-uri.md,
	// semantics 6, has the value taken literally; that is left for other braces.
	lenient := p.Template.IsExpression()
	if path, err = substitute(x, path, lenient, escapePath); err != nil {
		return policy.End, err
	}
	if query, err = substitute(x, query, lenient, escapeQueryValue); err != nil {
		return policy.End, err
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	x.Rest = message.EncodePath(path)
	query = message.EncodeQuery(query)
	if keep {
		query = addUnmatched(x, query)
	}
	x.SetURL(query, hasQuery || query != "")
	return policy.Next, nil
}

// substitute puts matched parameters in place of {name}. A name that the operation's
// template does not have fails, unless lenient has it stay.
func substitute(x *policy.Exec, s string, lenient bool, escape func(x *policy.Exec, name, value string) string) (string, error) {
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			b.WriteString(s)
			return b.String(), nil
		}
		end := strings.IndexByte(s[open:], '}')
		if end < 0 {
			b.WriteString(s)
			return b.String(), nil
		}
		name := parameterName(s[open+1 : open+end])
		v, ok := x.Context.Request.Matched.Get(name)
		switch {
		case ok:
			b.WriteString(s[:open])
			b.WriteString(escape(x, name, v))
			s = s[open+end+1:]
		case lenient:
			b.WriteString(s[:open+1])
			s = s[open+1:]
		default:
			// unverified: a name that the operation's template does not have fails the
			// request.
			return "", clr.Argument("The template parameter '"+name+"' is not defined by the operation.", "")
		}
	}
}

func escapeQueryValue(_ *policy.Exec, _, value string) string { return escapeQuery(value) }

// escapePath encodes the value of a parameter for the path. Slashes stay only in
// the value of a parameter that takes the rest of the path: in one that is a
// segment they would lead elsewhere than the template says.
func escapePath(x *policy.Exec, name, value string) string {
	value = message.EncodePath(strings.ReplaceAll(value, "%", "%25"))
	if x.Operation != nil {
		for _, s := range x.Operation.Template.Segments {
			if s.Text == name && (s.Kind == catalog.CatchAllSegment || s.Kind == catalog.WildcardSegment) {
				return value
			}
		}
	}
	return strings.ReplaceAll(value, "/", "%2F")
}

// addUnmatched appends the query parameters of the request so far that are not
// part of the operation's template and not set by the new one.
func addUnmatched(x *policy.Exec, query string) string {
	out := splitQuery(query)
	fresh := len(out)
	matched := map[string]bool{}
	if x.Operation != nil {
		for _, q := range x.Operation.Template.Query {
			matched[strings.ToLower(q.Name)] = true
		}
	}
	own, _ := x.OwnQuery()
	for _, q := range splitQuery(own) {
		k, _, _ := strings.Cut(string(q), "=")
		name := apim.Unescape(k)
		if matched[strings.ToLower(name)] {
			continue
		}
		set := false
		for _, o := range out[:fresh] {
			set = set || o.is(name)
		}
		if !set {
			out = append(out, q)
		}
	}
	return joinQuery(out)
}
