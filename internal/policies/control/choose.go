package control

import (
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func chooseDefinition() policy.Definition {
	return policy.Definition{
		Element: "choose", Summary: "Runs the policies of the first condition that holds.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &choose{} },
	}
}

// choose is if, else if and else.
type choose struct {
	// Tried from top to bottom; the policies of the first whose condition holds are run.
	When []when `elem:"when,required"`
	// Run when no condition holds.
	Otherwise *otherwise `elem:"otherwise"`
}

type when struct {
	// Whether the policies inside are run.
	Condition expr.Value[bool] `attr:"condition,required"`
	Policies  policy.Block     `children:""`
}

type otherwise struct {
	Policies policy.Block `children:""`
}

// Run runs one branch.
func (p *choose) Run(x *policy.Exec) (policy.Flow, error) {
	for i := range p.When {
		w := &p.When[i]
		ok, err := w.Condition.Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		if ok {
			return x.RunBlock(&w.Policies)
		}
	}
	if p.Otherwise != nil {
		return x.RunBlock(&p.Otherwise.Policies)
	}
	return policy.Next, nil
}
