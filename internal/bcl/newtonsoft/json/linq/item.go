package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

func noText(param string) error { return clr.ArgumentNull(param) }

// itemMembers are the members of JToken for access by key.
func itemMembers() []types.Member {
	return []types.Member{
		{Sig: "JToken this[object key]", Impl: rt.Linker(itemByKey), Set: rt.FrameMethod2(setItem)},
		{Sig: "T Value<T>(object key)", Impl: rt.Linker(func(c *rt.Call) rt.Code {
			return linkValue(c, rt.Arg[any](itemByKey(c)), c.TypeArgs[0])
		})},
	}
}

// itemByKey links this[object]. Constant names and positions, which nearly all
// are, go to the look-up directly.
func itemByKey(c *rt.Call) rt.Code {
	recv, at := rt.Arg[any](c.Recv), c.At
	switch key, _ := c.Args[0].Constant(); k := key.(type) {
	case string:
		return itemByName(recv, k, at)
	case int32:
		return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
			v, err := recv(f)
			if err != nil {
				return nil, err
			}
			if a, ok := v.(*jsontree.Array); ok && uint(k) < uint(a.Count()) {
				t, err := a.At(int(k))
				return t, err
			}
			x, err := item(v, key)
			if err != nil {
				return nil, f.Throw(at, err)
			}
			return x, nil
		}))
	}
	arg := rt.Arg[any](c.Args[0])
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := recv(f)
		if err != nil {
			return nil, err
		}
		key, err := arg(f)
		if err != nil {
			return nil, err
		}
		x, err := itemOf(f, v, key)
		if err != nil {
			return nil, f.Throw(at, err)
		}
		return x, nil
	}))
}

// itemByName links the access to a property of a token that may be anything.
func itemByName(recv rt.Fn[any], name string, at rt.Place) rt.Code {
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := recv(f)
		if err != nil {
			return nil, err
		}
		if o, ok := v.(*jsontree.Object); ok {
			if t := o.Get(name); t != nil {
				return t, nil
			}
			return nil, nil
		}
		x, err := item(v, name)
		if err != nil {
			return nil, f.Throw(at, err)
		}
		return x, nil
	}))
}

// item is the getter for the keys that a token can have: a string or an int32.
func item(v, key any) (any, error) {
	t, ok := v.(jsontree.Token)
	if !ok {
		return nil, clr.NullReference()
	}
	if name, ok := key.(string); ok {
		return nullable(jsontree.Item(t, name))
	}
	return nullable(jsontree.ItemAt(t, int(key.(int32))))
}

// itemOf is the getter for any key.
func itemOf(f *rt.Frame, v, key any) (any, error) {
	switch key.(type) {
	case string, int32:
		return item(v, key)
	}
	t, ok := v.(jsontree.Token)
	if !ok {
		return nil, clr.NullReference()
	}
	return nil, badKey(f, t, key, false)
}

// badKey is the exception for a key that is neither a name nor a position.
func badKey(f *rt.Frame, t jsontree.Token, key any, set bool) error {
	if key == nil {
		switch t.(type) {
		case *jsontree.Object, *jsontree.Array, *jsontree.Constructor:
			return noText("key")
		}
		return jsontree.BadKey(t, "", set)
	}
	text, err := rt.ToString(f, key)
	if err != nil {
		return err
	}
	return jsontree.BadKey(t, text.Text, set)
}

// setItem is the setter of this[object].
func setItem(f *rt.Frame, t jsontree.Token, key any, value jsontree.Token) (rt.Void, error) {
	if err := f.Alloc(propertyCost); err != nil {
		return rt.Void{}, err
	}
	switch k := key.(type) {
	case string:
		return rt.Void{}, jsontree.SetItem(t, k, value, f.Charger())
	case int32:
		return rt.Void{}, jsontree.SetItemAt(t, int(k), value, f.Charger())
	}
	return rt.Void{}, badKey(f, t, key, true)
}

// itemByString links JObject's this[string].
func itemByString(c *rt.Call) rt.Code {
	recv, at := rt.Arg[any](c.Recv), c.At
	if k, ok := c.Args[0].Constant(); ok {
		if s := k.(rt.String); s.Valid {
			return itemByName(recv, s.Text, at)
		}
	}
	return rt.Method1(func(o *jsontree.Object, name rt.String) (any, error) {
		if !name.Valid {
			return nil, noText("propertyName")
		}
		return nullable(o.Get(name.Text), nil)
	})(c)
}

// setItemByString is the setter of JObject's this[string].
func setItemByString(f *rt.Frame, o *jsontree.Object, name rt.String, value jsontree.Token) (rt.Void, error) {
	if !name.Valid {
		return rt.Void{}, noText("name")
	}
	if err := f.Alloc(propertyCost); err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, o.Set(name.Text, value, f.Charger())
}
