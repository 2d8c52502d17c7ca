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
					return d.load(f, rt.Str("")) // as if there were nothing to read
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
			{Sig: "XmlNameTable NameTable", Impl: rt.FrameMethod0(func(f *rt.Frame, d *document) (*nameTable, error) {
				return newNameTable(f, true, func() xmltree.Container { return d.tree })
			})},
			{
				// Nothing outside of the text is ever read; documents set it to null.
				Sig: "XmlResolver XmlResolver", Set: rt.Method1(func(*document, any) (rt.Void, error) { return rt.Void{}, nil }),
			},
			{Sig: "XmlNode ImportNode(XmlNode node, bool deep)", Impl: rt.FrameMethod2(func(f *rt.Frame, d *document, n node, deep bool) (node, error) {
				if n == nil {
					return nil, clr.InvalidOperation("Cannot import a null node.")
				}
				if _, ok := n.(*document); ok {
					return nil, clr.InvalidOperation("Cannot import nodes of type 'Document'.")
				}
				return imported(f, d, n, deep)
			})},
		}, tagMembers(), createMembers()),
	}
}

// load reads a text in the place of what is in the document. References to entities
// become what they stand for; .NET has nodes for them that hold the same.
func (d *document) load(f *rt.Frame, s rt.String) (rt.Void, error) {
	if !s.Valid {
		return rt.Void{}, clr.ArgumentNull("s")
	}
	tree, err := xmltree.Parse(s.Text, xmltree.Options{PreserveWhitespace: d.preserve, Charge: f.Alloc, DTD: xmltree.ParseDTD})
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
		return rt.Void{}, clr.NullReference()
	}
	o := xmltree.WriteOptions{Written: true, NewLine: host.Of(f).NewLine, Charge: f.Alloc, Encoding: to.EncodingName()}
	if d.preserve {
		o.Save = xmltree.DisableFormatting
	}
	s, err := xmltree.Write(d.tree, o)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, to.WriteText(f, s)
}
