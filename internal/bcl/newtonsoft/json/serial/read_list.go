package serial

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

func itoa(i int) string { return strconv.Itoa(i) }

// items reads the elements of an array. nil is for empty text, which is null.
func (r *reader) items(t jsontree.Token, elem *rt.Type) ([]any, error) {
	a, ok := t.(*jsontree.Array)
	if !ok {
		return nil, r.notArray(t)
	}
	if err := r.f.Alloc(a.Count() * itemCost); err != nil {
		return nil, err
	}
	items := make([]any, 0, a.Count())
	for i := range a.Count() {
		child := jsontree.Child(a, i)
		if child.Type() == jsontree.TypeComment {
			continue
		}
		v, err := r.nested(child, elem)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	return items, nil
}

// collection reads a list, or what stands for the interfaces of lists.
func (r *reader) collection(t jsontree.Token, name string) (any, error) {
	elem := r.target.Args[0]
	items, err := r.items(t, elem)
	if err != nil || items == nil {
		return nil, err
	}
	switch strings.TrimPrefix(name, collections) {
	case "HashSet", "ISet", "Queue", "Stack":
		return r.construct(strings.Replace(name, "ISet", "HashSet", 1), items)
	}
	return generic.NewList(r.constructed(collections+"List", elem), items), nil
}

// constructed applies a generic definition.
func (r *reader) constructed(name string, args ...*rt.Type) *rt.Type {
	static := make([]*types.Type, len(args))
	for i, a := range args {
		static[i] = a.Static.(*types.Type)
	}
	u := universe(r.target)
	return runtimeOf(u.Construct(u.MustLookup(name, len(args)), static...))
}

// construct makes a collection by its constructor that takes a sequence.
func (r *reader) construct(name string, items []any) (any, error) {
	elem := r.target.Args[0]
	typ := r.constructed(name, elem)
	source := generic.NewList(r.constructed(collections+"List", elem), items)
	for _, ctor := range typ.Static.(*types.Type).Constructors() {
		if len(ctor.Params) != 1 || !strings.HasPrefix(ctor.Params[0].Type.Name, "IEnumerable") {
			continue
		}
		code := rt.LinkerOf(ctor.Impl)(&rt.Call{
			Args: []rt.Code{rt.Const[any](source)}, ParamTypes: []*rt.Type{runtimeOf(ctor.Params[0].Type)},
			Owner: typ, OwnerArgs: typ.Args, Result: typ.Rep, ResultType: typ,
		})
		return typ.Rep.BoxedFn(code)(r.f)
	}
	return r.impossible(nil)
}

// dictionary reads the properties of an object as pairs.
func (r *reader) dictionary(t jsontree.Token) (any, error) {
	o, err := r.expectObject(t)
	if err != nil || o == nil {
		return nil, err
	}
	key, value := r.target.Args[0], r.target.Args[1]
	d := generic.NewDictionary(r.constructed(collections+"Dictionary", key, value), nil)
	for i := range o.Count() {
		p := o.PropertyAt(i)
		k, err := r.key(p, key)
		if err != nil {
			return nil, err
		}
		v, err := r.nested(p.Value(), value)
		if err != nil {
			return nil, err
		}
		if err := d.SetIndex(r.f, k, v); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// key reads a property's name as a key.
func (r *reader) key(p *jsontree.Property, typ *rt.Type) (any, error) {
	switch typ.Name {
	case "System.String", "System.Object":
		return p.Name(), nil
	}
	keys := reader{f: r.f, target: typ}
	k, err := keys.read(jsontree.NewString(p.Name()))
	if err != nil {
		return nil, jsontree.SerializationError("Could not convert string '"+p.Name()+"' to dictionary key type '"+rt.DisplayName(typ)+
			"'. Create a TypeConverter to convert from the string to the key type object.", p)
	}
	return k, nil
}

func enumMember(info *rt.EnumInfo, name string) (int64, bool) {
	if n, err := strconv.ParseInt(name, 10, 32); err == nil {
		return n, true
	}
	for i, s := range info.Names {
		if strings.EqualFold(s, name) {
			return info.Values[i], true
		}
	}
	return 0, false
}

// The exceptions for tokens that do not fit.

const (
	jsonObject = `JSON object (e.g. {"name":"value"})`
	jsonArray  = "JSON array (e.g. [1,2,3])"
	notObject  = "to an array or a type that implements a collection interface (e.g. ICollection, IList) like List<T>"
	notArray   = "so that it is a normal .NET type (e.g. not a primitive type like integer, not a collection type like an array or List<T>)"
)

// expectObject returns the token as an object; nil is for empty text, which is
// null.
func (r *reader) expectObject(t jsontree.Token) (*jsontree.Object, error) {
	switch t := t.(type) {
	case *jsontree.Object:
		return t, nil
	case *jsontree.Value:
		return nil, r.notValue(t)
	}
	return nil, r.mismatch(jsonArray, jsonObject, notObject, "Array", t)
}

// notArray is the exception for what is no array, nil for empty text.
func (r *reader) notArray(t jsontree.Token) error {
	switch t := t.(type) {
	case *jsontree.Value:
		return r.notValue(t)
	case *jsontree.Object:
		at := jsontree.Token(t)
		if t.Count() > 0 {
			at = t.PropertyAt(0) // where the original has looked for metadata
		}
		return r.mismatch(jsonObject, jsonArray, notArray, "Object", at)
	}
	return r.mismatch(jsonArray, jsonObject, notObject, "Array", t)
}

func (r *reader) notValue(v *jsontree.Value) error {
	switch v.Type() {
	case jsontree.TypeGuid, jsontree.TypeURI, jsontree.TypeTimeSpan:
		return r.unconvertible(`"`+jsontree.ReaderText(v)+`"`, v)
	}
	if v.Kind() == jsontree.KindString {
		if v.Str() == "" && !r.target.Static.(*types.Type).IsValueType() {
			return nil
		}
		return r.unconvertible(`"`+v.Str()+`"`, v)
	}
	return r.unconvertible(v.Text(host.Of(r.f).Culture), v)
}

func (r *reader) unconvertible(shown string, at jsontree.Token) error {
	return jsontree.SerializationError("Error converting value "+shown+" to type '"+rt.DisplayName(r.target)+"'.", at)
}

func (r *reader) mismatch(is, want, instead, kind string, at jsontree.Token) error {
	return jsontree.SerializationError("Cannot deserialize the current "+is+" into type '"+rt.DisplayName(r.target)+"' because the type requires a "+
		want+" to deserialize correctly.\nTo fix this error either change the JSON to a "+want+" or change the deserialized type "+
		instead+" that can be deserialized from a JSON "+strings.ToLower(kind)+". Json"+kind+
		"Attribute can also be added to the type to force it to deserialize from a JSON "+strings.ToLower(kind)+".\n", at)
}

// notPrimitive is the exception for a container where a value belongs.
func (r *reader) notPrimitive(t jsontree.Token) error {
	const primitive = "JSON primitive value (e.g. string, number, boolean, null)"
	if t.Type() == jsontree.TypeArray {
		return r.mismatch(jsonArray, primitive, notObject, "Array", t)
	}
	return r.mismatch(jsonObject, primitive, notArray, "Object", t)
}

// impossible is for types that expressions cannot make objects of.
func (r *reader) impossible(t jsontree.Token) (any, error) {
	if v, ok := t.(*jsontree.Value); ok {
		return nil, r.notValue(v)
	}
	message := "Could not create an instance of type " + rt.DisplayName(r.target) + ". Type is an interface or abstract class and cannot be instantiated."
	if t == nil {
		t = jsontree.NewNull()
	}
	return nil, jsontree.SerializationError(message, t)
}
