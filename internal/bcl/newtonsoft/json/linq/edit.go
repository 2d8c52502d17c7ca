package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// editMembers are the members of JToken that change the tree around it.
func editMembers() []types.Member {
	return []types.Member{
		{Sig: "void Remove()", Impl: rt.FrameMethod0(func(f *rt.Frame, t jsontree.Token) (rt.Void, error) {
			if err := moved(f, t.Parent()); err != nil {
				return rt.Void{}, err
			}
			return rt.Void{}, jsontree.Remove(t)
		})},
		{Sig: "void Replace(JToken value)", Impl: rt.FrameMethod1(func(f *rt.Frame, t, with jsontree.Token) (rt.Void, error) {
			return rt.Void{}, jsontree.Replace(t, with, f.Charger())
		})},
		{Sig: "void AddAfterSelf(object content)", Impl: adding(jsontree.AddAfterSelf)},
		{Sig: "void AddBeforeSelf(object content)", Impl: adding(jsontree.AddBeforeSelf)},
	}
}

// adding links a method that takes content.
func adding[T any](add func(T, jsontree.Content, jsontree.Charge) error) rt.Linker {
	return rt.FrameMethod1(func(f *rt.Frame, t T, v any) (rt.Void, error) {
		if err := f.Alloc(valueCost); err != nil {
			return rt.Void{}, err
		}
		if t, ok := any(t).(jsontree.Token); ok {
			if err := moved(f, t.Parent()); err != nil {
				return rt.Void{}, err
			}
		}
		return rt.Void{}, add(t, serial.Content(f, v), f.Charger())
	})
}

// moved counts the children of a container, nil for none, that a change among
// them moves.
func moved(f *rt.Frame, c jsontree.Container) error {
	if c == nil {
		return nil
	}
	return f.Steps(c.Count() / movesPerStep)
}

// climb counts the levels between a token and its root.
func climb(f *rt.Frame, t jsontree.Token) error {
	n := 0
	for c := t.Parent(); c != nil; c = c.Parent() {
		n++
	}
	return f.Steps(n / movesPerStep)
}

// walked counts the tokens of a tree.
func walked(f *rt.Frame, t jsontree.Token) error {
	open := []jsontree.Token{t}
	for len(open) > 0 {
		t, open = open[len(open)-1], open[:len(open)-1]
		if err := f.Step(); err != nil {
			return err
		}
		if c, ok := t.(jsontree.Container); ok {
			for i := range c.Count() {
				open = append(open, jsontree.Child(c, i))
			}
		}
	}
	return nil
}
