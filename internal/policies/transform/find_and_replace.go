package transform

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/template"
)

func findAndReplaceDefinition() policy.Definition {
	return policy.Definition{
		Element: "find-and-replace", Summary: "Replaces a text in the body.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &findAndReplace{} },
	}
}

// findAndReplace replaces every occurrence of a text in the body of the request
// (inbound, backend) or response (outbound, on-error). A body that is compressed with
// gzip is decompressed for that; other compressed bodies stay as they are.
type findAndReplace struct {
	// The text to look for, not a regular expression; case matters.
	From expr.Value[string] `attr:"from,required,free"`
	// What to put in its place; empty deletes it.
	To expr.Value[string] `attr:"to,required,free"`
}

// Run replaces.
func (p *findAndReplace) Run(x *policy.Exec) (policy.Flow, error) {
	from, err := p.From.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	to, err := p.To.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	body := x.Body()
	if *body == nil || from == "" || !(*body).Readable(x.Header()) {
		return policy.Next, nil
	}
	text, err := template.ReadText(x.Frame(), x.Host.Limits.Body.BodyBuffer, *body, x.Header())
	if err != nil {
		return policy.End, err
	}
	if !strings.Contains(text, from) {
		return policy.Next, nil
	}
	f := x.Frame()
	if err := f.Alloc(len(text) + strings.Count(text, from)*(len(to)-len(from))); err != nil {
		return policy.End, err
	}
	setText(x, strings.ReplaceAll(text, from, to))
	return policy.Next, nil
}
