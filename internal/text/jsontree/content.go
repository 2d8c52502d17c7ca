package jsontree

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Content is what methods of .NET that take an object accept: nil, a Token,
// anything that NewValue takes, or Multi for several of them.
type Content any

// Multi is content of several items: every IEnumerable that is not a string, a
// byte array or a token.
type Multi interface {
	// Each calls yield with every item until it returns an error, and returns
	// that error or its own.
	Each(yield func(item Content) error) error
}

// Items is a Multi of its elements.
type Items []Content

// Each calls yield with the elements.
func (s Items) Each(yield func(Content) error) error {
	for _, item := range s {
		if err := yield(item); err != nil {
			return err
		}
	}
	return nil
}

// FromContent is JContainer.CreateFromContent for one item: the token itself or
// a new value.
func FromContent(c Content) (Token, error) {
	switch c := c.(type) {
	case Token:
		return c, nil
	case nil:
		return NewNull(), nil
	}
	v, err := NewValue(c)
	if err != nil {
		return nil, err
	}
	return v, nil
}

// AddContent is JContainer.Add(object).
func AddContent(c Container, content Content, charge Charge) error {
	return insertContent(c, c.Count(), content, charge)
}

// AddFirst is JContainer.AddFirst(object).
func AddFirst(c Container, content Content, charge Charge) error {
	return insertContent(c, 0, content, charge)
}

// AddAfterSelf is JToken.AddAfterSelf(object).
func AddAfterSelf(t Token, content Content, charge Charge) error {
	return addBeside(t, 1, content, charge)
}

// AddBeforeSelf is JToken.AddBeforeSelf(object).
func AddBeforeSelf(t Token, content Content, charge Charge) error {
	return addBeside(t, 0, content, charge)
}

func addBeside(t Token, offset int, content Content, charge Charge) error {
	h := t.header()
	if h.parent == nil {
		return parentMissing()
	}
	return insertContent(h.parent, int(h.index)+offset, content, charge)
}

func parentMissing() error { return clr.InvalidOperation("The parent is missing.") }

// tooDeep is what .NET throws rather than overflow its stack, where it looks.
func tooDeep() error {
	return clr.Throw("System.InsufficientExecutionStackException",
		"Insufficient stack to continue executing the program safely. This can happen from having too many functions on the call stack or function on the stack using too much stack space.")
}

// maxNesting bounds the recursion over content within content.
const maxNesting = 1000

// insertContent is JContainer.AddInternal. The position of an item is that of
// its content plus its number, however many tokens the items before it were:
// nested content ends up interleaved, as in the original.
func insertContent(c Container, index int, content Content, charge Charge) error {
	return insertNested(c, index, content, charge, 0)
}

func insertNested(c Container, index int, content Content, charge Charge, depth int) error {
	multi, ok := content.(Multi)
	if !ok {
		t, err := FromContent(content)
		if err != nil {
			return err
		}
		return insertItem(c, index, t, charge)
	}
	if depth == maxNesting {
		return tooDeep()
	}
	return multi.Each(func(item Content) error {
		err := insertNested(c, index, item, charge, depth+1)
		index++
		return err
	})
}

// NewPropertyOf is new JProperty(string, object): several items become an array.
func NewPropertyOf(name string, content Content, charge Charge) (*Property, error) {
	if _, ok := content.(Multi); ok {
		a := NewArray()
		if err := AddContent(a, content, charge); err != nil {
			return nil, err
		}
		return NewProperty(name, a, charge)
	}
	t, err := FromContent(content)
	if err != nil {
		return nil, err
	}
	return NewProperty(name, t, charge)
}

// Remove is JToken.Remove().
func Remove(t Token) error {
	h := t.header()
	if h.parent == nil {
		return parentMissing()
	}
	return removeAt(h.parent, int(h.index))
}

// Replace is JToken.Replace(JToken); nil puts a JSON null.
func Replace(t, with Token, charge Charge) error {
	h := t.header()
	if h.parent == nil {
		return parentMissing()
	}
	return setItem(h.parent, int(h.index), with, charge)
}

// ReplaceAll is JContainer.ReplaceAll(object).
func ReplaceAll(c Container, content Content, charge Charge) error {
	if err := Clear(c); err != nil {
		return err
	}
	return AddContent(c, content, charge)
}
