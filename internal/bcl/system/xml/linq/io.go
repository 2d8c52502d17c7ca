package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/io"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// saveMembers are the forms of Save that write to a TextWriter; those that write to
// files and streams are not for expressions.
func saveMembers() []types.Member {
	save := func(f *rt.Frame, n xmltree.Node, to io.TextWriter, options rt.Enum) (rt.Void, error) {
		if to == nil {
			return rt.Void{}, clr.ArgumentNull("output")
		}
		if d, ok := n.(*xmltree.Document); ok && d.Root() == nil {
			return rt.Void{}, clr.InvalidOperation("Token EndDocument in state Document would result in an invalid XML document.")
		}
		o := xmltree.WriteOptions{
			Save: xmltree.SaveOptions(options.Value), NewLine: host.Of(f).NewLine, Charge: f.Alloc, Encoding: to.EncodingName(),
		}
		s, err := xmltree.Write(n, o)
		if err != nil {
			return rt.Void{}, err
		}
		if _, ok := n.(*xmltree.Document); !ok {
			// The declaration of a document that is not there.
			head := (&xmltree.Declaration{Version: "1.0", Encoding: o.Encoding}).String()
			if o.Save&xmltree.DisableFormatting == 0 {
				head += o.NewLine
			}
			s = head + s
		}
		return rt.Void{}, to.WriteText(f, s)
	}
	return []types.Member{
		{Sig: "void Save(System.IO.TextWriter textWriter)", Impl: rt.FrameMethod1(func(f *rt.Frame, n xmltree.Node, to io.TextWriter) (rt.Void, error) {
			return save(f, n, to, rt.Enum{})
		})},
		{Sig: "void Save(System.IO.TextWriter textWriter, SaveOptions options)", Impl: rt.FrameMethod2(save)},
	}
}

// loadMembers are the forms of XElement.Load that read from a TextReader.
func loadMembers() []types.Member {
	load := func(f *rt.Frame, from io.TextReader, options rt.Enum) (*xmltree.Element, error) {
		if from == nil {
			return nil, clr.ArgumentNull("input")
		}
		s, err := from.ReadToEnd()
		if err != nil {
			return nil, err
		}
		return parseElement(f, rt.Str(s), options)
	}
	return []types.Member{
		{Sig: "static XElement Load(System.IO.TextReader textReader)", Impl: rt.FrameFunc1(func(f *rt.Frame, from io.TextReader) (*xmltree.Element, error) {
			return load(f, from, rt.Enum{})
		})},
		{Sig: "static XElement Load(System.IO.TextReader textReader, LoadOptions options)", Impl: rt.FrameFunc2(load)},
	}
}
