package xml

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/io"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// documentType is XmlDocument.
func documentType() types.Decl {
	return types.Decl{
		Name: ns + "XmlDocument", Kind: types.Class, Base: ns + "XmlNode", Class: domClass[*document](),
		Members: slices.Concat([]types.Member{
			{Sig: "new()", Impl: rt.FrameFunc0(func(f *rt.Frame) (*document, error) {
				return &document{tree: new(xmltree.Document)}, f.Alloc(xmltree.NodeSize)
			})},
			{Sig: "void LoadXml(string xml)", Impl: rt.FrameMethod1(func(f *rt.Frame, d *document, s rt.String) (rt.Void, error) { return d.load(f, s) })},
			{Sig: "void Load(System.IO.TextReader txtReader)", Impl: rt.FrameMethod1(func(f *rt.Frame, d *document, from io.TextReader) (rt.Void, error) {
				if from == nil {
					return rt.Void{}, clr.ArgumentNull("input")
				}
				s, err := from.ReadToEnd()
				if err != nil {
					return rt.Void{}, err
				}
				return d.load(f, rt.Str(s))
			})},
			{Sig: "void Save(System.IO.TextWriter writer)", Impl: rt.FrameMethod1(save)},
			{Sig: "XmlElement DocumentElement", Impl: rt.Method0(func(d *document) (any, error) {
				if root := d.tree.Root(); root != nil {
					return d.show(root), nil
				}
				return nil, nil
			})},
			{Sig: "XmlDocumentType DocumentType", Impl: rt.Method0(func(d *document) (any, error) {
				if t := d.tree.DocumentType(); t != nil {
					return d.show(t), nil
				}
				return nil, nil
			})},
			{
				Sig: "bool PreserveWhitespace", Impl: rt.Method0(func(d *document) (bool, error) { return d.preserve, nil }),
				Set: rt.Method1(func(d *document, v bool) (rt.Void, error) {
					d.preserve = v
					return rt.Void{}, nil
				}),
			},
			{Sig: "XmlNameTable NameTable", Impl: rt.FrameMethod0(func(f *rt.Frame, _ *document) (*nameTable, error) {
				return &nameTable{map[string]bool{}}, f.Alloc(64)
			})},
			{
				// Nothing outside of the text is ever read; documents set it to null.
				Sig: "object XmlResolver", Impl: rt.Method0(func(*document) (any, error) { return nil, nil }),
				Set: rt.Method1(func(*document, any) (rt.Void, error) { return rt.Void{}, nil }),
			},
			{Sig: "XmlNode ImportNode(XmlNode node, bool deep)", Impl: rt.FrameMethod2(func(f *rt.Frame, d *document, n node, deep bool) (node, error) {
				if n == nil {
					return nil, clr.InvalidOperation("Cannot import a null node.")
				}
				if _, ok := n.(*document); ok {
					return nil, clr.InvalidOperation("Cannot import nodes of type 'Document'.")
				}
				return clone(f, d, n, deep)
			})},
		}, tagMembers(), createMembers()),
	}
}

// load reads a text in the place of what is in the document.
func (d *document) load(f *rt.Frame, s rt.String) (rt.Void, error) {
	if !s.Valid {
		return rt.Void{}, clr.ArgumentNull("s")
	}
	tree, err := xmltree.Parse(s.Text, xmltree.Options{PreserveWhitespace: d.preserve, Charge: f.Alloc})
	if err != nil {
		return rt.Void{}, err
	}
	d.tree = tree
	return rt.Void{}, nil
}

// save writes the document, indented unless it keeps its white space, with an XML
// declaration that names the writer's encoding.
func save(f *rt.Frame, d *document, to io.TextWriter) (rt.Void, error) {
	if to == nil {
		return rt.Void{}, clr.ArgumentNull("w")
	}
	o := xmltree.WriteOptions{NewLine: host.Of(f).NewLine, Charge: f.Alloc, Encoding: to.EncodingName()}
	if d.preserve {
		o.Save = xmltree.DisableFormatting
	}
	s, err := xmltree.Write(d.tree, o)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, to.WriteText(f, s)
}

// createMembers make nodes that belong to the document and stand nowhere yet.
func createMembers() []types.Member {
	leaf := func(result, name string, make func(d *document, s string) node) types.Member {
		return types.Member{Sig: result + " " + name + "(string text)", Impl: rt.FrameMethod1(func(f *rt.Frame, d *document, s rt.String) (node, error) {
			return make(d, s.Text), f.Alloc(xmltree.NodeSize)
		})}
	}
	return []types.Member{
		{Sig: "XmlElement CreateElement(string name)", Impl: rt.FrameMethod1(func(f *rt.Frame, d *document, name rt.String) (node, error) {
			if !name.Valid {
				return nil, clr.NullReference()
			}
			return createElement(f, d, "", name, "")
		})},
		{Sig: "XmlElement CreateElement(string qualifiedName, string namespaceURI)", Impl: rt.FrameMethod2(func(f *rt.Frame, d *document, name, space rt.String) (node, error) {
			prefix, local := splitName(name.Text)
			return createElement(f, d, prefix, rt.Str(local), space.Text)
		})},
		{Sig: "XmlElement CreateElement(string prefix, string localName, string namespaceURI)", Impl: rt.FrameMethod3(func(f *rt.Frame, d *document, prefix, local, space rt.String) (node, error) {
			return createElement(f, d, prefix.Text, local, space.Text)
		})},
		{Sig: "XmlAttribute CreateAttribute(string name)", Impl: rt.FrameMethod1(func(f *rt.Frame, d *document, name rt.String) (node, error) {
			switch {
			case !name.Valid:
				return nil, clr.NullReference()
			case name.Text == "":
				return nil, clr.Argument("The attribute local name cannot be empty.", "")
			}
			n, err := nameIn(nil, name.Text)
			if err != nil {
				return nil, err
			}
			return createAttribute(f, d, n)
		})},
		{Sig: "XmlAttribute CreateAttribute(string qualifiedName, string namespaceURI)", Impl: rt.FrameMethod2(func(f *rt.Frame, d *document, name, space rt.String) (node, error) {
			_, local := splitName(name.Text)
			n, err := xmltree.Namespace(space.Text).Name(local)
			if err != nil {
				return nil, err
			}
			return createAttribute(f, d, n)
		})},
		leaf("XmlText", "CreateTextNode", func(d *document, s string) node { return text{view[*xmltree.Text]{d, xmltree.NewText(s)}} }),
		leaf("XmlCDataSection", "CreateCDataSection", func(d *document, s string) node { return d.show(xmltree.NewCData(s)) }),
		leaf("XmlComment", "CreateComment", func(d *document, s string) node { return d.show(xmltree.NewComment(s)) }),
		{Sig: "XmlProcessingInstruction CreateProcessingInstruction(string target, string data)", Impl: rt.FrameMethod2(func(f *rt.Frame, d *document, target, data rt.String) (node, error) {
			if err := f.Alloc(xmltree.NodeSize); err != nil {
				return nil, err
			}
			p, err := xmltree.NewInstruction(target.Text, data.Text)
			if err != nil {
				return nil, err
			}
			return d.show(p), nil
		})},
		{Sig: "XmlDeclaration CreateXmlDeclaration(string version, string encoding, string standalone)", Impl: rt.FrameMethod3(func(f *rt.Frame, d *document, version, encoding, standalone rt.String) (node, error) {
			if version.Text != "1.0" {
				return nil, clr.Argument("Wrong XML version information. The XML must match production \"VersionNum ::= '1.' [0-9]+\".", "")
			}
			x := &xmltree.Declaration{Version: version.Text, Encoding: encoding.Text, Standalone: standalone.Text}
			return declaration{d, x}, f.Alloc(xmltree.NodeSize)
		})},
	}
}
