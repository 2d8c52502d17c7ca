package bclgen

import (
	"encoding/json"
	"math/rand/v2"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Case is a generated expression.
type Case struct {
	// Kind is "(" for an expression and "{" for statements.
	Kind string `json:"kind"`
	Code string `json:"code"`
	// Context describes the context in the form of the oracle; absent where the
	// code does not mention it.
	Context json.RawMessage `json:"context,omitempty"`
	// Member is the declaration that the case is about, "" for free expressions.
	Member string `json:"-"`
	// Parts are the sub-expressions that stand on their own.
	Parts []string `json:"-"`
}

// Generator makes cases. It is not safe for concurrent use.
type Generator struct {
	u       *types.Universe
	members []*member
	left    map[string]string
	// makers are the members by the type they give.
	makers map[*types.Type][]*member
	// common are types that objects and elements are made of.
	common []*types.Type
	pools  map[*types.Type][]string
	names  map[string]*types.Type

	r     *rand.Rand
	scope []variable
	next  int
}

// variable is the parameter of a lambda around the place.
type variable struct {
	name string
	typ  *types.Type
}

// New makes a generator over the members of a universe.
func New(u *types.Universe) (*Generator, error) {
	g := &Generator{u: u, makers: map[*types.Type][]*member{}, pools: map[*types.Type][]string{}, names: map[string]*types.Type{}}
	g.members, g.left = surface(u)
	for _, m := range g.members {
		if m.result != nil && !m.outs() && m.form != constructor {
			g.makers[m.result] = append(g.makers[m.result], m)
		}
		if m.form == constructor {
			g.makers[m.result] = append(g.makers[m.result], m)
		}
	}
	for _, p := range pools {
		t, err := u.TypeOf(p.typ)
		if err != nil {
			return nil, err
		}
		g.pools[t] = append(g.pools[t], p.texts...)
		g.names[p.typ] = t
	}
	for _, n := range []string{
		"int", "string", "double", "bool", "long", "decimal", "char", "DateTime", "TimeSpan", "Guid", "Newtonsoft.Json.Linq.JToken",
		"Newtonsoft.Json.Linq.JObject", "string[]", "int[]", "byte[]", "int?", "DateTimeOffset", "byte", "float", "short", "ulong", "uint",
	} {
		t, err := u.TypeOf(n)
		if err != nil {
			return nil, err
		}
		g.common = append(g.common, t)
	}
	return g, nil
}

// Members returns the declarations that cases call, each once, and those that none
// calls with the reason.
func (g *Generator) Members() (called []string, left map[string]string) {
	seen := map[string]bool{}
	for _, m := range g.members {
		if !seen[m.id] {
			seen[m.id] = true
			called = append(called, m.id)
		}
	}
	left = map[string]string{}
	for id, why := range g.left {
		if !seen[id] {
			left[id] = why
		}
	}
	return called, left
}

// Len is the number of members, generic ones counted for each choice of type
// arguments: cases number to number+Len-1 call each once.
func (g *Generator) Len() int { return len(g.members) }

// Case returns case number of a seed. Of four, three call the members in turn; the
// fourth is a free expression, a query or a use of the context.
func (g *Generator) Case(seed, number uint64) Case {
	g.r = rand.New(rand.NewPCG(seed, number))
	g.scope, g.next = nil, 0
	var c Case
	if number%4 == 3 {
		c = g.free()
	} else {
		c = g.call(g.members[(number-number/4)%uint64(len(g.members))])
	}
	if usesContext(c.Code) {
		c.Context = g.context()
	}
	return c
}

func (m *member) outs() bool {
	for _, p := range m.params {
		if p.Out || p.Ref {
			return true
		}
	}
	return false
}

func (g *Generator) one(list []string) string { return list[g.r.IntN(len(list))] }

// chance is true n times of 100.
func (g *Generator) chance(n int) bool { return g.r.IntN(100) < n }
