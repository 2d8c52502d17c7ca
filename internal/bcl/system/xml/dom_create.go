package xml

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// checkNames checks prefix and local name as XmlDocument does: they consist of
// characters of names, and only the local name may not be empty.
func checkNames(prefix string, local rt.String, empty string) error {
	if !local.Valid {
		return clr.ArgumentNull("key")
	}
	for _, s := range []string{prefix, local.Text} {
		if err := xmltree.VerifyNameChars(s); err != nil {
			return err
		}
	}
	if local.Text == "" {
		return clr.Argument(empty, "")
	}
	return nil
}

// createElement makes an element.
func createElement(f *rt.Frame, d *document, prefix string, local rt.String, space string) (node, error) {
	if err := checkNames(prefix, local, "The local name for elements or attributes cannot be null or an empty string."); err != nil {
		return nil, err
	}
	name := xmltree.Name{Space: xmltree.Namespace(space), Local: local.Text}
	return d.show(xmltree.RawElement(name, prefix)), f.Alloc(xmltree.NodeSize)
}

// checkDeclares checks that an attribute is in the namespace of declarations if, and
// only if, it is written as one.
func checkDeclares(prefix, local, space string) error {
	declares := prefix == "xmlns" || prefix == "" && local == "xmlns"
	if declares != (space == string(xmltree.XmlnsNamespace)) {
		return clr.Argument("The namespace declaration attribute has an incorrect 'namespaceURI': '"+space+"'.", "")
	}
	return nil
}

// createAttribute makes an attribute.
func createAttribute(f *rt.Frame, d *document, prefix string, local rt.String, space string) (node, error) {
	if !local.Valid {
		return nil, clr.ArgumentNull("key")
	}
	if err := checkDeclares(prefix, local.Text, space); err != nil {
		return nil, err
	}
	if err := checkNames(prefix, local, "The attribute local name cannot be empty."); err != nil {
		return nil, err
	}
	name := xmltree.Name{Space: xmltree.Namespace(space), Local: local.Text}
	if prefix == "" && local.Text == "xmlns" {
		name.Space = "" // as LINQ to XML names it
	}
	return d.show(xmltree.RawAttribute(name, prefix)), f.Alloc(xmltree.AttributeSize)
}

// createAttributeNamed makes an attribute of a name as written.
func createAttributeNamed(f *rt.Frame, d *document, name rt.String) (node, error) {
	if !name.Valid {
		return nil, clr.NullReference()
	}
	prefix, local := xmltree.SplitName(name.Text)
	space := xmltree.Namespace("")
	switch {
	case prefix == "xmlns" || prefix == "" && local == "xmlns":
		space = xmltree.XmlnsNamespace
	case prefix == "xml":
		space = xmltree.XMLNamespace
	}
	return createAttribute(f, d, prefix, rt.Str(local), string(space))
}

// createInstruction makes a processing instruction.
func createInstruction(f *rt.Frame, d *document, target, data rt.String) (node, error) {
	return d.show(xmltree.RawInstruction(target.Text, data.Text)), f.Alloc(xmltree.NodeSize)
}

// createDeclaration makes an XML declaration.
func createDeclaration(f *rt.Frame, d *document, version, encoding, standalone rt.String) (node, error) {
	switch {
	case !version.Valid:
		return nil, clr.NullReference()
	case !isVersion(version.Text):
		return nil, clr.Argument("Wrong XML version information. The XML must match production \"VersionNum ::= '1.' [0-9]+\".", "")
	}
	if err := checkStandalone(standalone.Text); err != nil {
		return nil, err
	}
	x := &xmltree.Declaration{Version: version.Text, Encoding: encoding.Text, Standalone: standalone.Text}
	return declaration{d, x}, f.Alloc(xmltree.NodeSize)
}

// isVersion reports whether a text is a version of XML, 1. and digits.
func isVersion(s string) bool {
	minor, ok := strings.CutPrefix(s, "1.")
	return ok && minor != "" && strings.Trim(minor, "0123456789") == ""
}

func checkStandalone(s string) error {
	if s != "" && s != "yes" && s != "no" {
		return clr.Argument("Wrong value for the XML declaration standalone attribute of '"+s+"'.", "")
	}
	return nil
}

// createNode makes a node of a type.
func createNode(f *rt.Frame, d *document, t xmltree.NodeType, prefix, name, space rt.String) (node, error) {
	made := func(n node) (node, error) { return n, f.Alloc(xmltree.NodeSize) }
	switch t {
	case xmltree.ElementNode, xmltree.AttributeNode:
		create := createElement
		if t == xmltree.AttributeNode {
			create = createAttribute
		}
		if prefix.Valid {
			return create(f, d, prefix.Text, name, space.Text)
		}
		if !name.Valid {
			return nil, clr.NullReference()
		}
		p, local := xmltree.SplitName(name.Text)
		return create(f, d, p, rt.Str(local), space.Text)
	case xmltree.TextNode:
		return made(newText(d, ""))
	case xmltree.CDATANode:
		return made(d.show(xmltree.NewCData("")))
	case xmltree.CommentNode:
		return made(d.show(xmltree.NewComment("")))
	case xmltree.ProcessingInstructionNode:
		return createInstruction(f, d, name, rt.Str(""))
	case xmlDeclarationNode:
		return createDeclaration(f, d, rt.Str("1.0"), rt.String{}, rt.String{})
	case xmltree.DocumentNode:
		return made(&document{tree: new(xmltree.Document)})
	}
	return nil, clr.Argument("Cannot create node of type "+NodeTypeName(t)+".", "")
}

// creatable are the names of types that CreateNode takes.
var creatable = map[string]xmltree.NodeType{
	"element": xmltree.ElementNode, "attribute": xmltree.AttributeNode, "text": xmltree.TextNode, "cdatasection": xmltree.CDATANode,
	"comment": xmltree.CommentNode, "processinginstruction": xmltree.ProcessingInstructionNode, "document": xmltree.DocumentNode,
}

func newText(d *document, s string) node { return text{view[*xmltree.Text]{d, xmltree.NewText(s)}} }

// createMembers make nodes that belong to the document and stand nowhere yet.
func createMembers() []types.Member {
	leaf := func(result, name string, make func(d *document, s string) node) types.Member {
		return types.Member{Sig: result + " " + name + "(string text)", Impl: rt.FrameMethod1(func(f *rt.Frame, d *document, s rt.String) (node, error) {
			return make(d, s.Text), f.Alloc(xmltree.NodeSize)
		})}
	}
	type maker = func(f *rt.Frame, d *document, prefix string, local rt.String, space string) (node, error)
	qualified := func(create maker) rt.Linker {
		return rt.FrameMethod2(func(f *rt.Frame, d *document, name, space rt.String) (node, error) {
			if !name.Valid {
				return nil, clr.NullReference()
			}
			prefix, local := xmltree.SplitName(name.Text)
			return create(f, d, prefix, rt.Str(local), space.Text)
		})
	}
	prefixed := func(create maker) rt.Linker {
		return rt.FrameMethod3(func(f *rt.Frame, d *document, prefix, local, space rt.String) (node, error) {
			return create(f, d, prefix.Text, local, space.Text)
		})
	}
	return []types.Member{
		{Sig: "XmlElement CreateElement(string name)", Impl: rt.FrameMethod1(func(f *rt.Frame, d *document, name rt.String) (node, error) {
			if !name.Valid {
				return nil, clr.NullReference()
			}
			prefix, local := xmltree.SplitName(name.Text)
			return createElement(f, d, prefix, rt.Str(local), "")
		})},
		{Sig: "XmlElement CreateElement(string qualifiedName, string namespaceURI)", Impl: qualified(createElement)},
		{Sig: "XmlElement CreateElement(string prefix, string localName, string namespaceURI)", Impl: prefixed(createElement)},
		{Sig: "XmlAttribute CreateAttribute(string name)", Impl: rt.FrameMethod1(createAttributeNamed)},
		{Sig: "XmlAttribute CreateAttribute(string qualifiedName, string namespaceURI)", Impl: qualified(createAttribute)},
		{Sig: "XmlAttribute CreateAttribute(string prefix, string localName, string namespaceURI)", Impl: prefixed(createAttribute)},
		leaf("XmlText", "CreateTextNode", newText),
		leaf("XmlCDataSection", "CreateCDataSection", func(d *document, s string) node { return d.show(xmltree.NewCData(s)) }),
		leaf("XmlComment", "CreateComment", func(d *document, s string) node { return d.show(xmltree.NewComment(s)) }),
		{Sig: "XmlProcessingInstruction CreateProcessingInstruction(string target, string data)", Impl: rt.FrameMethod2(createInstruction)},
		{Sig: "XmlDeclaration CreateXmlDeclaration(string version, string encoding, string standalone)", Impl: rt.FrameMethod3(createDeclaration)},
		{Sig: "XmlNode CreateNode(XmlNodeType type, string prefix, string name, string namespaceURI)", Impl: rt.FrameMethod4(func(f *rt.Frame, d *document, t rt.Enum, prefix, name, space rt.String) (node, error) {
			return createNode(f, d, xmltree.NodeType(t.Value), prefix, name, space)
		})},
		{Sig: "XmlNode CreateNode(string nodeTypeString, string name, string namespaceURI)", Impl: rt.FrameMethod3(func(f *rt.Frame, d *document, typ, name, space rt.String) (node, error) {
			t, ok := creatable[typ.Text]
			if !ok {
				return nil, clr.Argument("'"+typ.Text+"' does not represent any 'XmlNodeType'.", "")
			}
			return createNode(f, d, t, rt.String{}, name, space)
		})},
		{Sig: "XmlNode CreateNode(XmlNodeType type, string name, string namespaceURI)", Impl: rt.FrameMethod3(func(f *rt.Frame, d *document, t rt.Enum, name, space rt.String) (node, error) {
			return createNode(f, d, xmltree.NodeType(t.Value), rt.String{}, name, space)
		})},
	}
}
