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
			{Sig: "static string HtmlEncode(string value)", Impl: rt.FrameFunc1(convert(htmlEncode))},
			{Sig: "static void HtmlEncode(string value, TextWriter output)", Impl: rt.FrameFunc2(write(htmlEncode))},
			{Sig: "static string HtmlDecode(string value)", Impl: rt.FrameFunc1(convert(decode))},
			{Sig: "static void HtmlDecode(string value, TextWriter output)", Impl: rt.FrameFunc2(write(decode))},
			{Sig: "static string UrlEncode(string value)", Impl: rt.FrameFunc1(convert(URLEncode))},
			{Sig: "static string UrlDecode(string encodedValue)", Impl: rt.FrameFunc1(convert(URLDecode))},
			{Sig: "static byte[] UrlEncodeToBytes(byte[] value, int offset, int count)", Impl: bytesMember(urlEncodeBytes)},
			{Sig: "static byte[] UrlDecodeToBytes(byte[] encodedValue, int offset, int count)", Impl: bytesMember(urlDecodeBytes)},
		},
	}
}

// convert is a function on texts: null gives null, and the result counts as
// memory.
func convert(fn func(string) string) func(*rt.Frame, rt.String) (rt.String, error) {
	return func(f *rt.Frame, s rt.String) (rt.String, error) {
		if !s.Valid {
			return s, nil
		}
		if err := f.Alloc(len(s.Text)); err != nil {
			return s, err
		}
		out := fn(s.Text)
		return rt.Str(out), f.Alloc(len(out))
	}
}

// write is the same with a writer for the result.
func write(fn func(string) string) func(*rt.Frame, rt.String, any) (rt.Void, error) {
	return func(f *rt.Frame, s rt.String, output any) (rt.Void, error) {
		if !s.Valid {
			return rt.Void{}, nil
		}
		w, ok := output.(io.TextWriter)
		if !ok {
			return rt.Void{}, clr.ArgumentNull("output")
		}
		text, err := convert(fn)(f, s)
		if err != nil {
			return rt.Void{}, err
		}
		return rt.Void{}, w.WriteText(f, text.Text)
	}
}

// bytesMember links a function on a part of a byte[]; null with a count of 0
// gives null.
func bytesMember(fn func([]byte) []byte) rt.Linker {
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
			if err := f.Alloc(int(count)); err != nil {
				return nil, err
			}
			out := fn(b.Items[offset : offset+count])
			return rt.NewArray(elem, out), f.Alloc(len(out))
		})
	})
}
