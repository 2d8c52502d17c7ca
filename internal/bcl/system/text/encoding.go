package text

import (
	"strconv"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// encodingType is System.Text.Encoding. Its objects are *codePage.
func encodingType(all *codePages) types.Decl {
	property := func(name string, number int32) types.Member {
		p := all.byNumber[number]
		return types.Member{Sig: "static Encoding " + name, Impl: rt.Func0(func() (*codePage, error) { return p, nil })}
	}
	d := types.Decl{
		Name: "System.Text.Encoding", Kind: types.Class, Abstract: true, Implements: []string{"System.ICloneable"},
		Class: rt.RefClass[*codePage](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(v.(*codePage).class), nil },
			Hash:     func(_ *rt.Frame, v any) (int32, error) { return v.(*codePage).number, nil },
		}),
		Members: []types.Member{
			property("UTF8", 65001), property("ASCII", 20127), property("Unicode", 1200), property("BigEndianUnicode", 1201),
			property("UTF32", 12000), property("UTF7", 65000),
			// unverified: .NET Framework's default is the code page of the machine.
			property("Default", 65001),
			{Sig: "static Encoding GetEncoding(int codepage)", Impl: rt.Func1(all.numbered)},
			{Sig: "static Encoding GetEncoding(string name)", Impl: rt.Func1(all.named)},
			{Sig: "static byte[] Convert(Encoding srcEncoding, Encoding dstEncoding, byte[] bytes)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.FrameFunc3(func(f *rt.Frame, from, to *codePage, b *rt.Array[uint8]) (*rt.Array[uint8], error) {
					return convert(f, elem, from, to, b, 0, length(b))
				})
			})},
			{Sig: "static byte[] Convert(Encoding srcEncoding, Encoding dstEncoding, byte[] bytes, int index, int count)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.FrameFunc5(func(f *rt.Frame, from, to *codePage, b *rt.Array[uint8], index, count int32) (*rt.Array[uint8], error) {
					return convert(f, elem, from, to, b, index, count)
				})
			})},
			{Sig: "object Clone()", Impl: rt.Method0(func(p *codePage) (*codePage, error) { return p, nil })},
			{Sig: "bool IsAlwaysNormalized()", Impl: rt.Method0(func(p *codePage) (bool, error) { return p.normalized(formC), nil })},
			{Sig: "bool IsAlwaysNormalized(NormalizationForm form)", Impl: rt.Method1(func(p *codePage, form rt.Enum) (bool, error) {
				return p.normalized(form.Value), nil
			})},
			{Sig: "byte[] GetPreamble()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.Method0(func(p *codePage) (rt.AnyArray, error) {
					if p.preamble == "" {
						return elem.EmptyArray(), nil
					}
					return rt.NewArray(elem, []byte(p.preamble)), nil
				})
			})},
			{Sig: "int GetMaxByteCount(int charCount)", Impl: rt.Method1(func(p *codePage, n int32) (int32, error) { return bound(p.codec.maxBytes, n, "charCount") })},
			{Sig: "int GetMaxCharCount(int byteCount)", Impl: rt.Method1(func(p *codePage, n int32) (int32, error) { return bound(p.codec.maxChars, n, "byteCount") })},
			text("EncodingName", func(p *codePage) string { return p.displayName }),
			text("WebName", func(p *codePage) string { return p.webName }),
			text("BodyName", func(p *codePage) string { return orElse(p.bodyName, p.webName) }),
			text("HeaderName", func(p *codePage) string { return orElse(p.headerName, p.webName) }),
			{Sig: "int CodePage", Impl: rt.Method0(func(p *codePage) (int32, error) { return p.number, nil })},
			{Sig: "int WindowsCodePage", Impl: rt.Method0(func(p *codePage) (int32, error) { return p.windows, nil })},
			flag("IsSingleByte", func(p *codePage) bool { return p.singleByte }),
			flag("IsBrowserDisplay", func(p *codePage) bool { return p.browser }),
			flag("IsBrowserSave", func(p *codePage) bool { return p.browser || p.browserSaveOnly }),
			flag("IsMailNewsDisplay", func(p *codePage) bool { return p.mail }),
			flag("IsMailNewsSave", func(p *codePage) bool { return p.mail }),
			flag("IsReadOnly", func(*codePage) bool { return true }),
		},
		// What they return or take are types outside of the service's list.
		RefusedMembers: []string{"DecoderFallback", "EncoderFallback", "GetDecoder", "GetEncoder", "GetEncodings", "RegisterProvider"},
	}
	d.Members = append(d.Members, encodeMembers()...)
	d.Members = append(d.Members, decodeMembers()...)
	return d
}

func text(name string, of func(*codePage) string) types.Member {
	return types.Member{Sig: "string " + name, Impl: rt.Method0(func(p *codePage) (rt.String, error) { return rt.Str(of(p)), nil })}
}

func flag(name string, of func(*codePage) bool) types.Member {
	return types.Member{Sig: "bool " + name, Impl: rt.Method0(func(p *codePage) (bool, error) { return of(p), nil })}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// OfWriters returns the encoding of writers of strings: Encoding.Unicode without a
// byte order mark, which is another object.
func OfWriters() any { return pages().ofWriters }

// pages are the encodings, made at first use and the same for all.
var pages = sync.OnceValue(newCodePages)

// Clone returns the encoding itself, which cannot change.
func (p *codePage) Clone(*rt.Frame) (any, error) { return p, nil }

// formC is NormalizationForm.FormC.
const formC = 1

// normalized is Encoding.IsAlwaysNormalized: .NET Framework has a list of code pages
// whose characters have no other spelling in form C; ASCII is not one of them.
func (p *codePage) normalized(form int64) bool {
	if form != formC {
		return false
	}
	switch p.number {
	case 437, 737, 850, 852, 855, 858, 862, 866, 1250, 1251, 1252, 1254, 1256, 28591:
		return true
	}
	return false
}

const providerHint = " For information on defining a custom encoding, see the documentation for the Encoding.RegisterProvider method."

func (all *codePages) named(name rt.String) (*codePage, error) {
	if !name.Valid {
		return nil, clr.ArgumentNull("name")
	}
	if p := all.find(name.Text); p != nil {
		return p, nil
	}
	return nil, clr.Argument("'"+name.Text+"' is not a supported encoding name."+providerHint, "name")
}

func (all *codePages) numbered(number int32) (*codePage, error) {
	const mostNumber = 65535
	switch {
	case number < 0 || number > mostNumber:
		return nil, clr.ArgumentOutOfRange("Valid values are between 0 and 65535, inclusive.", "codepage")
	case number == 0:
		return all.byNumber[65001], nil
	}
	if p := all.byNumber[number]; p != nil {
		return p, nil
	}
	switch number {
	case 1, 2, 3, 42: // Windows' numbers for the pages of OEM, Mac, the thread, and symbols
		return nil, clr.Argument(strconv.Itoa(int(number))+" is not a supported code page.", "codepage")
	}
	return nil, clr.NotSupported("%s", "No data is available for encoding "+strconv.Itoa(int(number))+"."+providerHint)
}

// bound applies a bound of sizes to an argument.
func bound(of func(int64) int64, n int32, param string) (int32, error) {
	const mostInt = 1<<31 - 1
	if n < 0 {
		return 0, clr.ArgumentOutOfRange("Non-negative number required.", param)
	}
	m := of(int64(n))
	if m > mostInt {
		return 0, clr.ArgumentOutOfRange("Too many characters. The resulting number of bytes is larger than what can be returned as an int.", param)
	}
	return int32(m), nil
}

func convert(f *rt.Frame, elem *rt.Type, from, to *codePage, b *rt.Array[uint8], index, count int32) (*rt.Array[uint8], error) {
	const null = "Array cannot be null."
	switch {
	case from == nil:
		return nil, argumentNull(null, "srcEncoding")
	case to == nil:
		return nil, argumentNull(null, "dstEncoding")
	}
	s, err := decodePart(f, from, b, index, count)
	if err != nil {
		return nil, err
	}
	return encoded(f, elem, to, s)
}

// argumentNull is ArgumentNullException with another message.
func argumentNull(message, param string) error {
	return clr.Throw("System.ArgumentNullException", "%s", message+"\nParameter name: "+param)
}
