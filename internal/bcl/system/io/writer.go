package io

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/text"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// writer is a System.IO.StringWriter.
type writer struct {
	to *text.Builder
	// newLine ends lines; null stands for the host's.
	newLine rt.String
	closed  bool
}

// Dispose closes the writer; what it has written stays.
func (w *writer) Dispose(*rt.Frame) error {
	w.closed = true
	return nil
}

func (w *writer) write(f *rt.Frame, s string) error {
	if w.closed {
		return clr.Throw("System.ObjectDisposedException", "Cannot write to a closed TextWriter.")
	}
	return w.to.Append(f, s)
}

func (w *writer) writeLine(f *rt.Frame, s string) error {
	if err := w.write(f, s); err != nil {
		return err
	}
	return w.write(f, w.lineEnd(f))
}

func (w *writer) lineEnd(f *rt.Frame) string {
	if w.newLine.Valid {
		return w.newLine.Text
	}
	return host.Of(f).NewLine
}

// textWriterType is System.IO.TextWriter, of which StringWriter is the only kind.
func textWriterType() types.Decl {
	end := rt.FrameMethod0(func(f *rt.Frame, w *writer) (rt.Void, error) { return rt.Void{}, w.Dispose(f) })
	d := types.Decl{
		Name: "System.IO.TextWriter", Kind: types.Class, Abstract: true, Implements: []string{"System.IDisposable"},
		Members: []types.Member{
			{
				Sig:  "string NewLine",
				Impl: rt.FrameMethod0(func(f *rt.Frame, w *writer) (rt.String, error) { return rt.Str(w.lineEnd(f)), nil }),
				Set:  rt.Method1(func(w *writer, s rt.String) (rt.Void, error) { w.newLine = s; return rt.Void{}, nil }),
			},
			{Sig: "System.Text.Encoding Encoding", Impl: rt.Method0(func(*writer) (any, error) { return text.OfWriters(), nil })},
			{Sig: "IFormatProvider FormatProvider", Impl: rt.Method0(func(*writer) (any, error) { return nil, nil })},
			{Sig: "void Flush()", Impl: rt.Method0(func(*writer) (rt.Void, error) { return rt.Void{}, nil })},
			{Sig: "void Close()", Impl: end},
			{Sig: "void Dispose()", Impl: end},
			{Sig: "void WriteLine()", Impl: rt.FrameMethod0(func(f *rt.Frame, w *writer) (rt.Void, error) { return rt.Void{}, w.writeLine(f, "") })},
		},
		RefusedMembers: []string{"DisposeAsync", "FlushAsync", "Synchronized", "WriteAsync", "WriteLineAsync"},
	}
	d.Members = append(d.Members, writeMembers("Write", (*writer).write)...)
	d.Members = append(d.Members, writeMembers("WriteLine", (*writer).writeLine)...)
	return d
}

// writeMembers are the overloads of Write or WriteLine.
func writeMembers(name string, write func(*writer, *rt.Frame, string) error) []types.Member {
	sig := func(params string) string { return "void " + name + "(" + params + ")" }
	return []types.Member{
		{Sig: sig("string value"), Impl: value(write, func(_ *rt.Frame, s rt.String) (string, error) { return s.Text, nil })},
		{Sig: sig("char value"), Impl: value(write, formatted[clr.Char])},
		{Sig: sig("bool value"), Impl: value(write, formatted[bool])},
		{Sig: sig("int value"), Impl: value(write, formatted[int32])},
		{Sig: sig("uint value"), Impl: value(write, formatted[uint32])},
		{Sig: sig("long value"), Impl: value(write, formatted[int64])},
		{Sig: sig("ulong value"), Impl: value(write, formatted[uint64])},
		{Sig: sig("float value"), Impl: value(write, formatted[float32])},
		{Sig: sig("double value"), Impl: value(write, formatted[float64])},
		{Sig: sig("decimal value"), Impl: value(write, formatted[clr.Decimal])},
		{Sig: sig("object value"), Impl: value(write, formatted[any])},
		{Sig: sig("char[] buffer"), Impl: value(write, func(_ *rt.Frame, chars *rt.Array[clr.Char]) (string, error) {
			if chars == nil {
				return "", nil
			}
			return rt.FromUnits(chars.Items), nil
		})},
		{Sig: sig("char[] buffer, int index, int count"), Impl: rt.FrameMethod3(func(f *rt.Frame, w *writer, chars *rt.Array[clr.Char], index, count int32) (rt.Void, error) {
			s, err := charsPart(chars, index, count)
			if err != nil {
				return rt.Void{}, err
			}
			return rt.Void{}, write(w, f, s)
		})},
		{Sig: sig("string format, object arg0"), Impl: rt.FrameMethod2(func(f *rt.Frame, w *writer, format rt.String, x any) (rt.Void, error) {
			return composite(f, w, write, format, x)
		})},
		{Sig: sig("string format, object arg0, object arg1"), Impl: rt.FrameMethod3(func(f *rt.Frame, w *writer, format rt.String, x, y any) (rt.Void, error) {
			return composite(f, w, write, format, x, y)
		})},
		{Sig: sig("string format, object arg0, object arg1, object arg2"), Impl: rt.FrameMethod4(func(f *rt.Frame, w *writer, format rt.String, x, y, z any) (rt.Void, error) {
			return composite(f, w, write, format, x, y, z)
		})},
		{Sig: sig("string format, params object[] arg"), Impl: rt.FrameMethod2(func(f *rt.Frame, w *writer, format rt.String, args rt.AnyArray) (rt.Void, error) {
			if args == nil && format.Valid {
				return rt.Void{}, clr.ArgumentNull("args")
			}
			var items []any
			for i := 0; args != nil && i < args.Len(); i++ {
				items = append(items, args.Get(i))
			}
			return composite(f, w, write, format, items...)
		})},
	}
}

func value[A any](write func(*writer, *rt.Frame, string) error, of func(*rt.Frame, A) (string, error)) rt.Linker {
	return rt.FrameMethod1(func(f *rt.Frame, w *writer, v A) (rt.Void, error) {
		s, err := of(f, v)
		if err != nil {
			return rt.Void{}, err
		}
		return rt.Void{}, write(w, f, s)
	})
}

// formatted is what a value's ToString says.
func formatted[A any](f *rt.Frame, v A) (string, error) { return host.Format(f, v, "") }

func composite(f *rt.Frame, w *writer, write func(*writer, *rt.Frame, string) error, format rt.String, args ...any) (rt.Void, error) {
	if !format.Valid {
		return rt.Void{}, clr.ArgumentNull("format")
	}
	s, err := host.Composite(f, format.Text, args)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, write(w, f, s)
}

func charsPart(chars *rt.Array[clr.Char], index, count int32) (string, error) {
	const negative = "Non-negative number required."
	switch {
	case chars == nil:
		return "", clr.Throw("System.ArgumentNullException", "Buffer cannot be null.\nParameter name: buffer")
	case index < 0:
		return "", clr.ArgumentOutOfRange(negative, "index")
	case count < 0:
		return "", clr.ArgumentOutOfRange(negative, "count")
	case int(index) > len(chars.Items)-int(count):
		return "", clr.Argument("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.", "")
	}
	return rt.FromUnits(chars.Items[index : index+count]), nil
}

func stringWriterType() types.Decl {
	over := func(b *text.Builder) (*writer, error) {
		if b == nil {
			return nil, clr.Throw("System.ArgumentNullException", "Buffer cannot be null.\nParameter name: sb")
		}
		return &writer{to: b}, nil
	}
	return types.Decl{
		Name: "System.IO.StringWriter", Kind: types.Class, Base: "System.IO.TextWriter",
		Class: rt.RefClass[*writer](rt.Class{ToString: func(f *rt.Frame, v any) (rt.String, error) { return written(f, v.(*writer)) }}),
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Func0(func() (*writer, error) { return over(text.NewBuilder()) })},
			{Sig: "new(IFormatProvider formatProvider)", Impl: rt.Func1(func(any) (*writer, error) { return over(text.NewBuilder()) })},
			{Sig: "new(StringBuilder sb)", Impl: rt.Func1(over)},
			{Sig: "new(StringBuilder sb, IFormatProvider formatProvider)", Impl: rt.Func2(func(b *text.Builder, _ any) (*writer, error) { return over(b) })},
			{Sig: "StringBuilder GetStringBuilder()", Impl: rt.Method0(func(w *writer) (*text.Builder, error) { return w.to, nil })},
			{Sig: "string ToString()", Impl: rt.FrameMethod0(written)},
		},
	}
}

func written(f *rt.Frame, w *writer) (rt.String, error) {
	s := w.to.String()
	return rt.Str(s), f.Alloc(len(s))
}
