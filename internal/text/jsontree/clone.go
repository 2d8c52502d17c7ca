package jsontree

// Clone is JToken.DeepClone(): a copy without a parent. Strings and byte arrays
// are shared.
func Clone(t Token, charge Charge) (Token, error) {
	m := meter{charge: charge}
	root, err := shallow(t, &m)
	if err != nil {
		return nil, err
	}
	src, ok := t.(Container)
	if !ok {
		return root, m.settle()
	}
	dst := root.(Container)
	top := src
	for {
		// The next child of src not yet copied is the one at dst's count.
		i := dst.Count()
		if i == src.Count() {
			if src == top {
				return root, m.settle()
			}
			src, dst = src.Parent(), dst.Parent()
			continue
		}
		child := src.child(i)
		copied, err := shallow(child, &m)
		if err != nil {
			return nil, err
		}
		h := copied.header()
		h.parent, h.index = dst, int32(i)
		dst.place(i, copied)
		if c, ok := child.(Container); ok && c.Count() > 0 {
			src, dst = c, copied.(Container)
		}
	}
}

// shallow copies a token without its children, making room for them.
func shallow(t Token, m *meter) (Token, error) {
	switch t := t.(type) {
	case *Value:
		v := *t
		v.parent, v.index, v.line, v.column = nil, 0, 0, 0
		return &v, m.add(valueSize)
	case *Property:
		return newProperty(t.name), m.add(propertySize)
	case *Object:
		o := NewObject()
		if n := t.Count(); n > 0 {
			o.props = make([]*Property, 0, n)
		}
		return o, m.add(objectSize + t.Count()*itemSize)
	case *Constructor:
		c := &Constructor{node: node{typ: TypeConstructor}, name: t.name}
		c.items = emptyLike(t.items)
		return c, m.add(arraySize + len(t.items)*itemSize)
	default:
		a := NewArray()
		a.items = emptyLike(t.(*Array).items)
		return a, m.add(arraySize + len(a.items)*itemSize)
	}
}

func emptyLike(like []Token) []Token {
	if len(like) == 0 {
		return nil
	}
	return make([]Token, 0, len(like))
}
