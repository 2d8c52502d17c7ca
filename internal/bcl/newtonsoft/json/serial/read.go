package serial

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// ToObject is JToken.ToObject(Type): the explicit conversion for the types that
// have one, what the serialiser reads for all others. The result is boxed.
func ToObject(f *rt.Frame, t jsontree.Token, target *rt.Type) (any, error) {
	if kind, ok := KindOf(target); ok {
		plain, nullable := explicit(kind)
		switch {
		case kind == jsontree.KindString:
			s, ok, err := jsontree.ToString(t, host.Of(f).Culture.Floats())
			return rt.String{Text: s, Valid: ok}.Box(), err
		case kind == jsontree.KindURI:
			return absoluteURI(f, t, target)
		case plain != nil && isNullable(target):
			return nullable(t)
		case plain != nil:
			return plain(t)
		}
	}
	if enum := enumOf(target); enum != nil {
		return toEnum(f, t, target, enum)
	}
	_, scalar := KindOf(target)
	if v, ok := t.(*jsontree.Value); ok && v.Type() == jsontree.TypeUndefined && !scalar && !isTokenType(target) && !target.Static.(*types.Type).IsValueType() {
		return nil, nil
	}
	if _, ok := t.(*jsontree.Property); ok && !scalar && !isTokenType(target) {
		// The reader of a property begins with its name, which is no value.
		return nil, jsontree.SerializationError("Unexpected token while deserializing object: PropertyName.", t)
	}
	return Read(f, t, target)
}

// toEnum converts a token to an enumeration, or to its nullable form.
func toEnum(f *rt.Frame, t jsontree.Token, target, enum *rt.Type) (any, error) {
	if v, ok := t.(*jsontree.Value); ok {
		switch v.Type() {
		case jsontree.TypeInteger:
			return rt.Enum{Type: enum, Value: v.Int64()}, nil
		case jsontree.TypeString:
			e, err := Read(f, t, target)
			if err != nil {
				err = clr.Argument("Could not convert '"+v.Str()+"' to "+enum.Static.(*types.Type).Name+".", "")
			}
			return e, err
		}
	}
	if !isNullable(target) {
		n, err := jsontree.ToInt32(t)
		return rt.Enum{Type: enum, Value: int64(n)}, err
	}
	_, ok, err := jsontree.Nullable(t, jsontree.ToInt32)
	if ok {
		err = clr.InvalidUnboxing() // the number does not unbox to the nullable
	}
	return nil, err
}

// enumOf returns the enumeration that a type or its underlying type is, or nil.
func enumOf(t *rt.Type) *rt.Type {
	if isNullable(t) {
		t = t.Elem
	}
	if t.Enum == nil {
		return nil
	}
	return t
}

// Read makes an object of the target type as Newtonsoft's serialiser does from a
// token. The result is boxed; JSON null gives null where the type has one.
func Read(f *rt.Frame, t jsontree.Token, target *rt.Type) (any, error) {
	return (&reader{f: f}).nested(t, target)
}

// reader reads one object of a type. text says that the token was read from text
// for this purpose, by DeserializeText.
type reader struct {
	f      *rt.Frame
	target *rt.Type
	text   bool
}

// nested reads an object inside of this one.
func (r *reader) nested(t jsontree.Token, target *rt.Type) (any, error) {
	if err := r.f.Nest(); err != nil {
		return nil, err
	}
	defer r.f.Unnest()
	if err := r.f.Step(); err != nil {
		return nil, err
	}
	inner := reader{r.f, target, r.text}
	return inner.read(t)
}

func (r *reader) read(t jsontree.Token) (any, error) {
	if kind, ok := KindOf(r.target); ok {
		return r.scalar(t, kind)
	}
	if enum := enumOf(r.target); enum != nil {
		return r.enum(t, enum)
	}
	if isTokenType(r.target) {
		return r.token(t)
	}
	if p, ok := t.(*jsontree.Property); ok {
		t = p.Value()
	}
	switch {
	case r.target.Name == "System.Object":
		return r.object(t)
	case isNullable(r.target):
		if isNull(t) {
			return nil, nil
		}
		return r.nested(t, r.target.Elem)
	case isNull(t):
		if r.target.Static.(*types.Type).IsValueType() {
			return nil, r.unconvertible("{null}", t)
		}
		return nil, nil
	}
	if r.target.Elem == nil && (strings.HasPrefix(r.target.Name, linqToXML) || strings.HasPrefix(r.target.Name, dom+"Xml")) {
		return r.xml(t)
	}
	switch r.target.Static.(*types.Type).Kind {
	case types.Array:
		if r.target.Rank > 1 {
			return r.rank(t)
		}
		items, err := r.items(t, r.target.Elem)
		if err != nil || items == nil {
			return nil, err
		}
		return r.target.Elem.Rep.ArrayOf(r.f, r.target.Elem, items)
	case types.Tuple:
		return r.tuple(t)
	}
	switch name, _, _ := strings.Cut(r.target.Name, "<"); name {
	case collections + "Dictionary", collections + "IDictionary", collections + "IReadOnlyDictionary":
		return r.dictionary(t)
	case collections + "KeyValuePair":
		return r.pair(t)
	case collections + "List", collections + "IList", collections + "ICollection", collections + "IEnumerable",
		collections + "IReadOnlyList", collections + "IReadOnlyCollection",
		collections + "HashSet", collections + "ISet", collections + "Queue", collections + "Stack":
		return r.collection(t, name)
	case "System.Tuple":
		return r.tupleClass(t)
	}
	return r.impossible(t)
}

func isTokenType(t *rt.Type) bool {
	return t.Elem == nil && strings.HasPrefix(t.Name, "Newtonsoft.Json.Linq.J")
}

const collections = "System.Collections.Generic."

func isNull(t jsontree.Token) bool {
	if t == nil {
		return true
	}
	v, ok := t.(*jsontree.Value)
	return ok && (v.Type() == jsontree.TypeNull || v.Type() == jsontree.TypeString && v.IsNull())
}

func (r *reader) scalar(t jsontree.Token, kind jsontree.Kind) (any, error) {
	if kind == jsontree.KindURI {
		return r.uri(t)
	}
	if r.text {
		changed, v, ok, err := r.fromText(t, kind)
		if ok || err != nil {
			return v, err
		}
		t = changed
	}
	v, err := jsontree.Deserialize(t, kind, isNullable(r.target), host.Of(r.f).Culture)
	if err != nil {
		return nil, err
	}
	return Box(v, r.target), nil
}

// object reads an object without a type: tokens, or what a value holds.
func (r *reader) object(t jsontree.Token) (any, error) {
	v, ok := t.(*jsontree.Value)
	if !ok {
		return clone(r.f, t)
	}
	switch v.Type() {
	case jsontree.TypeGuid, jsontree.TypeURI, jsontree.TypeTimeSpan:
		return jsontree.ReaderText(v), nil
	}
	return Box(v.Payload(), r.target), nil
}

func clone(f *rt.Frame, t jsontree.Token) (any, error) {
	if t == nil {
		return nil, nil
	}
	c, err := jsontree.Clone(t, f.Charger())
	if err != nil {
		return nil, err
	}
	return c, nil
}

// token reads one of the types of tokens. Null is a token for JToken and JValue
// alone.
func (r *reader) token(t jsontree.Token) (any, error) {
	if t == nil {
		return nil, nil
	}
	if isNull(t) && !strings.HasSuffix(r.target.Name, ".JToken") && !strings.HasSuffix(r.target.Name, ".JValue") {
		return nil, nil
	}
	c, err := clone(r.f, t)
	if err != nil || r.target.Instance(c) {
		return c, err
	}
	return nil, clr.InvalidCast(r.f.TypeName(c), r.target.Name)
}

// enum reads the name of a member, without regard to case, or its number.
func (r *reader) enum(t jsontree.Token, enum *rt.Type) (any, error) {
	if p, ok := t.(*jsontree.Property); ok {
		t = p.Value()
	}
	v, ok := t.(*jsontree.Value)
	switch {
	case ok && v.Type() == jsontree.TypeInteger:
		return rt.Enum{Type: enum, Value: v.Int64()}, nil
	case ok && v.Kind() == jsontree.KindString:
		if v.Str() == "" && isNullable(r.target) {
			return nil, nil
		}
		if n, found := parseEnum(enum.Enum, v.Str()); found {
			return rt.Enum{Type: enum, Value: n}, nil
		}
		return nil, r.unconvertible(`"`+v.Str()+`"`, t)
	case isNull(t) && isNullable(r.target):
		return nil, nil
	case isNull(t):
		return nil, r.unconvertible("{null}", t)
	case ok:
		return nil, r.unconvertible(v.Text(host.Of(r.f).Culture), t)
	}
	return nil, r.notPrimitive(t)
}

func parseEnum(info *rt.EnumInfo, text string) (value int64, ok bool) {
	for _, part := range strings.Split(text, ",") {
		n, found := enumMember(info, strings.TrimSpace(part))
		if !found {
			return 0, false
		}
		value |= n
	}
	return value, true
}

// tuple reads a value tuple from its elements' names.
func (r *reader) tuple(t jsontree.Token) (any, error) {
	o, err := r.expectObject(t)
	if err != nil || o == nil {
		return nil, err
	}
	fields := r.target.Static.(*types.Type).Fields
	values := make([]any, len(fields))
	for i, f := range fields {
		if values[i], err = r.part(o, "Item"+itoa(i+1), runtimeOf(f.Type)); err != nil {
			return nil, err
		}
	}
	return &rt.Record{Type: r.target, Values: values}, r.f.Alloc(len(values) * itemCost)
}

// itemCost is what an element of a collection counts in the memory budget.
const itemCost = 32

// part reads the value of a property, which may be spelt in another case; an
// absent one is the default.
func (r *reader) part(o *jsontree.Object, name string, typ *rt.Type) (any, error) {
	p := o.PropertyFold(name)
	if p == nil {
		return typ.Zero, nil
	}
	return r.nested(p.Value(), typ)
}

func (r *reader) pair(t jsontree.Token) (any, error) {
	o, err := r.expectObject(t)
	if err != nil || o == nil {
		return nil, err
	}
	key, err := r.part(o, "Key", r.target.Args[0])
	if err != nil {
		return nil, err
	}
	value, err := r.part(o, "Value", r.target.Args[1])
	if err != nil {
		return nil, err
	}
	return &generic.KeyValuePair{Type: r.target, Key: key, Value: value}, r.f.Alloc(2 * itemCost)
}
