package bcl_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// TestSpelling: every type has a name that says all, and that gives the same type
// again.
func TestSpelling(t *testing.T) {
	library := bcl.Default()
	runtime := func(t *types.Type) *rt.Type { return t.Runtime.(*rt.Type) }
	u := library.Universe
	integer, text := u.Special(types.Int32), u.Special(types.String)
	anonymous := u.AnonymousOf([]types.Field{{Name: "Größe", Type: integer}, {Name: "_b", Type: u.AnonymousOf(nil)}})
	tuple := u.TupleOf([]types.Field{
		{Type: integer}, {Type: text}, {Type: integer}, {Type: text}, {Type: integer}, {Type: text}, {Type: integer}, {Type: text}, {Type: u.NullableOf(integer)},
	})
	list := u.MustLookup("System.Collections.Generic.List", 1)
	for _, c := range []struct {
		typ  *types.Type
		want string
	}{
		{integer, "System.Int32"},
		{u.NullableOf(integer), "System.Int32?"},
		{u.ArrayOf(integer, 3), "System.Int32[,,]"},
		{u.ArrayOf(u.ArrayOf(integer, 2), 1), "System.Int32[,][]"},
		{u.Construct(list, u.NullableOf(integer)), "System.Collections.Generic.List<System.Int32?>"},
		{anonymous, "{System.Int32 Größe,{} _b}"},
		{u.ArrayOf(anonymous, 1), "{System.Int32 Größe,{} _b}[]"},
		{tuple, "(System.Int32,System.String,System.Int32,System.String,System.Int32,System.String,System.Int32,System.String,System.Int32?)"},
		{u.Construct(list, u.Construct(list, tuple)), "System.Collections.Generic.List<System.Collections.Generic.List<" + tuple.Spelling() + ">>"},
	} {
		spelled := library.Spelling(runtime(c.typ))
		if spelled != c.want {
			t.Errorf("%s is spelled %s, want %s", c.typ, spelled, c.want)
		}
		if back, err := library.Type(spelled); err != nil || back != runtime(c.typ) {
			t.Errorf("%s is %v: %v", spelled, back, err)
		}
	}
	for _, name := range []string{"", "{", "()", "{System.Int32 a", "(System.Int32", "System.Int32[", "System.Int32[,", "System.Nothing", "System.Collections.Generic.List<>"} {
		if typ, err := library.Type(name); err == nil {
			t.Errorf("%q is %s", name, typ.Name)
		}
	}
}

// TestSpelledTypes: all types of the library that have no parameters.
func TestSpelledTypes(t *testing.T) {
	library := bcl.Default()
	seen := 0
	library.Universe.Types(func(typ *types.Type) {
		if len(typ.Params) > 0 || typ.Def != nil {
			return
		}
		seen++
		if back, err := library.Universe.TypeOf(typ.Spelling()); err != nil || back != typ {
			t.Errorf("%s is %v: %v", typ.Spelling(), back, err)
		}
	})
	if seen == 0 {
		t.Error("the library has no types")
	}
}
