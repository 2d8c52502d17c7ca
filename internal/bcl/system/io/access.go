package io

import "github.com/gatehouse-project/gatehouse/internal/expr/rt"

// TextReader is what objects of class System.IO.TextReader implement, for
// packages with members that read from them.
type TextReader interface {
	// ReadToEnd returns what is left. A closed reader throws
	// System.ObjectDisposedException.
	ReadToEnd() (string, error)
}

// TextWriter is what objects of class System.IO.TextWriter implement, for packages
// with members that write to them.
type TextWriter interface {
	// WriteText writes a text, which counts as memory. A closed writer throws
	// System.ObjectDisposedException.
	WriteText(f *rt.Frame, s string) error
	// EncodingName is what an XML declaration calls the writer's encoding.
	EncodingName() string
}

// ReadToEnd returns what is left.
func (r *reader) ReadToEnd() (string, error) {
	if err := r.readable(); err != nil {
		return "", err
	}
	return r.all(), nil
}

// WriteText writes a text.
func (w *writer) WriteText(f *rt.Frame, s string) error { return w.write(f, s) }

// EncodingName returns the encoding of .NET's strings.
func (w *writer) EncodingName() string { return "utf-16" }
