package policy

import (
	"reflect"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Keeper is implemented by the policy that keeps responses, cache-store. When an
// earlier response answers a request, outbound goes on after it (cache-lookup.md,
// semantics 5).
type Keeper interface {
	Policy
	// KeepsResponses marks the policy.
	KeepsResponses()
}

// Answer makes r the response of a request that needs no backend. It is called in
// inbound, whose Run returns its result: the rest of inbound and the whole of
// backend do not run, and outbound goes on after the Keeper of the same document,
// or the first one there is. Without one outbound runs whole.
func (x *Exec) Answer(r *message.Response) Flow {
	x.SetResponse(r)
	x.answered = x.step.Scope
	return End
}

// keeper is where a Keeper stands in outbound: the blocks around it, from outside
// in, each with the step that leads on.
type keeper struct {
	scope Scope
	way   []position
}

type position struct {
	block *Block
	step  int
}

// keepers finds the Keepers of a block and of the blocks inside it.
func keepers(b *Block, around []position) []keeper {
	var out []keeper
	for i := range b.steps {
		s := &b.steps[i]
		way := append(around[:len(around):len(around)], position{b, i})
		if _, ok := s.policy.(Keeper); ok {
			out = append(out, keeper{s.Scope, way})
		}
		for _, inner := range s.blocks {
			out = append(out, keepers(inner, way)...)
		}
	}
	return out
}

// resume runs the rest of outbound for a request that Answer has answered.
func (x *Exec) resume() (Flow, error) {
	list := x.Program.keepers
	if len(list) == 0 {
		return x.RunBlock(&x.Program.Outbound)
	}
	at := &list[0]
	for i := range list {
		if list[i].scope == x.answered {
			at = &list[i]
			break
		}
	}
	for i := len(at.way) - 1; i >= 0; i-- {
		p := at.way[i]
		for j := p.step + 1; j < len(p.block.steps); j++ {
			if flow, err := x.RunStep(&p.block.steps[j]); flow != Next || err != nil {
				return flow, err
			}
		}
	}
	return Next, nil
}

// blocksIn finds the child policies of a policy.
func blocksIn(v reflect.Value, s *Schema) []*Block {
	var out []*Block
	if s.children >= 0 {
		out = append(out, v.Field(s.children).Addr().Interface().(*Block))
	}
	for i := range s.Elements {
		e := &s.Elements[i]
		if e.Schema == nil {
			continue
		}
		switch f := v.Field(e.field); f.Kind() {
		case reflect.Slice:
			for j := range f.Len() {
				out = append(out, blocksIn(f.Index(j), e.Schema)...)
			}
		case reflect.Pointer:
			if !f.IsNil() {
				out = append(out, blocksIn(f.Elem(), e.Schema)...)
			}
		default:
			out = append(out, blocksIn(f, e.Schema)...)
		}
	}
	return out
}
