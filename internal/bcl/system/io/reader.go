package io

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// reader is a System.IO.StringReader.
type reader struct {
	rest string
	// low is the second half of a surrogate pair of which the first was read; 0
	// when there is none.
	low    clr.Char
	closed bool
}

// Dispose closes the reader.
func (r *reader) Dispose(*rt.Frame) error {
	r.closed, r.rest, r.low = true, "", 0
	return nil
}

// readable throws when the reader is closed.
func (r *reader) readable() error {
	if r.closed {
		return clr.Throw("System.ObjectDisposedException", "Cannot read from a closed TextReader.")
	}
	return nil
}

// next returns the next unit, and takes it if take says so; -1 at the end.
func (r *reader) next(take bool) int32 {
	if r.low != 0 {
		c := r.low
		if take {
			r.low = 0
		}
		return int32(c)
	}
	if r.rest == "" {
		return -1
	}
	c, _ := rt.At(r.rest, 0)
	if take {
		width := 1
		if r.rest[0] >= utf8.RuneSelf {
			if _, width = utf8.DecodeRuneInString(r.rest); width == 1 {
				width = 3 // a lone surrogate
			}
			if width == 4 {
				r.low, _ = rt.At(r.rest, 1)
			}
		}
		r.rest = r.rest[min(width, len(r.rest)):]
	}
	return int32(c)
}

// all returns what is left and takes it.
func (r *reader) all() string {
	s := r.rest
	if r.low != 0 {
		s = rt.CharText(r.low) + s
	}
	r.rest, r.low = "", 0
	return s
}

// line returns the next line without its end; ok is false at the end.
func (r *reader) line() (s string, ok bool) {
	if r.rest == "" && r.low == 0 {
		return "", false
	}
	s = r.all()
	end := strings.IndexAny(s, "\r\n")
	if end < 0 {
		return s, true
	}
	line, rest := s[:end], s[end+1:]
	if s[end] == '\r' {
		rest = strings.TrimPrefix(rest, "\n")
	}
	r.rest = rest
	return line, true
}

// read fills part of an array and returns how many units there were.
func (r *reader) read(to *rt.Array[clr.Char], at, count int32) (int32, error) {
	const negative = "Non-negative number required."
	switch {
	case to == nil:
		return 0, clr.Throw("System.ArgumentNullException", "Buffer cannot be null.\nParameter name: buffer")
	case at < 0:
		return 0, clr.ArgumentOutOfRange(negative, "index")
	case count < 0:
		return 0, clr.ArgumentOutOfRange(negative, "count")
	case int(at) > len(to.Items)-int(count):
		return 0, clr.Argument("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.", "")
	}
	if err := r.readable(); err != nil {
		return 0, err
	}
	for n := int32(0); n < count; n++ {
		c := r.next(true)
		if c < 0 {
			return n, nil
		}
		to.Items[at+n] = clr.Char(c)
	}
	return count, nil
}

// textReaderType is System.IO.TextReader, of which StringReader is the only kind.
func textReaderType() types.Decl {
	unit := func(take bool) rt.Linker {
		return rt.Method0(func(r *reader) (int32, error) {
			if err := r.readable(); err != nil {
				return 0, err
			}
			return r.next(take), nil
		})
	}
	end := rt.FrameMethod0(func(f *rt.Frame, r *reader) (rt.Void, error) { return rt.Void{}, r.Dispose(f) })
	return types.Decl{
		Name: "System.IO.TextReader", Kind: types.Class, Abstract: true, Implements: []string{"System.IDisposable"},
		Members: []types.Member{
			{Sig: "int Read()", Impl: unit(true)},
			{Sig: "int Peek()", Impl: unit(false)},
			{Sig: "int Read(char[] buffer, int index, int count)", Impl: rt.Method3((*reader).read)},
			{Sig: "int ReadBlock(char[] buffer, int index, int count)", Impl: rt.Method3((*reader).read)},
			{Sig: "string ReadLine()", Impl: rt.FrameMethod0(func(f *rt.Frame, r *reader) (rt.String, error) {
				if err := r.readable(); err != nil {
					return rt.String{}, err
				}
				s, ok := r.line()
				return rt.String{Text: s, Valid: ok}, f.Step()
			})},
			{Sig: "string ReadToEnd()", Impl: rt.Method0(func(r *reader) (rt.String, error) {
				if err := r.readable(); err != nil {
					return rt.String{}, err
				}
				return rt.Str(r.all()), nil
			})},
			{Sig: "void Close()", Impl: end},
			{Sig: "void Dispose()", Impl: end},
		},
		RefusedMembers: []string{"ReadAsync", "ReadBlockAsync", "ReadLineAsync", "ReadToEndAsync", "Synchronized"},
	}
}

func stringReaderType() types.Decl {
	return types.Decl{
		Name: "System.IO.StringReader", Kind: types.Class, Base: "System.IO.TextReader", Class: rt.RefClass[*reader](rt.Class{}),
		Members: []types.Member{
			{Sig: "new(string s)", Impl: rt.Func1(func(s rt.String) (*reader, error) {
				if !s.Valid {
					return nil, clr.ArgumentNull("s")
				}
				return &reader{rest: s.Text}, nil
			})},
		},
	}
}
