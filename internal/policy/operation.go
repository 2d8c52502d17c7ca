package policy

import (
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// OperationPreparer is implemented by policies that need what an API's definition
// says of the operations they run for.
type OperationPreparer interface {
	Policy
	// PrepareOperation runs once for each operation that the policy runs for, after
	// Prepare, when the documents are loaded.
	PrepareOperation(c *Check, api *catalog.API, op *catalog.Operation)
}

// operationKey is one policy of one operation.
type operationKey struct {
	policy    Policy
	operation *catalog.Operation
}

// PrepareOperation makes a program ready for one of the operations it serves.
func (c *Compiler) PrepareOperation(p *Program, api *catalog.API, op *catalog.Operation) {
	if len(c.checks) == 0 {
		return
	}
	for _, b := range []*Block{&p.Inbound, &p.Backend, &p.Outbound, &p.OnError} {
		c.prepareBlock(b, api, op)
	}
}

func (c *Compiler) prepareBlock(b *Block, api *catalog.API, op *catalog.Operation) {
	for i := range b.steps {
		s := &b.steps[i]
		for _, inner := range s.blocks {
			c.prepareBlock(inner, api, op)
		}
		x, ok := s.policy.(OperationPreparer)
		check := c.checks[s.policy]
		key := operationKey{s.policy, op}
		if !ok || check == nil || c.prepared[key] {
			continue
		}
		if c.prepared == nil {
			c.prepared = map[operationKey]bool{}
		}
		c.prepared[key] = true
		x.PrepareOperation(check, api, op)
	}
}

// keepCheck keeps what PrepareOperation needs of a policy.
func (c *Compiler) keepCheck(p Policy, check *Check) {
	if _, ok := p.(OperationPreparer); !ok {
		return
	}
	if c.checks == nil {
		c.checks = map[Policy]*Check{}
	}
	c.checks[p] = check
}

// Once returns what made returned the first time that the key was asked for: what
// several policies have in common. The key's type belongs to the caller.
func (k *Check) Once(key any, made func() any) any {
	if v, ok := k.c.once[key]; ok {
		return v
	}
	if k.c.once == nil {
		k.c.once = map[any]any{}
	}
	v := made()
	k.c.once[key] = v
	return v
}

// Type returns the run-time type of a C# type of the class library.
func (k *Check) Type(name string) *rt.Type {
	t, err := k.c.Env.Universe.TypeOf(name)
	if err != nil {
		panic("policy: " + err.Error())
	}
	return t.Runtime.(*rt.Type)
}

// HasSchema reports whether there is a schema of that name, of the service or of any
// API, and reports the child's attribute when there is none; see ChildErrorf.
func (k *Check) HasSchema(child string, i int, attribute, name string) bool {
	span, _ := k.childSpan(child, i, attribute)
	if k.c.Resources == nil {
		k.c.unresolved(diag.UnresolvedSchema, k.at, span, "there is no schema %q to look up here", name)
		return false
	}
	if k.c.Resources.Schema(name) != nil {
		return true
	}
	var known []string
	for _, s := range k.c.Resources.Schemas {
		known = append(known, s.Name)
	}
	for _, a := range k.c.Resources.APIs {
		if a.Schema(name) != nil {
			return true
		}
		for _, s := range a.Schemas {
			known = append(known, s.Name)
		}
	}
	k.unknownAt(diag.UnresolvedSchema, span, "schema", name, known)
	return false
}

// Schema returns a schema of the API, or of the service; nil when there is none.
func (k *Check) Schema(api *catalog.API, name string) *catalog.Schema {
	if s := api.Schema(name); s != nil {
		return s
	}
	if k.c.Resources == nil {
		return nil
	}
	return k.c.Resources.Schema(name)
}
