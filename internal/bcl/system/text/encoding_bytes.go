package text

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Texts of exceptions that both directions share.
const (
	nullArray   = "Array cannot be null."
	notNegative = "Non-negative number required."
	inBuffer    = "Index and count must refer to a location within the buffer."
)

func length[T any](a *rt.Array[T]) int32 {
	if a == nil {
		return 0
	}
	return int32(len(a.Items))
}

// checkPart checks the part of an array that a member works on.
func checkPart[T any](a *rt.Array[T], param string, index, count int32, indexName, countName string) error {
	switch {
	case a == nil:
		return argumentNull(nullArray, param)
	case index < 0:
		return clr.ArgumentOutOfRange(notNegative, indexName)
	case count < 0:
		return clr.ArgumentOutOfRange(notNegative, countName)
	case int(index) > len(a.Items)-int(count):
		return clr.ArgumentOutOfRange(inBuffer, param)
	}
	return nil
}

// encode counts the memory of the bytes it makes.
func encode(f *rt.Frame, p *codePage, s string) ([]byte, error) {
	cost := len(s)
	if _, ok := p.codec.(utf8Codec); !ok {
		// The others go by way of units or characters.
		cost *= 6
	}
	if err := f.Alloc(cost); err != nil {
		return nil, err
	}
	return p.codec.encode(s), nil
}

func encoded(f *rt.Frame, elem *rt.Type, p *codePage, s string) (*rt.Array[uint8], error) {
	b, err := encode(f, p, s)
	if err != nil {
		return nil, err
	}
	return rt.NewArray(elem, b), nil
}

// charsPart returns the string of a part of an array.
func charsPart(f *rt.Frame, chars *rt.Array[clr.Char], index, count int32, indexName, countName string) (string, error) {
	if err := checkPart(chars, "chars", index, count, indexName, countName); err != nil {
		return "", err
	}
	if err := f.Alloc(int(count)); err != nil {
		return "", err
	}
	return rt.FromUnits(chars.Items[index : index+count]), nil
}

func nullString() error {
	return argumentNull("String reference not set to an instance of a String.", "s")
}

// stringPart returns a part of a string.
func stringPart(s rt.String, index, count int32, indexName, countName string) (string, error) {
	switch {
	case !s.Valid:
		return "", nullString()
	case index < 0:
		return "", clr.ArgumentOutOfRange(notNegative, indexName)
	case count < 0:
		return "", clr.ArgumentOutOfRange(notNegative, countName)
	case int(index) > rt.Len16(s.Text)-int(count):
		return "", clr.ArgumentOutOfRange("Index and count must refer to a location within the string.", "s")
	}
	return rt.Slice(s.Text, int(index), int(index)+int(count)), nil
}

// encodeMembers are GetBytes and GetByteCount.
func encodeMembers() []types.Member {
	return []types.Member{
		{Sig: "byte[] GetBytes(char[] chars)", Impl: bytesLinker(func(elem *rt.Type) rt.Linker {
			return rt.FrameMethod1(func(f *rt.Frame, p *codePage, chars *rt.Array[clr.Char]) (*rt.Array[uint8], error) {
				s, err := charsPart(f, chars, 0, length(chars), "index", "count")
				if err != nil {
					return nil, err
				}
				return encoded(f, elem, p, s)
			})
		})},
		{Sig: "byte[] GetBytes(char[] chars, int index, int count)", Impl: bytesLinker(func(elem *rt.Type) rt.Linker {
			return rt.FrameMethod3(func(f *rt.Frame, p *codePage, chars *rt.Array[clr.Char], index, count int32) (*rt.Array[uint8], error) {
				s, err := charsPart(f, chars, index, count, "index", "count")
				if err != nil {
					return nil, err
				}
				return encoded(f, elem, p, s)
			})
		})},
		{Sig: "int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)", Impl: frameMethod5(func(f *rt.Frame, p *codePage, chars *rt.Array[clr.Char], index, count int32, to *rt.Array[uint8], at int32) (int32, error) {
			if chars != nil && to == nil {
				return 0, argumentNull(nullArray, "bytes")
			}
			s, err := charsPart(f, chars, index, count, "charIndex", "charCount")
			if err != nil {
				return 0, err
			}
			return encodeInto(f, p, s, to, at)
		})},
		{Sig: "byte[] GetBytes(string s)", Impl: bytesLinker(func(elem *rt.Type) rt.Linker {
			return rt.FrameMethod1(func(f *rt.Frame, p *codePage, s rt.String) (*rt.Array[uint8], error) {
				if !s.Valid {
					return nil, nullString()
				}
				return encoded(f, elem, p, s.Text)
			})
		})},
		{Sig: "int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex)", Impl: frameMethod5(func(f *rt.Frame, p *codePage, s rt.String, index, count int32, to *rt.Array[uint8], at int32) (int32, error) {
			switch {
			case !s.Valid:
				return 0, argumentNull(nullArray, "s")
			case to == nil:
				return 0, argumentNull(nullArray, "bytes")
			}
			part, err := stringPart(s, index, count, "charIndex", "charCount")
			if err != nil {
				return 0, err
			}
			return encodeInto(f, p, part, to, at)
		})},
		{Sig: "byte[] GetBytes(string s, int index, int count)", Impl: bytesLinker(func(elem *rt.Type) rt.Linker {
			return rt.FrameMethod3(func(f *rt.Frame, p *codePage, s rt.String, index, count int32) (*rt.Array[uint8], error) {
				part, err := stringPart(s, index, count, "index", "count")
				if err != nil {
					return nil, err
				}
				return encoded(f, elem, p, part)
			})
		})},
		{Sig: "int GetByteCount(char[] chars)", Impl: rt.FrameMethod1(func(f *rt.Frame, p *codePage, chars *rt.Array[clr.Char]) (int32, error) {
			s, err := charsPart(f, chars, 0, length(chars), "index", "count")
			if err != nil {
				return 0, err
			}
			return byteCount(f, p, s)
		})},
		{Sig: "int GetByteCount(string s)", Impl: rt.FrameMethod1(func(f *rt.Frame, p *codePage, s rt.String) (int32, error) {
			if !s.Valid {
				return 0, clr.ArgumentNull("s")
			}
			return byteCount(f, p, s.Text)
		})},
		{Sig: "int GetByteCount(char[] chars, int index, int count)", Impl: rt.FrameMethod3(func(f *rt.Frame, p *codePage, chars *rt.Array[clr.Char], index, count int32) (int32, error) {
			s, err := charsPart(f, chars, index, count, "index", "count")
			if err != nil {
				return 0, err
			}
			return byteCount(f, p, s)
		})},
		{Sig: "int GetByteCount(string s, int index, int count)", Impl: rt.FrameMethod3(func(f *rt.Frame, p *codePage, s rt.String, index, count int32) (int32, error) {
			part, err := stringPart(s, index, count, "index", "count")
			if err != nil {
				return 0, err
			}
			return byteCount(f, p, part)
		})},
	}
}

// bytesLinker links a member that returns bytes.
func bytesLinker(link func(elem *rt.Type) rt.Linker) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker { return link(c.ResultType.Elem) })
}

func byteCount(f *rt.Frame, p *codePage, s string) (int32, error) {
	b, err := encode(f, p, s)
	return int32(len(b)), err
}

func encodeInto(f *rt.Frame, p *codePage, s string, to *rt.Array[uint8], at int32) (int32, error) {
	switch {
	case to == nil:
		return 0, argumentNull(nullArray, "bytes")
	case at < 0 || int(at) > len(to.Items):
		return 0, clr.ArgumentOutOfRange("Index was out of range. Must be non-negative and less than the size of the collection.", "byteIndex")
	}
	b, err := encode(f, p, s)
	if err != nil {
		return 0, err
	}
	if len(b) > len(to.Items)-int(at) {
		return 0, clr.Argument("The output byte buffer is too small to contain the encoded data, encoding '"+p.displayName+"' fallback 'System.Text.EncoderReplacementFallback'.", "bytes")
	}
	return int32(copy(to.Items[at:], b)), nil
}

// decodePart decodes a part of an array and counts the memory.
func decodePart(f *rt.Frame, p *codePage, b *rt.Array[uint8], index, count int32) (string, error) {
	if err := checkPart(b, "bytes", index, count, "index", "count"); err != nil {
		return "", err
	}
	if err := f.Alloc(int(count)); err != nil {
		return "", err
	}
	s := p.codec.decode(b.Items[index : index+count])
	return s, f.Alloc(max(0, len(s)-int(count)))
}

// decodeMembers are GetString, GetChars and GetCharCount.
func decodeMembers() []types.Member {
	return []types.Member{
		{Sig: "string GetString(byte[] bytes)", Impl: rt.FrameMethod1(func(f *rt.Frame, p *codePage, b *rt.Array[uint8]) (rt.String, error) {
			s, err := decodePart(f, p, b, 0, length(b))
			return rt.Str(s), err
		})},
		{Sig: "string GetString(byte[] bytes, int index, int count)", Impl: rt.FrameMethod3(func(f *rt.Frame, p *codePage, b *rt.Array[uint8], index, count int32) (rt.String, error) {
			s, err := decodePart(f, p, b, index, count)
			return rt.Str(s), err
		})},
		{Sig: "int GetCharCount(byte[] bytes)", Impl: rt.FrameMethod1(func(f *rt.Frame, p *codePage, b *rt.Array[uint8]) (int32, error) {
			s, err := decodePart(f, p, b, 0, length(b))
			return int32(rt.Len16(s)), err
		})},
		{Sig: "int GetCharCount(byte[] bytes, int index, int count)", Impl: rt.FrameMethod3(func(f *rt.Frame, p *codePage, b *rt.Array[uint8], index, count int32) (int32, error) {
			s, err := decodePart(f, p, b, index, count)
			return int32(rt.Len16(s)), err
		})},
		{Sig: "char[] GetChars(byte[] bytes)", Impl: bytesLinker(func(elem *rt.Type) rt.Linker {
			return rt.FrameMethod1(func(f *rt.Frame, p *codePage, b *rt.Array[uint8]) (*rt.Array[clr.Char], error) {
				return decodedChars(f, elem, p, b, 0, length(b))
			})
		})},
		{Sig: "char[] GetChars(byte[] bytes, int index, int count)", Impl: bytesLinker(func(elem *rt.Type) rt.Linker {
			return rt.FrameMethod3(func(f *rt.Frame, p *codePage, b *rt.Array[uint8], index, count int32) (*rt.Array[clr.Char], error) {
				return decodedChars(f, elem, p, b, index, count)
			})
		})},
		{Sig: "int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)", Impl: frameMethod5(decodeInto)},
	}
}

func decodedChars(f *rt.Frame, elem *rt.Type, p *codePage, b *rt.Array[uint8], index, count int32) (*rt.Array[clr.Char], error) {
	s, err := decodePart(f, p, b, index, count)
	if err != nil {
		return nil, err
	}
	if err := f.Alloc(2 * len(s)); err != nil {
		return nil, err
	}
	return rt.NewArray(elem, rt.Units(s)), nil
}

func decodeInto(f *rt.Frame, p *codePage, b *rt.Array[uint8], index, count int32, to *rt.Array[clr.Char], at int32) (int32, error) {
	switch {
	case b == nil:
		return 0, argumentNull(nullArray, "bytes")
	case to == nil:
		return 0, argumentNull(nullArray, "chars")
	}
	if err := checkPart(b, "bytes", index, count, "byteIndex", "byteCount"); err != nil {
		return 0, err
	}
	if at < 0 || int(at) > len(to.Items) {
		return 0, clr.ArgumentOutOfRange("Index was out of range. Must be non-negative and less than the size of the collection.", "charIndex")
	}
	s, err := decodePart(f, p, b, index, count)
	if err != nil {
		return 0, err
	}
	units := rt.Units(s)
	if len(units) > len(to.Items)-int(at) {
		return 0, clr.Argument("The output char buffer is too small to contain the decoded characters, encoding '"+p.displayName+"' fallback 'System.Text.DecoderReplacementFallback'.", "chars")
	}
	return int32(copy(to.Items[at:], units)), nil
}
