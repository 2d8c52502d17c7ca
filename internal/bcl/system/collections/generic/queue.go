package generic

import (
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// sequential is Queue<T> or Stack<T>: elements come out at one end.
type sequential struct {
	typ     *rt.Type
	items   Buffer
	head    int // first element still in a queue
	stack   bool
	version int
}

// RuntimeType returns Queue<T> or Stack<T>.
func (q *sequential) RuntimeType() *rt.Type { return q.typ }

// Count returns the number of elements.
func (q *sequential) Count() int { return len(q.items.Items) - q.head }

// get returns element i in the order in which they come out.
func (q *sequential) get(i int) any {
	if q.stack {
		return q.items.Items[len(q.items.Items)-1-i]
	}
	return q.items.Items[q.head+i]
}

// Enumerator yields the elements in the order in which they come out.
func (q *sequential) Enumerator() rt.Enumerator {
	return &sequentialEnumerator{q: q, version: q.version}
}

type sequentialEnumerator struct {
	q          *sequential
	i, version int
}

func (e *sequentialEnumerator) Next(*rt.Frame) (any, bool, error) {
	if e.version != e.q.version {
		return nil, false, errModified()
	}
	if e.i >= e.q.Count() {
		return nil, false, nil
	}
	e.i++
	return e.q.get(e.i - 1), true, nil
}

// push is Enqueue and Push.
func (q *sequential) push(f *rt.Frame, v any) error {
	if n := len(q.items.Items); n == cap(q.items.Items) && q.head > n/2 {
		// Use the room of what has left before asking for more.
		n := copy(q.items.Items, q.items.Items[q.head:])
		clear(q.items.Items[n:])
		q.items.Items, q.head = q.items.Items[:n], 0
	}
	q.version++
	return q.items.Add(f, v)
}

// peek returns the next element, false when there is none.
func (q *sequential) peek() (any, bool) {
	if q.Count() == 0 {
		return nil, false
	}
	return q.get(0), true
}

// pop is Dequeue and Pop.
func (q *sequential) pop() (any, bool) {
	v, ok := q.peek()
	if !ok {
		return nil, false
	}
	q.version++
	if q.stack {
		last := len(q.items.Items) - 1
		q.items.Items[last] = nil
		q.items.Items = q.items.Items[:last]
		return v, true
	}
	q.items.Items[q.head] = nil
	q.head++
	return v, true
}

func (q *sequential) reset() {
	clear(q.items.Items)
	q.items.Items, q.head = q.items.Items[:0], 0
	q.version++
}

func (q *sequential) empty() error {
	if q.stack {
		return clr.InvalidOperation("Stack empty.")
	}
	return clr.InvalidOperation("Queue empty.")
}

// checkCopy is checkCopy with the texts that these two classes have.
func (q *sequential) checkCopy(dst rt.AnyArray, index int32) error {
	switch {
	case index < 0, int(index) > dst.Len():
		e := clr.ArgumentOutOfRange("Index was out of range. Must be non-negative and less than the size of the collection.", "arrayIndex")
		e.Message += "\nActual value was " + strconv.Itoa(int(index)) + "."
		return e
	case dst.Len()-int(index) < q.Count():
		return clr.Argument("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.", "")
	}
	return nil
}

func sequentialTypes() []types.Decl {
	return []types.Decl{sequentialType("Queue", "Enqueue", "Dequeue", false), sequentialType("Stack", "Push", "Pop", true)}
}

func sequentialType(name, push, pop string, stack bool) types.Decl {
	const ns = "System.Collections.Generic."
	try := func(take func(q *sequential) (any, bool)) rt.Linker {
		return rt.Generic(func(c *rt.Call) rt.Linker {
			zero := c.OwnerArgs[0].Zero
			return rt.Method1(func(q *sequential, out rt.Out[any]) (bool, error) {
				v, ok := take(q)
				if !ok {
					v = zero
				}
				out.Set(v)
				return ok, nil
			})
		})
	}
	must := func(take func(q *sequential) (any, bool)) rt.Linker {
		return rt.Method0(func(q *sequential) (any, error) {
			v, ok := take(q)
			if !ok {
				return nil, q.empty()
			}
			return v, nil
		})
	}
	return types.Decl{
		Name: ns + name + "<T>", Kind: types.Class, Class: &rt.Class{},
		Implements: []string{ns + "IReadOnlyCollection<T>", "System.Collections.ICollection"},
		Members: []types.Member{
			{Sig: "new()", Impl: owned(func(t *rt.Type) rt.Linker {
				return rt.Func0(func() (*sequential, error) { return &sequential{typ: t, stack: stack}, nil })
			})},
			{Sig: "new(int capacity)", Impl: owned(func(t *rt.Type) rt.Linker {
				return rt.FrameFunc1(func(f *rt.Frame, n int32) (*sequential, error) {
					if n < 0 {
						return nil, clr.ArgumentOutOfRange("Non-negative number required.", "capacity")
					}
					if n > maxCapacity {
						return nil, &rt.Exceeded{What: "memory"}
					}
					q := &sequential{typ: t, stack: stack}
					return q, q.items.Grow(f, int(n))
				})
			})},
			{Sig: "new(IEnumerable<T> collection)", Impl: owned(func(t *rt.Type) rt.Linker {
				return rt.FrameFunc1(func(f *rt.Frame, src any) (*sequential, error) {
					if src == nil {
						return nil, clr.ArgumentNull("collection")
					}
					q := &sequential{typ: t, stack: stack}
					return q, q.items.AddAll(f, src, t.Args[0])
				})
			})},
			{Sig: "int Count", Impl: rt.Method0(func(q *sequential) (int32, error) { return int32(q.Count()), nil })},
			{Sig: "void " + push + "(T item)", Impl: rt.FrameMethod1(func(f *rt.Frame, q *sequential, v any) (rt.Void, error) {
				return rt.Void{}, q.push(f, v)
			})},
			{Sig: "T " + pop + "()", Impl: must((*sequential).pop)},
			{Sig: "T Peek()", Impl: must((*sequential).peek)},
			{Sig: "bool Try" + pop + "(out T result)", Impl: try((*sequential).pop)},
			{Sig: "bool TryPeek(out T result)", Impl: try((*sequential).peek)},
			{Sig: "void Clear()", Impl: rt.Method0(func(q *sequential) (rt.Void, error) { q.reset(); return rt.Void{}, nil })},
			{Sig: "bool Contains(T item)", Impl: rt.FrameMethod1(func(f *rt.Frame, q *sequential, v any) (bool, error) {
				i, err := searchItems(f, q.items.Items[q.head:], v)
				return i >= 0, err
			})},
			{Sig: "void CopyTo(T[] array, int arrayIndex)", Impl: owned(func(t *rt.Type) rt.Linker {
				fill := copying(t.Args[0])
				return rt.FrameMethod2(func(f *rt.Frame, q *sequential, array any, index int32) (rt.Void, error) {
					if dst, ok := array.(rt.AnyArray); ok {
						if err := q.checkCopy(dst, index); err != nil {
							return rt.Void{}, err
						}
					}
					return fill(f, q, array, index)
				})
			})},
			{Sig: name + "+Enumerator<T> GetEnumerator()", Impl: enumeratorLinker()},
			{Sig: "T[] ToArray()", Impl: owned(func(t *rt.Type) rt.Linker {
				elem := t.Args[0]
				return rt.FrameMethod0(func(f *rt.Frame, q *sequential) (any, error) {
					items, err := ToSlice(f, q, elem)
					if err != nil {
						return nil, err
					}
					return rt.ArrayOrEmpty(f, elem, items)
				})
			})},
			{Sig: "void TrimExcess()", Impl: rt.Method0(func(*sequential) (rt.Void, error) { return rt.Void{}, nil })},
		},
	}
}
