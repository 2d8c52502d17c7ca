package serial

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// XMLView is implemented by objects that show an object of package xmltree, such as
// those of XmlNode.
type XMLView interface {
	XMLObject() xmltree.Object
}

// xmlWalker is Newtonsoft's XmlNodeConverter, as which its serialiser writes
// XElement and its relatives: elements are properties, repeated ones arrays,
// attributes begin with @ and texts beside others are #text.
type xmlWalker struct {
	f   *rt.Frame
	out sink
	// scope are the namespace declarations in force, innermost last.
	scope []prefixed
}

type prefixed struct {
	prefix string
	space  xmltree.Namespace
}

// jsonSpace is the namespace of attributes that steer the conversion.
const jsonSpace xmltree.Namespace = "http://james.newtonking.com/projects/json"

func (w *walker) xml(o xmltree.Object) error {
	x := xmlWalker{f: w.f, out: w.out, scope: []prefixed{{"xmlns", xmltree.XmlnsNamespace}, {"xml", xmltree.XMLNamespace}}}
	x.pushParents(o.Parent())
	if err := x.out.beginObject(); err != nil {
		return err
	}
	if err := x.node(o, true); err != nil {
		return err
	}
	return x.out.endObject()
}

// pushParents declares what the elements around the object declare.
func (x *xmlWalker) pushParents(e *xmltree.Element) {
	var around []*xmltree.Element
	for ; e != nil; e = e.Parent() {
		around = append(around, e)
	}
	for i := len(around) - 1; i >= 0; i-- {
		x.declare(around[i])
	}
}

func (x *xmlWalker) declare(e *xmltree.Element) {
	for a := range e.Attributes() {
		if a.Name().Space == xmltree.XmlnsNamespace {
			x.scope = append(x.scope, prefixed{decodeName(a.Name().Local), xmltree.Namespace(a.Value())})
		}
	}
}

// node writes an object; named says that it stands where a property does.
func (x *xmlWalker) node(o any, named bool) error {
	if err := x.f.Step(); err != nil {
		return err
	}
	switch o := o.(type) {
	case *xmltree.Element:
		return x.element(o, named)
	case *xmltree.Document:
		return x.grouped(x.children(o), named)
	case *xmltree.Declaration:
		return x.record("?xml", []string{"@version", o.Version, "@encoding", o.Encoding, "@standalone", o.Standalone})
	case *xmltree.DocumentType:
		return x.record("!DOCTYPE", []string{"@name", o.Name, "@public", deref(o.PublicID), "@system", deref(o.SystemID), "@internalSubset", deref(o.Subset)})
	case *xmltree.Comment:
		if !named {
			return nil
		}
		return x.out.comment(o.Value())
	case *xmltree.Text:
		return x.text(x.name(o), o.Value(), named)
	case *xmltree.Instruction:
		return x.text(x.name(o), o.Data(), named)
	case *xmltree.Attribute:
		if o.Name().Space == xmltree.XmlnsNamespace && xmltree.Namespace(o.Value()) == jsonSpace {
			return nil
		}
		if o.Name().Space == jsonSpace && o.Name().Local == "Array" {
			return nil
		}
		return x.text(x.name(o), o.Value(), named)
	}
	return clr.NotSupported("%T cannot be written as JSON.", o)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (x *xmlWalker) text(name, value string, named bool) error {
	if named {
		if err := x.out.name(name); err != nil {
			return err
		}
	}
	return x.out.value(value)
}

// record writes names and values as an object, without empty ones.
func (x *xmlWalker) record(name string, fields []string) error {
	if err := x.out.name(name); err != nil {
		return err
	}
	if err := x.out.beginObject(); err != nil {
		return err
	}
	for i := 0; i < len(fields); i += 2 {
		if fields[i+1] == "" {
			continue
		}
		if err := x.text(fields[i], fields[i+1], true); err != nil {
			return err
		}
	}
	return x.out.endObject()
}

func (x *xmlWalker) element(e *xmltree.Element, named bool) error {
	if err := x.f.Nest(); err != nil {
		return err
	}
	defer x.f.Unnest()
	nodes := x.children(e)
	if isArrayNode(e) && len(nodes) > 0 && x.sameName(e, nodes) {
		return x.grouped(nodes, false)
	}
	outer := len(x.scope)
	x.declare(e)
	defer func() { x.scope = x.scope[:outer] }()
	if named {
		if err := x.out.name(x.name(e)); err != nil {
			return err
		}
	}
	attributes := elementAttributes(e)
	if len(nodes) == 1 && !steered(attributes) {
		if t, ok := nodes[0].(*xmltree.Text); ok && !t.IsCData() {
			return x.out.value(t.Value())
		}
	}
	if len(nodes) == 0 && len(attributes) == 0 {
		if e.IsEmpty() {
			return x.out.value(nil)
		}
		return x.out.value("")
	}
	if err := x.out.beginObject(); err != nil {
		return err
	}
	for _, a := range attributes {
		if err := x.node(a, true); err != nil {
			return err
		}
	}
	if err := x.grouped(nodes, true); err != nil {
		return err
	}
	return x.out.endObject()
}

// children are the child nodes, of a document after its declaration.
func (x *xmlWalker) children(c xmltree.Container) []any {
	var list []any
	if d, ok := c.(*xmltree.Document); ok && d.Declaration != nil {
		list = append(list, d.Declaration)
	}
	for n := range c.Nodes() {
		list = append(list, n)
	}
	return list
}

// elementAttributes are the attributes, before them the declaration that an element
// in an undeclared namespace needs.
func elementAttributes(e *xmltree.Element) []*xmltree.Attribute {
	var list []*xmltree.Attribute
	space := e.Name().Space
	if p := e.Parent(); space != "" && (p == nil || p.Name().Space != space) {
		if prefix, ok := e.PrefixOfNamespace(space); (!ok || prefix == "") && !declaresDefault(e, space) {
			if a, err := xmltree.NewAttribute(xmltree.Name{Local: "xmlns"}, string(space)); err == nil {
				list = append(list, a)
			}
		}
	}
	for a := range e.Attributes() {
		list = append(list, a)
	}
	return list
}

func declaresDefault(e *xmltree.Element, space xmltree.Namespace) bool {
	a := e.Attribute(xmltree.Name{Local: "xmlns"})
	return a != nil && xmltree.Namespace(a.Value()) == space
}

// steered reports whether there are attributes that are written.
func steered(list []*xmltree.Attribute) bool {
	for _, a := range list {
		declaresJSON := a.Name().Space == xmltree.XmlnsNamespace && xmltree.Namespace(a.Value()) == jsonSpace
		if a.Name().Space != jsonSpace && !declaresJSON {
			return true
		}
	}
	return false
}

// isArrayNode reports whether json:Array="true" is on an element.
func isArrayNode(o any) bool {
	e, ok := o.(*xmltree.Element)
	if !ok {
		return false
	}
	a := e.Attribute(xmltree.Name{Space: jsonSpace, Local: "Array"})
	return a != nil && strings.EqualFold(a.Value(), "true")
}

func (x *xmlWalker) sameName(e *xmltree.Element, nodes []any) bool {
	for _, n := range nodes {
		child, ok := n.(*xmltree.Element)
		if !ok || child.Name().Local != e.Name().Local {
			return false
		}
	}
	return true
}

// grouped writes nodes, those of one name together where the first stands.
func (x *xmlWalker) grouped(nodes []any, named bool) error {
	type group struct {
		name  string
		nodes []any
	}
	var groups []*group
	byName := map[string]*group{}
	for _, n := range nodes {
		name := x.name(n)
		g := byName[name]
		if g == nil {
			g = &group{name: name}
			byName[name] = g
			groups = append(groups, g)
		}
		g.nodes = append(g.nodes, n)
	}
	for _, g := range groups {
		if len(g.nodes) == 1 && !isArrayNode(g.nodes[0]) {
			if err := x.node(g.nodes[0], named); err != nil {
				return err
			}
			continue
		}
		if named {
			if err := x.out.name(g.name); err != nil {
				return err
			}
		}
		if err := x.out.beginArray(); err != nil {
			return err
		}
		for _, n := range g.nodes {
			if err := x.node(n, false); err != nil {
				return err
			}
		}
		if err := x.out.endArray(); err != nil {
			return err
		}
	}
	return nil
}

// name is the property that a node becomes.
func (x *xmlWalker) name(o any) string {
	switch o := o.(type) {
	case *xmltree.Attribute:
		if o.Name().Space == jsonSpace {
			return "$" + o.Name().Local
		}
		return "@" + x.fullName(o.Name())
	case *xmltree.Element:
		if o.Name().Space == jsonSpace {
			return "$" + o.Name().Local
		}
		outer := len(x.scope)
		x.declare(o) // so that siblings of one name in one namespace go together
		name := x.fullName(o.Name())
		x.scope = x.scope[:outer]
		return name
	case *xmltree.Text:
		if o.IsCData() {
			return "#cdata-section"
		}
		return "#text"
	case *xmltree.Comment:
		return "#comment"
	case *xmltree.Instruction:
		return "?" + decodeName(o.Target())
	case *xmltree.DocumentType:
		return "!DOCTYPE"
	}
	return "?xml"
}

// fullName is the name with the prefix that stands for its namespace. The default
// namespace has none.
func (x *xmlWalker) fullName(n xmltree.Name) string {
	local := decodeName(n.Local)
	if n.Space == "" {
		return local
	}
	for i := len(x.scope) - 1; i >= 0; i-- {
		if p := x.scope[i]; p.space == n.Space && p.prefix != "" && x.spaceOf(p.prefix) == n.Space {
			return p.prefix + ":" + local
		}
	}
	return local
}

func (x *xmlWalker) spaceOf(prefix string) xmltree.Namespace {
	for i := len(x.scope) - 1; i >= 0; i-- {
		if x.scope[i].prefix == prefix {
			return x.scope[i].space
		}
	}
	return ""
}

// decodeName is XmlConvert.DecodeName: _x0020_ stands for a space.
func decodeName(name string) string {
	if !strings.Contains(name, "_x") {
		return name
	}
	var b strings.Builder
	for name != "" {
		if r, size := escaped(name); size > 0 {
			b.WriteString(codePoint(r))
			name = name[size:]
			continue
		}
		b.WriteByte(name[0])
		name = name[1:]
	}
	return b.String()
}

// escaped reads _xHHHH_ or _xHHHHHHHH_ at the start of s; size is 0 for anything
// else.
func escaped(s string) (r rune, size int) {
	if !strings.HasPrefix(s, "_x") {
		return 0, 0
	}
	for _, digits := range [...]int{4, 8} {
		end := 2 + digits
		if len(s) <= end || s[end] != '_' {
			continue
		}
		if n, err := strconv.ParseUint(s[2:end], 16, 32); err == nil && n <= unicode.MaxRune {
			return rune(n), end + 1
		}
	}
	return 0, 0
}

// codePoint is the string of a code point, half of a pair included.
func codePoint(r rune) string {
	if r < 0x10000 {
		return rt.CharText(clr.Char(r))
	}
	return string(r)
}
