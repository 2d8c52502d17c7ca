package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func partitionMembers() []types.Member {
	part := func(name, args, class string, impl func(*op, *rt.Frame, any, int32) (*sequence, error)) types.Member {
		return types.Member{Sig: "static IEnumerable<TSource> " + name + "<TSource>(this IEnumerable<TSource> source, " + args + ")", Impl: op2(class, impl)}
	}
	while := func(name, args, class string, impl func(*op, *rt.Frame, any, *rt.Delegate) (*sequence, error)) types.Member {
		return types.Member{Sig: "static IEnumerable<TSource> " + name + "<TSource>(this IEnumerable<TSource> source, " + args + ")", Impl: op2(class, impl)}
	}
	return []types.Member{
		part("Take", "int count", namePart, take),
		part("Skip", "int count", namePart, skip),
		part("TakeLast", "int count", "Enumerable+<TakeLastIterator>c__IteratorF", takeLast),
		part("SkipLast", "int count", "Enumerable+<SkipLastIterator>c__IteratorC", skipLast),
		while("TakeWhile", "Func<TSource, bool> predicate", "Enumerable+<TakeWhileIterator>c__IteratorD", takeWhile(false)),
		while("TakeWhile", "Func<TSource, int, bool> predicate", "Enumerable+<TakeWhileIterator>c__IteratorE", takeWhile(true)),
		while("SkipWhile", "Func<TSource, bool> predicate", "Enumerable+<SkipWhileIterator>c__IteratorA", skipWhile(false)),
		while("SkipWhile", "Func<TSource, int, bool> predicate", "Enumerable+<SkipWhileIterator>c__IteratorB", skipWhile(true)),
	}
}

// take is Take. It asks its source for no more than count elements, and not at all
// for none.
func take(o *op, f *rt.Frame, src any, count int32) (*sequence, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s, left := o.stream(src), count
		return s.by(func(f *rt.Frame) (any, bool, error) {
			if left <= 0 {
				return nil, false, nil
			}
			left--
			return s.in.Next(f)
		})
	})
}

// skip is Skip.
func skip(o *op, f *rt.Frame, src any, count int32) (*sequence, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s, left := o.stream(src), count
		return s.by(func(f *rt.Frame) (any, bool, error) {
			for ; left > 0; left-- {
				if _, ok, err := s.in.Next(f); err != nil || !ok {
					return nil, false, err
				}
			}
			return s.in.Next(f)
		})
	})
}

// ring keeps the last elements of a sequence.
type ring struct {
	buffer generic.Buffer
	size   int
	start  int
}

// push adds an element; when the ring is full it returns the oldest.
func (r *ring) push(f *rt.Frame, v any) (oldest any, full bool, err error) {
	if len(r.buffer.Items) < r.size {
		return nil, false, r.buffer.Add(f, v)
	}
	oldest = r.buffer.Items[r.start]
	r.buffer.Items[r.start] = v
	r.start = (r.start + 1) % r.size
	return oldest, true, nil
}

// pop returns the oldest element.
func (r *ring) pop() (any, bool) {
	if r.size == 0 || len(r.buffer.Items) == 0 {
		return nil, false
	}
	n := len(r.buffer.Items)
	v := r.buffer.Items[r.start%n]
	r.start = (r.start + 1) % n
	return v, true
}

// takeLast is TakeLast: it reads the whole source before its first element.
func takeLast(o *op, f *rt.Frame, src any, count int32) (*sequence, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		if count <= 0 {
			return next(func(*rt.Frame) (any, bool, error) { return nil, false, nil })
		}
		r, left := ring{size: int(count)}, -1
		return next(func(f *rt.Frame) (any, bool, error) {
			if left < 0 {
				err := generic.Each(f, src, o.source, func(v any) error {
					_, _, err := r.push(f, v)
					return err
				})
				if err != nil {
					return nil, false, err
				}
				left = len(r.buffer.Items)
			}
			if left == 0 {
				return nil, false, nil
			}
			left--
			v, ok := r.pop()
			return v, ok, f.Step()
		})
	})
}

// skipLast is SkipLast: it stays count elements behind its source.
func skipLast(o *op, f *rt.Frame, src any, count int32) (*sequence, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s := o.stream(src)
		if count <= 0 {
			return s.by(s.in.Next)
		}
		r := ring{size: int(count)}
		return s.by(func(f *rt.Frame) (any, bool, error) {
			for {
				v, ok, err := s.in.Next(f)
				if err != nil || !ok {
					return nil, false, err
				}
				if oldest, full, err := r.push(f, v); full || err != nil {
					return oldest, full, err
				}
			}
		})
	})
}

// holds asks a predicate that may take the position.
func holds(f *rt.Frame, predicate *rt.Delegate, indexed bool, v any, i int32) (bool, error) {
	if !indexed {
		return predicate.True(f, v)
	}
	b, err := predicate.Call2(f, v, i)
	return b == true, err
}

// takeWhile is TakeWhile.
func takeWhile(indexed bool) func(*op, *rt.Frame, any, *rt.Delegate) (*sequence, error) {
	return func(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (*sequence, error) {
		if err := need(src, fnArg{predicate, "predicate"}); err != nil {
			return nil, err
		}
		return o.lazy(f, src, func() rt.Enumerator {
			s, i, done := o.stream(src), int32(-1), false
			return s.by(func(f *rt.Frame) (any, bool, error) {
				if done {
					return nil, false, nil
				}
				v, ok, err := s.in.Next(f)
				if err != nil || !ok {
					return nil, false, err
				}
				i++
				ok, err = holds(f, predicate, indexed, v, i)
				if err != nil || !ok {
					done = true
					return nil, false, err
				}
				return v, true, nil
			})
		})
	}
}

// skipWhile is SkipWhile.
func skipWhile(indexed bool) func(*op, *rt.Frame, any, *rt.Delegate) (*sequence, error) {
	return func(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (*sequence, error) {
		if err := need(src, fnArg{predicate, "predicate"}); err != nil {
			return nil, err
		}
		return o.lazy(f, src, func() rt.Enumerator {
			s, i, started := o.stream(src), int32(-1), false
			return s.by(func(f *rt.Frame) (any, bool, error) {
				for {
					v, ok, err := s.in.Next(f)
					if err != nil || !ok || started {
						return v, ok, err
					}
					i++
					drop, err := holds(f, predicate, indexed, v, i)
					if err != nil {
						return nil, false, err
					}
					if !drop {
						started = true
						return v, true, nil
					}
				}
			})
		})
	}
}
