package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// textType is XText. XCData is the same Go type.
func textType() types.Decl {
	return types.Decl{
		Name: ns + "XText", Kind: types.Class, Base: ns + "XNode", Class: class[*xmltree.Text](),
		Members: []types.Member{
			{Sig: "new(string value)", Impl: rt.FrameFunc1(leaf(xmltree.NewText))},
			{Sig: "new(XText other)", Impl: rt.FrameFunc1(copyText(xmltree.NewText))},
			textMember[*xmltree.Text](),
		},
	}
}

func cdataType() types.Decl {
	return types.Decl{
		Name: ns + "XCData", Kind: types.Class, Base: ns + "XText",
		Class: &rt.Class{ToString: toString, Instance: func(v any, _ *rt.Type) bool {
			t, ok := v.(*xmltree.Text)
			return ok && t.IsCData()
		}},
		Members: []types.Member{
			{Sig: "new(string value)", Impl: rt.FrameFunc1(leaf(xmltree.NewCData))},
			{Sig: "new(XCData other)", Impl: rt.FrameFunc1(copyText(xmltree.NewCData))},
		},
	}
}

func commentType() types.Decl {
	return types.Decl{
		Name: ns + "XComment", Kind: types.Class, Base: ns + "XNode", Class: class[*xmltree.Comment](),
		Members: []types.Member{
			{Sig: "new(string value)", Impl: rt.FrameFunc1(leaf(xmltree.NewComment))},
			{Sig: "new(XComment other)", Impl: rt.FrameFunc1(copyOf[*xmltree.Comment])},
			textMember[*xmltree.Comment](),
		},
	}
}

// leaf is the constructor of a node that holds a text and nothing else.
func leaf[T any](make func(string) T) func(*rt.Frame, rt.String) (T, error) {
	return func(f *rt.Frame, s rt.String) (node T, err error) {
		if !s.Valid {
			return node, clr.ArgumentNull("value")
		}
		return make(s.Text), f.Alloc(xmltree.NodeSize)
	}
}

// copyText copies the text of a node into a new one of the kind that make makes:
// new XText(x) is no XCData, whatever x is.
func copyText(make func(string) *xmltree.Text) func(*rt.Frame, *xmltree.Text) (*xmltree.Text, error) {
	return func(f *rt.Frame, other *xmltree.Text) (*xmltree.Text, error) {
		if other == nil {
			return nil, clr.ArgumentNull("other")
		}
		return make(other.Value()), f.Alloc(xmltree.NodeSize)
	}
}

// textMember is the property Value.
func textMember[T interface {
	Value() string
	SetValue(string)
}]() types.Member {
	return types.Member{
		Sig: "string Value", Impl: rt.Method0(func(n T) (rt.String, error) { return rt.Str(n.Value()), nil }),
		Set: rt.Method1(func(n T, s rt.String) (rt.Void, error) {
			if !s.Valid {
				return rt.Void{}, clr.ArgumentNull("value")
			}
			n.SetValue(s.Text)
			return rt.Void{}, nil
		}),
	}
}

func instructionType() types.Decl {
	return types.Decl{
		Name: ns + "XProcessingInstruction", Kind: types.Class, Base: ns + "XNode", Class: class[*xmltree.Instruction](),
		Members: []types.Member{
			{Sig: "new(string target, string data)", Impl: rt.FrameFunc2(func(f *rt.Frame, target, data rt.String) (*xmltree.Instruction, error) {
				if !data.Valid {
					return nil, clr.ArgumentNull("data")
				}
				if !target.Valid {
					return nil, clr.ArgumentNull("name")
				}
				if err := f.Alloc(xmltree.NodeSize); err != nil {
					return nil, err
				}
				return xmltree.NewInstruction(target.Text, data.Text)
			})},
			{Sig: "new(XProcessingInstruction other)", Impl: rt.FrameFunc1(copyOf[*xmltree.Instruction])},
			{
				Sig: "string Target", Impl: rt.Method0(func(p *xmltree.Instruction) (rt.String, error) { return rt.Str(p.Target()), nil }),
				Set: rt.Method1(func(p *xmltree.Instruction, s rt.String) (rt.Void, error) {
					if !s.Valid {
						return rt.Void{}, clr.ArgumentNull("name")
					}
					return rt.Void{}, p.SetTarget(s.Text)
				}),
			},
			{
				Sig: "string Data", Impl: rt.Method0(func(p *xmltree.Instruction) (rt.String, error) { return rt.Str(p.Data()), nil }),
				Set: rt.Method1(func(p *xmltree.Instruction, s rt.String) (rt.Void, error) {
					if !s.Valid {
						return rt.Void{}, clr.ArgumentNull("value")
					}
					p.SetData(s.Text)
					return rt.Void{}, nil
				}),
			},
		},
	}
}

func doctypeType() types.Decl {
	part := func(name string, of func(*xmltree.DocumentType) **string) types.Member {
		return types.Member{
			Sig: "string " + name,
			Impl: rt.Method0(func(d *xmltree.DocumentType) (rt.String, error) {
				if s := *of(d); s != nil {
					return rt.Str(*s), nil
				}
				return rt.String{}, nil
			}),
			Set: rt.Method1(func(d *xmltree.DocumentType, s rt.String) (rt.Void, error) {
				*of(d) = optional(s)
				return rt.Void{}, nil
			}),
		}
	}
	return types.Decl{
		Name: ns + "XDocumentType", Kind: types.Class, Base: ns + "XNode", Class: class[*xmltree.DocumentType](),
		Members: []types.Member{
			{Sig: "new(string name, string publicId, string systemId, string internalSubset)", Impl: rt.FrameFunc4(func(f *rt.Frame, name, public, system, subset rt.String) (*xmltree.DocumentType, error) {
				if !name.Valid {
					return nil, clr.ArgumentNull("name")
				}
				if err := f.Alloc(xmltree.NodeSize); err != nil {
					return nil, err
				}
				return xmltree.NewDocumentType(name.Text, optional(public), optional(system), optional(subset))
			})},
			{Sig: "new(XDocumentType other)", Impl: rt.FrameFunc1(copyOf[*xmltree.DocumentType])},
			{
				Sig: "string Name", Impl: rt.Method0(func(d *xmltree.DocumentType) (rt.String, error) { return rt.Str(d.Name), nil }),
				Set: rt.Method1(func(d *xmltree.DocumentType, s rt.String) (rt.Void, error) {
					if !s.Valid {
						return rt.Void{}, clr.ArgumentNull("name")
					}
					if _, err := xmltree.NewDocumentType(s.Text, nil, nil, nil); err != nil {
						return rt.Void{}, err
					}
					d.Name = s.Text
					return rt.Void{}, nil
				}),
			},
			part("PublicId", func(d *xmltree.DocumentType) **string { return &d.PublicID }),
			part("SystemId", func(d *xmltree.DocumentType) **string { return &d.SystemID }),
			part("InternalSubset", func(d *xmltree.DocumentType) **string { return &d.Subset }),
		},
	}
}

func optional(s rt.String) *string {
	if !s.Valid {
		return nil
	}
	return &s.Text
}
