package linq

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// The classes of lazy sequences have names that differ between versions of .NET.
// Nothing but the text of a sequence that is printed depends on them; these are
// the names in recorded results.

// RuntimeType returns a type that is an IEnumerable<T> and has the name of .NET's
// class.
func (s *sequence) RuntimeType() *rt.Type {
	name, args := s.className()
	return renamed(s.op.iterator, name, args)
}

// renamed returns a type with the relations of t under another name.
func renamed(t *rt.Type, name string, args []*rt.Type) *rt.Type {
	u := *t
	var b strings.Builder
	b.WriteString("System.Linq." + name)
	for i, a := range args {
		b.WriteByte("<,"[min(i, 1)])
		b.WriteString(a.Name)
	}
	if len(args) > 0 {
		b.WriteByte('>')
	}
	u.Name, u.Args = b.String(), args
	return &u
}

// Operators whose class depends on their source.
const (
	nameWhere  = "Where"
	nameSelect = "Select"
	namePart   = "Partition"
	nameConcat = "Concat"
	nameRange  = "Enumerable+RangeIterator"
	nameRepeat = "Enumerable+RepeatIterator"
)

// className returns the name of the class and its type arguments.
func (s *sequence) className() (string, []*rt.Type) {
	name := s.op.name
	switch name {
	case nameWhere:
		name = "Enumerable+Where" + sourceKind(through(s.src, nameWhere)) + "Iterator"
	case nameSelect:
		// Selections of selections are one, from the first source.
		first := s
		for {
			before, ok := first.src.(*sequence)
			if !ok || before.op.name != nameSelect {
				break
			}
			first = before
		}
		if a, ok := first.src.(rt.AnyArray); ok && first == s && a.Len() == 0 {
			return "EmptyPartition", s.op.args[1:]
		}
		return s.selectName(), []*rt.Type{first.op.args[0], s.op.args[1]}
	case namePart:
		return s.partitionName()
	case nameConcat:
		name = "Enumerable+Concat2Iterator"
		if c, ok := s.src.(*sequence); ok && c.op.name == nameConcat {
			name = "Enumerable+ConcatNIterator"
		}
	case nameAppend:
		if a, ok := s.src.(*sequence); ok && a.op.name == nameAppend {
			name = "Enumerable+AppendPrependN"
		}
	}
	return name, s.op.args
}

func (s *sequence) selectName() string {
	if w, ok := s.src.(*sequence); ok && w.op.name == nameWhere {
		return "Enumerable+WhereSelect" + sourceKind(through(w, nameWhere)) + "Iterator"
	}
	src := through(s.src, nameSelect)
	kind := sourceKind(src)
	switch {
	case isPartition(src):
		kind = "IPartition"
		if p, ok := src.(*sequence); ok && p.op.name == namePart && s.isIndexed(through(p, namePart)) {
			kind = "ListPartition"
		}
	case kind == "Enumerable" && s.isIndexed(src):
		kind = "IList"
	}
	return "Enumerable+Select" + kind + "Iterator"
}

// partitionName is for Take and Skip.
func (s *sequence) partitionName() (string, []*rt.Type) {
	src := through(s.src, namePart)
	switch src := src.(type) {
	case *ordered:
		return "OrderedPartition", s.op.args
	case *sequence:
		switch {
		case src.op.name == nameRange:
			return nameRange, nil
		case src.op.name == nameSelect && s.isIndexed(through(src, nameSelect)):
			return "Enumerable+SelectListPartitionIterator", src.op.args
		}
	}
	if s.isIndexed(src) {
		return "Enumerable+ListPartition", s.op.args
	}
	return "Enumerable+EnumerablePartition", s.op.args
}

// through returns the source below operators of the given name.
func through(src any, name string) any {
	for {
		s, ok := src.(*sequence)
		if !ok || s.op.name != name {
			return src
		}
		src = s.src
	}
}

func sourceKind(src any) string {
	switch src.(type) {
	case rt.AnyArray:
		return "Array"
	case *generic.List:
		return "List"
	}
	return "Enumerable"
}

func isPartition(src any) bool {
	switch s := src.(type) {
	case *ordered:
		return true
	case *sequence:
		return s.op.name == nameRange || s.op.name == nameRepeat || s.op.name == namePart
	}
	return false
}

func isIndexed(src any) bool {
	switch src.(type) {
	case rt.AnyArray, generic.Indexed:
		return true
	}
	return false
}

// isIndexed is isIndexed also for objects that know nothing of package generic.
func (s *sequence) isIndexed(src any) bool {
	if isIndexed(src) {
		return true
	}
	if s.op.iterator.TypeOf == nil {
		return false
	}
	t := s.op.iterator.TypeOf(src)
	if t == nil || t.Class == nil || t.Class.Collection == nil {
		return false
	}
	_, ok := t.Class.Collection(src).(generic.Indexed)
	return ok
}
