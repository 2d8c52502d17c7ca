package control

import "github.com/gatehouse-project/gatehouse/internal/policy"

func blockDefinition() policy.Definition {
	return policy.Definition{
		Element: "block", Summary: "Runs its policies, one after the other.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &block{} },
	}
}

// block groups policies. The published schemas know it; no page describes it
// (00-documents-and-pipeline.md, section 9).
type block struct {
	Policies policy.Block `children:""`
}

// Run runs the policies.
func (p *block) Run(x *policy.Exec) (policy.Flow, error) { return x.RunBlock(&p.Policies) }
