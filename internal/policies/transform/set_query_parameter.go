package transform

import (
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func setQueryParameterDefinition() policy.Definition {
	return policy.Definition{
		Element: "set-query-parameter", Summary: "Adds, replaces or removes a query parameter of the backend request.",
		Sections: policy.Inbound | policy.Backend, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &setQueryParameter{} },
	}
}

// setQueryParameter changes the query of the URL that goes to the backend.
type setQueryParameter struct {
	// Name of the parameter; case does not matter.
	Name expr.Value[string] `attr:"name,required"`
	// What to do when the parameter exists already.
	Exists expr.Value[existsAction] `attr:"exists-action" default:"override"`
	// Values, not encoded; several repeat the parameter.
	Values []expr.Value[rt.String] `elem:"value"`
}

// Check demands a value where one is used.
func (p *setQueryParameter) Check(c *policy.Check) {
	if a, ok := p.Exists.Constant(); ok && a != actionDelete && len(p.Values) == 0 {
		c.Errorf(diag.MissingElement, "", "set-query-parameter needs an element value, unless exists-action is delete")
	}
}

// Run changes the query.
func (p *setQueryParameter) Run(x *policy.Exec) (policy.Flow, error) {
	name, err := p.Name.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	action, err := p.Exists.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	u := x.Request().URL
	pairs := splitQuery(u.Query)
	has := false
	for _, q := range pairs {
		has = has || q.is(name)
	}
	if action == actionSkip && has {
		return policy.Next, nil
	}
	var values []string
	if action != actionDelete {
		for i := range p.Values {
			v, err := p.Values[i].Eval(x.Frame())
			if err != nil {
				return policy.End, err
			}
			// unverified: null makes an empty value.
			values = append(values, v.Text)
		}
	}
	out := pairs[:0]
	placed := action == actionAppend || action == actionDelete
	for _, q := range pairs {
		if !q.is(name) || action == actionAppend {
			out = append(out, q)
			continue
		}
		// New values take the place of the first old one.
		if !placed {
			out = append(out, encodePairs(name, values)...)
			placed = true
		}
	}
	if action == actionAppend || !placed {
		out = append(out, encodePairs(name, values)...)
	}
	u.Query = joinQuery(out)
	u.HasQuery = u.Query != ""
	x.ReplaceURL(u)
	return policy.Next, nil
}

// pair is one parameter of a query as written.
type pair string

func (p pair) is(name string) bool {
	k, _, _ := strings.Cut(string(p), "=")
	return strings.EqualFold(apim.Unescape(k), name)
}

func splitQuery(q string) []pair {
	var out []pair
	for _, p := range strings.Split(q, "&") {
		if p != "" {
			out = append(out, pair(p))
		}
	}
	return out
}

func joinQuery(pairs []pair) string {
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		parts[i] = string(p)
	}
	return strings.Join(parts, "&")
}

func encodePairs(name string, values []string) []pair {
	var out []pair
	for _, v := range values {
		out = append(out, pair(escapeQuery(name)+"="+escapeQuery(v)))
	}
	return out
}

// escapeQuery encodes a query component as RFC 3986 has it, a space as %20.
func escapeQuery(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}
