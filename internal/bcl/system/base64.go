package system

import (
	"encoding/base64"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// base64LineLength is how many characters a line has with
// Base64FormattingOptions.InsertLineBreaks.
const base64LineLength = 76

// base64Members are Convert's members for base 64.
func base64Members() []types.Member {
	whole := func(bytes *rt.Array[uint8]) int32 {
		if bytes == nil {
			return 0
		}
		return int32(len(bytes.Items))
	}
	return []types.Member{
		{Sig: "static string ToBase64String(byte[] inArray)", Impl: rt.FrameFunc1(func(f *rt.Frame, b *rt.Array[uint8]) (rt.String, error) {
			return toBase64(f, b, 0, whole(b), rt.Enum{})
		})},
		{Sig: "static string ToBase64String(byte[] inArray, Base64FormattingOptions options)", Impl: rt.FrameFunc2(func(f *rt.Frame, b *rt.Array[uint8], options rt.Enum) (rt.String, error) {
			return toBase64(f, b, 0, whole(b), options)
		})},
		{Sig: "static string ToBase64String(byte[] inArray, int offset, int length)", Impl: rt.FrameFunc3(func(f *rt.Frame, b *rt.Array[uint8], offset, length int32) (rt.String, error) {
			return toBase64(f, b, offset, length, rt.Enum{})
		})},
		{Sig: "static string ToBase64String(byte[] inArray, int offset, int length, Base64FormattingOptions options)", Impl: rt.FrameFunc4(toBase64)},
		{Sig: "static int ToBase64CharArray(byte[] inArray, int offsetIn, int length, char[] outArray, int offsetOut)", Impl: rt.FrameFunc5(func(f *rt.Frame, b *rt.Array[uint8], offset, length int32, out *rt.Array[clr.Char], at int32) (int32, error) {
			return toBase64Chars(f, b, offset, length, out, at, rt.Enum{})
		})},
		{Sig: "static int ToBase64CharArray(byte[] inArray, int offsetIn, int length, char[] outArray, int offsetOut, Base64FormattingOptions options)", Impl: frameFunc6(toBase64Chars)},
		{Sig: "static byte[] FromBase64String(string s)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			elem := c.ResultType.Elem
			return rt.FrameFunc1(func(f *rt.Frame, s rt.String) (*rt.Array[uint8], error) {
				if !s.Valid {
					return nil, clr.ArgumentNull("s")
				}
				return fromBase64(f, elem, s.Text)
			})
		})},
		{Sig: "static byte[] FromBase64CharArray(char[] inArray, int offset, int length)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			elem := c.ResultType.Elem
			return rt.FrameFunc3(func(f *rt.Frame, chars *rt.Array[clr.Char], offset, length int32) (*rt.Array[uint8], error) {
				if chars == nil {
					return nil, clr.ArgumentNull("inArray")
				}
				if err := checkPart(len(chars.Items), offset, length); err != nil {
					return nil, err
				}
				return fromBase64(f, elem, rt.FromUnits(chars.Items[offset:offset+length]))
			})
		})},
	}
}

// checkPart checks offset and length of a part of n items.
func checkPart(n int, offset, length int32) error {
	switch {
	case length < 0:
		return indexOutOfRange("length")
	case offset < 0:
		return clr.ArgumentOutOfRange("Value must be positive.", "offset")
	case int(offset) > n-int(length):
		return clr.ArgumentOutOfRange("Offset and length must refer to a position in the string.", "offset")
	}
	return nil
}

func toBase64(f *rt.Frame, b *rt.Array[uint8], offset, length int32, options rt.Enum) (rt.String, error) {
	if b == nil {
		return rt.String{}, clr.ArgumentNull("inArray")
	}
	if err := checkPart(len(b.Items), offset, length); err != nil {
		return rt.String{}, err
	}
	if options.Value&^1 != 0 {
		return rt.String{}, clr.Argument("Illegal enum value: "+formatInteger(options.Value)+".", "options")
	}
	// The encoder makes bytes of its own first.
	if err := f.Alloc(2 * base64.StdEncoding.EncodedLen(int(length))); err != nil {
		return rt.String{}, err
	}
	text := base64.StdEncoding.EncodeToString(b.Items[offset : offset+length])
	if options.Value == 0 || len(text) <= base64LineLength {
		return rt.Str(text), nil
	}
	if err := f.Alloc(len(text) + 2*len(text)/base64LineLength); err != nil {
		return rt.String{}, err
	}
	var lines strings.Builder
	for len(text) > base64LineLength {
		lines.WriteString(text[:base64LineLength] + "\r\n")
		text = text[base64LineLength:]
	}
	lines.WriteString(text)
	return rt.Str(lines.String()), nil
}

func toBase64Chars(f *rt.Frame, b *rt.Array[uint8], offset, length int32, out *rt.Array[clr.Char], at int32, options rt.Enum) (int32, error) {
	if out == nil && b != nil {
		return 0, clr.ArgumentNull("outArray")
	}
	text, err := toBase64(f, b, offset, length, options)
	if err != nil {
		return 0, err
	}
	switch {
	case at < 0:
		return 0, clr.ArgumentOutOfRange("Value must be positive.", "offsetOut")
	case len(b.Items) == 0:
		return 0, nil
	case int(at) > len(out.Items)-len(text.Text):
		return 0, clr.ArgumentOutOfRange("Either offset did not refer to a position in the string, or there is an insufficient length of destination character array.", "offsetOut")
	}
	if int(at) == len(out.Items) {
		return 0, clr.IndexOutOfRange() // .NET takes the address of the first place, nothing though there is to write
	}
	copy(out.Items[at:], rt.Units(text.Text))
	return int32(len(text.Text)), nil
}

// fromBase64 reads base 64; white space may stand anywhere.
func fromBase64(f *rt.Frame, elem *rt.Type, s string) (*rt.Array[uint8], error) {
	if err := f.Alloc(base64.StdEncoding.DecodedLen(len(s))); err != nil {
		return nil, err
	}
	bytes, err := base64.StdEncoding.DecodeString(s)
	if err != nil && strings.ContainsAny(s, " \t") {
		bytes, err = base64.StdEncoding.DecodeString(strings.NewReplacer(" ", "", "\t", "").Replace(s))
	}
	if err != nil {
		return nil, clr.Format("The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.")
	}
	return rt.NewArray(elem, bytes), nil
}
