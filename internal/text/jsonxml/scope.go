package jsonxml

import "github.com/gatehouse-project/gatehouse/internal/text/xmltree"

// scope holds the namespace declarations in force. A document may have any number of
// them, each of its names is looked up.
type scope struct {
	list []prefixed // innermost last
	// byPrefix and bySpace are indexes into list, innermost last.
	byPrefix map[string][]int
	bySpace  map[xmltree.Namespace][]int
}

type prefixed struct {
	prefix string
	space  xmltree.Namespace
}

func newScope() *scope {
	s := &scope{byPrefix: map[string][]int{}, bySpace: map[xmltree.Namespace][]int{}}
	s.add("xml", xmltree.XMLNamespace)
	return s
}

func (s *scope) len() int { return len(s.list) }

func (s *scope) add(prefix string, space xmltree.Namespace) {
	i := len(s.list)
	s.list = append(s.list, prefixed{prefix, space})
	s.byPrefix[prefix] = append(s.byPrefix[prefix], i)
	s.bySpace[space] = append(s.bySpace[space], i)
}

// declare adds the declarations of an element.
func (s *scope) declare(e *xmltree.Element) {
	for a := range e.Attributes() {
		switch {
		case !a.IsDeclaration():
		case a.Name().Space == "":
			s.add("", xmltree.Namespace(a.Value()))
		default:
			s.add(a.Name().Local, xmltree.Namespace(a.Value()))
		}
	}
}

// drop takes all but the first n declarations away.
func (s *scope) drop(n int) {
	for i := len(s.list) - 1; i >= n; i-- {
		p := s.list[i]
		s.byPrefix[p.prefix] = s.byPrefix[p.prefix][:len(s.byPrefix[p.prefix])-1]
		s.bySpace[p.space] = s.bySpace[p.space][:len(s.bySpace[p.space])-1]
	}
	s.list = s.list[:n]
}

// prefix is what stands for a namespace: of the declarations that no inner one gives
// another meaning, the innermost. It is empty for the default namespace, in which
// only elements are, and where there is none. passed is how many were looked at.
func (s *scope) prefix(space xmltree.Namespace, element bool) (prefix string, passed int) {
	places := s.bySpace[space]
	for k := len(places) - 1; k >= 0; k-- {
		passed++
		p := s.list[places[k]]
		if p.prefix == "" && !element {
			continue
		}
		if same := s.byPrefix[p.prefix]; same[len(same)-1] == places[k] {
			return p.prefix, passed
		}
	}
	return "", passed
}
