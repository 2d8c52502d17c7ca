package net

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/io"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// webUtilityType is System.Net.WebUtility.
func webUtilityType() types.Decl {
	entities := entityTable()
	decode := func(s string) string { return htmlDecode(s, entities) }
	return types.Decl{
		Name: "System.Net.WebUtility", Kind: types.Class, Static: true,
		Members: []types.Member{
			{Sig: "static string HtmlEncode(string value)", Impl: rt.FrameFunc1(convert(htmlEncode, htmlEncodedLen))},
			{Sig: "static void HtmlEncode(string value, TextWriter output)", Impl: rt.FrameFunc2(write(htmlEncode, htmlEncodedLen))},
			{Sig: "static string HtmlDecode(string value)", Impl: rt.FrameFunc1(convert(decode, decodedLen))},
			{Sig: "static void HtmlDecode(string value, TextWriter output)", Impl: rt.FrameFunc2(write(decode, decodedLen))},
			{Sig: "static string UrlEncode(string value)", Impl: rt.FrameFunc1(convert(URLEncode, urlEncodedLen))},
			{Sig: "static string UrlDecode(string encodedValue)", Impl: rt.FrameFunc1(convert(URLDecode, decodedLen))},
			{Sig: "static byte[] UrlEncodeToBytes(byte[] value, int offset, int count)", Impl: bytesMember(urlEncodeBytes, urlEncodedLen)},
			{Sig: "static byte[] UrlDecodeToBytes(byte[] encodedValue, int offset, int count)", Impl: bytesMember(urlDecodeBytes, decodedLen)},
		},
	}
}

// convert is a function on texts: null gives null, and the result, whose length most
// tells, counts as memory.
func convert(fn func(string) string, most func(string) int) func(*rt.Frame, rt.String) (rt.String, error) {
	return func(f *rt.Frame, s rt.String) (rt.String, error) {
		if !s.Valid {
			return s, nil
		}
		if err := f.Alloc(most(s.Text)); err != nil {
			return s, err
		}
		return rt.Str(fn(s.Text)), nil
	}
}

// write is the same with a writer for the result.
func write(fn func(string) string, most func(string) int) func(*rt.Frame, rt.String, any) (rt.Void, error) {
	return func(f *rt.Frame, s rt.String, output any) (rt.Void, error) {
		if !s.Valid {
			return rt.Void{}, nil
		}
		w, ok := output.(io.TextWriter)
		if !ok {
			return rt.Void{}, clr.ArgumentNull("output")
		}
		text, err := convert(fn, most)(f, s)
		if err != nil {
			return rt.Void{}, err
		}
		return rt.Void{}, w.WriteText(f, text.Text)
	}
}

// decodedLen is how long what is decoded can be, with the bytes it is decoded in.
func decodedLen[T string | []byte](s T) int { return 2 * len(s) }

// bytesMember links a function on a part of a byte[]; null with a count of 0
// gives null.
func bytesMember(fn func([]byte) []byte, most func([]byte) int) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		elem := c.ResultType.Elem
		return rt.FrameFunc3(func(f *rt.Frame, b *rt.Array[uint8], offset, count int32) (*rt.Array[uint8], error) {
			switch {
			case b == nil && count == 0:
				return nil, nil
			case b == nil:
				return nil, clr.ArgumentNull("bytes")
			case offset < 0 || int(offset) > len(b.Items):
				return nil, clr.ArgumentOutOfRange("", "offset")
			case count < 0 || int(count) > len(b.Items)-int(offset):
				return nil, clr.ArgumentOutOfRange("", "count")
			}
			part := b.Items[offset : offset+count]
			if err := f.Alloc(most(part)); err != nil {
				return nil, err
			}
			return rt.NewArray(elem, fn(part)), nil
		})
	})
}
