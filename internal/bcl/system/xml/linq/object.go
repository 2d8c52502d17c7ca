package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// objectType is XObject, the base of nodes and attributes.
func objectType() types.Decl {
	return types.Decl{
		Name: ns + "XObject", Kind: types.Class, Abstract: true, Class: class[xmltree.Object](),
		Members: []types.Member{
			{Sig: "string BaseUri", Impl: rt.Method0(func(xmltree.Object) (rt.String, error) { return rt.Str(""), nil })},
			{Sig: "XDocument Document", Impl: rt.Method0(func(o xmltree.Object) (*xmltree.Document, error) { return o.Document(), nil })},
			{Sig: "XElement Parent", Impl: rt.Method0(func(o xmltree.Object) (*xmltree.Element, error) { return o.Parent(), nil })},
			{Sig: "System.Xml.XmlNodeType NodeType", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.ResultType
				return rt.Method0(func(o xmltree.Object) (rt.Enum, error) {
					return rt.Enum{Type: typ, Value: int64(o.NodeType())}, nil
				})
			})},
			{Sig: "void AddAnnotation(object annotation)", Impl: rt.FrameMethod1(addAnnotation)},
			{Sig: "object Annotation(System.Type type)", Impl: rt.Method1(annotationOf)},
			{Sig: "T Annotation<T>()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.TypeArgs[0]
				return rt.Method0(func(o xmltree.Object) (any, error) { return annotationOf(o, typ) })
			})},
			{Sig: "IEnumerable<object> Annotations(System.Type type)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				result := newResult(c)
				return rt.FrameMethod1(func(f *rt.Frame, o xmltree.Object, typ *rt.Type) (*sequence, error) {
					return annotationsOf(f, result, o, typ)
				})
			})},
			{Sig: "IEnumerable<T> Annotations<T>()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				result, typ := newResult(c), c.TypeArgs[0]
				return rt.FrameMethod0(func(f *rt.Frame, o xmltree.Object) (*sequence, error) {
					return annotationsOf(f, result, o, typ)
				})
			})},
			{Sig: "void RemoveAnnotations(System.Type type)", Impl: rt.Method1(removeAnnotations)},
			{Sig: "void RemoveAnnotations<T>()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.TypeArgs[0]
				return rt.Method0(func(o xmltree.Object) (rt.Void, error) { return removeAnnotations(o, typ) })
			})},
		},
		RefusedMembers: []string{"Changed", "Changing"},
	}
}

// toString is the ToString of nodes and attributes.
func toString(f *rt.Frame, v any) (rt.String, error) { return write(f, v.(xmltree.Object), rt.Enum{}) }

// write is ToString(SaveOptions).
func write(f *rt.Frame, o xmltree.Object, options rt.Enum) (rt.String, error) {
	s, err := xmltree.Write(o, xmltree.WriteOptions{
		Save: xmltree.SaveOptions(options.Value), NewLine: host.Of(f).NewLine, Charge: f.Alloc,
	})
	return rt.Str(s), err
}

func addAnnotation(f *rt.Frame, o xmltree.Object, v any) (rt.Void, error) {
	if v == nil {
		return rt.Void{}, clr.ArgumentNull("annotation")
	}
	if err := f.Alloc(32); err != nil {
		return rt.Void{}, err
	}
	o.Notes().Add(v)
	return rt.Void{}, nil
}

func annotationOf(o xmltree.Object, typ *rt.Type) (any, error) {
	if typ == nil {
		return nil, clr.ArgumentNull("type")
	}
	for _, v := range o.Notes().All() {
		if typ.Instance(v) {
			return v, nil
		}
	}
	return nil, nil
}

func annotationsOf(f *rt.Frame, r result, o xmltree.Object, typ *rt.Type) (*sequence, error) {
	if typ == nil {
		return nil, clr.ArgumentNull("type")
	}
	return r.sequence(f, func() rt.Enumerator {
		all := o.Notes().All()
		return next(func(f *rt.Frame) (any, bool, error) {
			for len(all) > 0 {
				v := all[0]
				all = all[1:]
				if typ.Instance(v) {
					return v, true, nil
				}
			}
			return nil, false, nil
		})
	})
}

func removeAnnotations(o xmltree.Object, typ *rt.Type) (rt.Void, error) {
	if typ == nil {
		return rt.Void{}, clr.ArgumentNull("type")
	}
	o.Notes().Remove(typ.Instance)
	return rt.Void{}, nil
}
