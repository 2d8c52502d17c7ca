package control

import (
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func setVariableDefinition() policy.Definition {
	return policy.Definition{
		Element: "set-variable", Summary: "Sets a context variable.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &setVariable{} },
	}
}

// setVariable keeps a value in context.Variables until the request ends. A
// literal is a string; an expression keeps its type.
type setVariable struct {
	// Name of the variable; case-sensitive.
	Name string `attr:"name,required"`
	// The value. The service takes primitive types, dates, Guid, byte[] and JSON
	// tokens; any object is taken here, because documents in production store others.
	Value expr.Value[any] `attr:"value,required"`
}

// Run sets the variable.
func (p *setVariable) Run(x *policy.Exec) (policy.Flow, error) {
	v, err := p.Value.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	x.SetVariable(p.Name, v)
	return policy.Next, nil
}
