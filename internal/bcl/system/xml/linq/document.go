package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// documentType is XDocument. The service allows all of it but Load.
func documentType() types.Decl {
	return types.Decl{
		Name: ns + "XDocument", Kind: types.Class, Base: ns + "XContainer", Class: class[*xmltree.Document](),
		Members: append([]types.Member{
			{Sig: "new()", Impl: rt.FrameFunc0(func(f *rt.Frame) (*xmltree.Document, error) { return newDocument(f, nil, nil) })},
			{Sig: "new(params object[] content)", Impl: withContent(func(c converter) rt.Linker {
				return rt.FrameFunc1(func(f *rt.Frame, v any) (*xmltree.Document, error) {
					content, err := c.content(f, v)
					if err != nil {
						return nil, err
					}
					return newDocument(f, nil, content)
				})
			})},
			{Sig: "new(XDeclaration declaration, params object[] content)", Impl: withContent(func(c converter) rt.Linker {
				return rt.FrameFunc2(func(f *rt.Frame, declaration *xmltree.Declaration, v any) (*xmltree.Document, error) {
					content, err := c.content(f, v)
					if err != nil {
						return nil, err
					}
					return newDocument(f, declaration, content)
				})
			})},
			{Sig: "new(XDocument other)", Impl: rt.FrameFunc1(copyOf[*xmltree.Document])},
			{Sig: "static XDocument Parse(string text)", Impl: rt.FrameFunc1(func(f *rt.Frame, s rt.String) (*xmltree.Document, error) {
				return parseDocument(f, s, rt.Enum{})
			})},
			{Sig: "static XDocument Parse(string text, LoadOptions options)", Impl: rt.FrameFunc2(parseDocument)},
			{
				Sig: "XDeclaration Declaration", Impl: rt.Method0(func(d *xmltree.Document) (*xmltree.Declaration, error) { return d.Declaration, nil }),
				Set: rt.Method1(func(d *xmltree.Document, declaration *xmltree.Declaration) (rt.Void, error) {
					d.Declaration = declaration
					return rt.Void{}, nil
				}),
			},
			{Sig: "XDocumentType DocumentType", Impl: rt.Method0(func(d *xmltree.Document) (*xmltree.DocumentType, error) { return d.DocumentType(), nil })},
			{Sig: "XElement Root", Impl: rt.Method0(func(d *xmltree.Document) (*xmltree.Element, error) { return d.Root(), nil })},
		}, saveMembers()...),
		RefusedMembers: []string{"Load", "LoadAsync", "SaveAsync"},
	}
}

func newDocument(f *rt.Frame, declaration *xmltree.Declaration, content xmltree.Content) (*xmltree.Document, error) {
	if err := f.Alloc(xmltree.NodeSize); err != nil {
		return nil, err
	}
	d, err := xmltree.NewDocument(f.Alloc, content)
	if err != nil {
		return nil, err
	}
	d.Declaration = declaration
	return d, nil
}

func parseDocument(f *rt.Frame, s rt.String, options rt.Enum) (*xmltree.Document, error) {
	if !s.Valid {
		return nil, clr.ArgumentNull("s")
	}
	return xmltree.Parse(s.Text, readOptions(f, options))
}

// declarationType is XDeclaration.
func declarationType() types.Decl {
	part := func(i int, of func(*xmltree.Declaration) *string) (get, set rt.Linker) {
		return rt.Method0(func(d *xmltree.Declaration) (rt.String, error) {
				s := *of(d)
				return rt.String{Text: s, Valid: s != "" || d.Blank[i]}, nil
			}), rt.Method1(func(d *xmltree.Declaration, s rt.String) (rt.Void, error) {
				*of(d), d.Blank[i] = s.Text, isBlank(s)
				return rt.Void{}, nil
			})
	}
	version, setVersion := part(0, func(d *xmltree.Declaration) *string { return &d.Version })
	encoding, setEncoding := part(1, func(d *xmltree.Declaration) *string { return &d.Encoding })
	standalone, setStandalone := part(2, func(d *xmltree.Declaration) *string { return &d.Standalone })
	return types.Decl{
		Name: ns + "XDeclaration", Kind: types.Class,
		Class: rt.RefClass[*xmltree.Declaration](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(v.(*xmltree.Declaration).String()), nil },
		}),
		Members: []types.Member{
			{Sig: "new(string version, string encoding, string standalone)", Impl: rt.Func3(func(version, encoding, standalone rt.String) (*xmltree.Declaration, error) {
				return &xmltree.Declaration{
					Version: version.Text, Encoding: encoding.Text, Standalone: standalone.Text,
					Blank: [3]bool{isBlank(version), isBlank(encoding), isBlank(standalone)},
				}, nil
			})},
			{Sig: "new(XDeclaration other)", Impl: rt.Func1(func(other *xmltree.Declaration) (*xmltree.Declaration, error) {
				if other == nil {
					return nil, clr.ArgumentNull("other")
				}
				d := *other
				return &d, nil
			})},
			{Sig: "string Encoding", Impl: encoding, Set: setEncoding},
			{Sig: "string Standalone", Impl: standalone, Set: setStandalone},
			{Sig: "string Version", Impl: version, Set: setVersion},
			{Sig: "string ToString()", Impl: rt.Method0(func(d *xmltree.Declaration) (rt.String, error) { return rt.Str(d.String()), nil })},
		},
	}
}

// isBlank tells the empty string from null.
func isBlank(s rt.String) bool { return s.Valid && s.Text == "" }
