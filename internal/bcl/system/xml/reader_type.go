package xml

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/io"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// readerType is XmlReader.
func readerType() types.Decl {
	end := rt.FrameMethod0(func(f *rt.Frame, r *Reader) (rt.Void, error) { return rt.Void{}, r.Dispose(f) })
	return types.Decl{
		Name: ns + "XmlReader", Kind: types.Class, Abstract: true, Class: rt.RefClass[*Reader](rt.Class{}),
		Implements: []string{"System.IDisposable"},
		Members: slices.Concat([]types.Member{
			{Sig: "static XmlReader Create(System.IO.TextReader input)", Impl: rt.FrameFunc1(func(f *rt.Frame, from io.TextReader) (*Reader, error) {
				return createReader(f, from, nil)
			})},
			{Sig: "static XmlReader Create(System.IO.TextReader input, XmlReaderSettings settings)", Impl: rt.FrameFunc2(createReader)},
			{Sig: "bool Read()", Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (bool, error) { return r.Read(f) })},
			{Sig: "bool EOF", Impl: rt.Method0(func(r *Reader) (bool, error) { return r.AtEnd(), nil })},
			{Sig: "ReadState ReadState", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.ResultType
				return rt.Method0(func(r *Reader) (rt.Enum, error) { return rt.Enum{Type: typ, Value: r.state}, nil })
			})},
			{Sig: "void Close()", Impl: end},
			{Sig: "void Dispose()", Impl: end},
			{Sig: "void Skip()", Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (rt.Void, error) { return rt.Void{}, r.Skip(f) })},
			{Sig: "XmlNodeType MoveToContent()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.ResultType
				return rt.FrameMethod0(func(f *rt.Frame, r *Reader) (rt.Enum, error) {
					t, err := r.MoveToContent(f)
					return rt.Enum{Type: typ, Value: int64(t)}, err
				})
			})},
		}, readerNameMembers(), readerAttributeMembers(), readerContentMembers(), readerSeekMembers()),
		RefusedMembers: []string{"ReadAsync", "MoveToContentAsync", "SkipAsync", "GetValueAsync", "ReadSubtree", "Settings", "SchemaInfo"},
	}
}

func createReader(_ *rt.Frame, from io.TextReader, set *settings) (*Reader, error) {
	if from == nil {
		return nil, clr.ArgumentNull("input")
	}
	s, err := from.ReadToEnd()
	if err != nil {
		return nil, err
	}
	if set == nil {
		set = &settings{}
	}
	return newTextReader(s, *set), nil
}

// readerNameMembers tell what the reader stands on.
func readerNameMembers() []types.Member {
	part := func(name string, of func(parts) string) types.Member {
		return types.Member{Sig: "string " + name, Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (rt.String, error) {
			return rt.Str(of(r.parts())), f.Step()
		})}
	}
	return []types.Member{
		part("Name", parts.name),
		part("LocalName", func(p parts) string { return p.local }),
		part("Prefix", func(p parts) string { return p.prefix }),
		part("NamespaceURI", func(p parts) string { return p.space }),
		part("Value", func(p parts) string { return p.value }),
		{Sig: "bool HasValue", Impl: rt.Method0(func(r *Reader) (bool, error) { return r.parts().hasValue, nil })},
		{Sig: "string BaseURI", Impl: rt.Method0(func(*Reader) (rt.String, error) { return rt.Str(""), nil })},
		{Sig: "XmlNodeType NodeType", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			typ := c.ResultType
			return rt.Method0(func(r *Reader) (rt.Enum, error) { return rt.Enum{Type: typ, Value: int64(r.NodeType())}, nil })
		})},
		{Sig: "int Depth", Impl: rt.Method0(func(r *Reader) (int32, error) {
			if r.attribute != nil {
				return int32(r.depth) + 1, nil
			}
			return int32(r.depth), nil
		})},
		{Sig: "bool IsEmptyElement", Impl: rt.Method0(func(r *Reader) (bool, error) {
			e := r.element()
			return e != nil && r.attribute == nil && e.IsEmpty(), nil
		})},
		{Sig: "XmlNameTable NameTable", Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (*nameTable, error) {
			// Names that come later in the text count as known, too.
			return newNameTable(f, false, func() xmltree.Container {
				c, _ := r.top.(xmltree.Container)
				return c
			})
		})},
		{Sig: "string LookupNamespace(string prefix)", Impl: rt.Method1(func(r *Reader, prefix rt.String) (rt.String, error) {
			e, _ := r.at.(*xmltree.Element)
			if e == nil && r.at != nil {
				e = r.at.Parent()
			}
			if e == nil && !r.fromTree && prefix.Valid {
				// Readers of texts know these prefixes before the first element.
				uri, ok := map[string]string{"": "", "xml": string(xmltree.XMLNamespace), "xmlns": string(xmltree.XmlnsNamespace)}[prefix.Text]
				return rt.String{Text: uri, Valid: ok}, nil
			}
			if e == nil || !prefix.Valid {
				return rt.String{}, nil
			}
			if prefix.Text == "" {
				return rt.Str(string(e.DefaultNamespace())), nil
			}
			uri, ok, err := e.NamespaceOfPrefix(prefix.Text)
			return rt.String{Text: string(uri), Valid: ok}, err
		})},
	}
}

func readerAttributeMembers() []types.Member {
	byName := rt.FrameMethod1(func(f *rt.Frame, r *Reader, name rt.String) (rt.String, error) {
		a, err := r.askedFor(name)
		if err != nil {
			return rt.String{}, err
		}
		return valueOrNull(a), f.Step()
	})
	in := rt.FrameMethod2(func(f *rt.Frame, r *Reader, local, space rt.String) (rt.String, error) {
		a, err := r.askedForIn(local, space)
		if err != nil {
			return rt.String{}, err
		}
		return valueOrNull(a), f.Step()
	})
	at := rt.Method1((*Reader).valueAt)
	return []types.Member{
		{Sig: "int AttributeCount", Impl: rt.Method0(func(r *Reader) (int32, error) { return int32(r.attributeCount()), nil })},
		{Sig: "bool HasAttributes", Impl: rt.Method0(func(r *Reader) (bool, error) { return r.attributeAt(0) != nil, nil })},
		{Sig: "string GetAttribute(string name)", Impl: byName},
		{Sig: "string GetAttribute(string name, string namespaceURI)", Impl: in},
		{Sig: "string GetAttribute(int i)", Impl: at},
		{Sig: "string this[string name]", Impl: byName},
		{Sig: "string this[string name, string namespaceURI]", Impl: in},
		{Sig: "string this[int i]", Impl: at},
		{Sig: "bool MoveToAttribute(string name)", Impl: rt.Method1(func(r *Reader, name rt.String) (bool, error) {
			a, err := r.askedFor(name)
			return err == nil && r.moveTo(a), err
		})},
		{Sig: "bool MoveToAttribute(string name, string ns)", Impl: rt.Method2(func(r *Reader, local, space rt.String) (bool, error) {
			a, err := r.askedForIn(local, space)
			return err == nil && r.moveTo(a), err
		})},
		{Sig: "void MoveToAttribute(int i)", Impl: rt.Method1(func(r *Reader, i int32) (rt.Void, error) {
			if !r.moveTo(r.attributeAt(int(i))) && !r.outsideTree() {
				return rt.Void{}, clr.ArgumentOutOfRange("", "i")
			}
			return rt.Void{}, nil
		})},
		{Sig: "bool MoveToFirstAttribute()", Impl: rt.Method0(func(r *Reader) (bool, error) { return r.moveTo(r.attributeAt(0)), nil })},
		{Sig: "bool MoveToNextAttribute()", Impl: rt.Method0(func(r *Reader) (bool, error) { return r.moveToNext(), nil })},
		{Sig: "bool MoveToElement()", Impl: rt.Method0(func(r *Reader) (bool, error) {
			moved := r.attribute != nil
			r.attribute = nil
			return moved, nil
		})},
	}
}

// elementForms are the three forms of a member that asks for an element: any, by
// name, by local name and namespace.
func elementForms[R any](result, name string, op func(r *Reader, f *rt.Frame, w wanted) (R, error)) []types.Member {
	return append([]types.Member{
		{Sig: result + " " + name + "()", Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (R, error) { return op(r, f, wanted{any: true}) })},
	}, namedForms(result, name, op)...)
}

func namedForms[R any](result, name string, op func(r *Reader, f *rt.Frame, w wanted) (R, error)) []types.Member {
	return []types.Member{
		{Sig: result + " " + name + "(string name)", Impl: rt.FrameMethod1(func(f *rt.Frame, r *Reader, name rt.String) (R, error) {
			return op(r, f, wanted{written: true, name: name})
		})},
		{Sig: result + " " + name + "(string localName, string namespaceURI)", Impl: rt.FrameMethod2(func(f *rt.Frame, r *Reader, local, space rt.String) (R, error) {
			return op(r, f, wanted{name: local, space: space})
		})},
	}
}

// seekForms are the forms of members that look for an element, and want a name for
// it. A reader over nodes asks less of local names and namespaces.
func seekForms(name string, op func(r *Reader, f *rt.Frame, w wanted) (bool, error)) []types.Member {
	return namedForms("bool", name, func(r *Reader, f *rt.Frame, w wanted) (bool, error) {
		parameter := "localName"
		if w.written {
			parameter = "name"
		}
		switch {
		case r.fromTree && !w.written:
		case !w.name.Valid:
			return false, clr.ArgumentNull(parameter)
		case w.name.Text == "":
			return false, clr.Argument("The empty string '' is not a valid name.", parameter)
		case !w.written && !w.space.Valid:
			return false, clr.ArgumentNull("namespaceURI")
		}
		return op(r, f, w)
	})
}

func readerSeekMembers() []types.Member {
	return slices.Concat(
		seekForms("ReadToFollowing", (*Reader).toFollowing),
		seekForms("ReadToDescendant", (*Reader).toDescendant),
		seekForms("ReadToNextSibling", (*Reader).toNextSibling),
		elementForms("bool", "IsStartElement", (*Reader).isStartElement),
		elementForms("void", "ReadStartElement", (*Reader).readStartElement),
	)
}

func readerContentMembers() []types.Member {
	return slices.Concat(
		elementForms("string", "ReadElementString", (*Reader).readElementString),
		[]types.Member{
			{Sig: "void ReadEndElement()", Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (rt.Void, error) { return r.readEndElement(f) })},
			{Sig: "string ReadString()", Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (rt.String, error) {
				s, err := r.readString(f)
				return rt.Str(s), err
			})},
			{Sig: "string ReadContentAsString()", Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (rt.String, error) {
				s, err := r.content(f)
				return rt.Str(s), err
			})},
			{Sig: "string ReadElementContentAsString()", Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (rt.String, error) {
				s, err := r.elementContent(f, "ReadElementContentAsString")
				return rt.Str(s), err
			})},
			typed("int", "Int", "Int", xmltree.ParseInt32),
			typed("long", "Long", "Long", xmltree.ParseInt64),
			typed("float", "Float", "Float", xmltree.ParseSingle),
			typed("double", "Double", "Double", xmltree.ParseDouble),
			typed("decimal", "Decimal", "Decimal", xmltree.ParseDecimal),
			typed("bool", "Boolean", "Boolean", xmltree.ParseBool),
			{Sig: "string ReadInnerXml()", Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (rt.String, error) { return r.readXML(f, true) })},
			{Sig: "string ReadOuterXml()", Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (rt.String, error) { return r.readXML(f, false) })},
		})
}

// typed is one of the ReadElementContentAs methods.
func typed[V any](result, suffix, class string, parse func(string) (V, error)) types.Member {
	method := "ReadElementContentAs" + suffix
	return types.Member{Sig: result + " " + method + "()", Impl: rt.FrameMethod0(func(f *rt.Frame, r *Reader) (v V, err error) {
		s, err := r.elementContent(f, method)
		if err != nil {
			return v, err
		}
		if v, err = parse(s); err != nil && s == "" {
			return v, err
		}
		if err != nil {
			return v, clr.Throw(ns+"XmlException", "Content cannot be converted to the type %s.", class)
		}
		return v, nil
	})}
}
