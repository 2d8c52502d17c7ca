package node

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// A Reader reads the members of one object and reports what has the wrong type.
// A nil Reader, of an object that is absent, reads everything as absent. Null is
// absent. It is not safe for concurrent use.
type Reader struct {
	obj  *Value
	list *diag.List
	opt  ReaderOptions
	seen []string
}

// ReaderOptions say how a Reader reads.
type ReaderOptions struct {
	// Code is the code of diagnostics about wrong types and values.
	Code diag.Code
	// Fold compares member names without regard to case.
	Fold bool
	// Prefix names the object in messages: "limits.expression".
	Prefix string
}

// NewReader returns a reader of v. When v is no object it says so and returns
// nil; when v is absent it returns nil.
func NewReader(v *Value, l *diag.List, opt ReaderOptions) *Reader {
	if v.IsNull() {
		return nil
	}
	if v.Kind != Object {
		v.Errorf(l, opt.Code, "%s must be an object, not %s", orDocument(opt.Prefix), v.Kind)
		return nil
	}
	v.note(byMembers)
	return &Reader{obj: v, list: l, opt: opt}
}

func orDocument(prefix string) string {
	if prefix == "" {
		return "the document"
	}
	return "`" + prefix + "`"
}

// Value returns the object, nil for a nil Reader.
func (r *Reader) Value() *Value {
	if r == nil {
		return nil
	}
	return r.obj
}

// Path returns the name of a member in messages.
func (r *Reader) Path(name string) string {
	if r == nil || r.opt.Prefix == "" {
		return name
	}
	return r.opt.Prefix + "." + name
}

// Get returns a member as it is, nil when it is absent or null.
func (r *Reader) Get(name string) *Value {
	if r == nil {
		return nil
	}
	r.seen = append(r.seen, name)
	v := r.obj.Get(name)
	if v == nil && r.opt.Fold {
		v = r.obj.GetFold(name)
	}
	v.note(asked)
	if v.IsNull() {
		return nil
	}
	return v
}

// Errorf reports an error at a member's value, or at the object when there is no
// such member.
func (r *Reader) Errorf(name, format string, args ...any) {
	if r == nil {
		return
	}
	v := r.obj
	if m := r.obj.GetFold(name); m != nil {
		v = m
	}
	v.Errorf(r.list, r.opt.Code, format, args...)
}

func (r *Reader) typeError(v *Value, name, want string) {
	v.Errorf(r.list, r.opt.Code, "`%s` must be %s, not %s", r.Path(name), want, v.Kind)
}

// String reads a string; numbers and booleans are taken as their text, since
// YAML writes a version 1.0 without quotes.
func (r *Reader) String(name string) string {
	s, _ := r.Text(name)
	return s
}

// Text is String, and reports whether the member is there.
func (r *Reader) Text(name string) (string, bool) {
	v := r.Get(name)
	if v == nil {
		return "", false
	}
	if v.Kind == Array || v.Kind == Object {
		r.typeError(v, name, "a string")
		return "", false
	}
	return v.Text, true
}

// Bool reads a boolean; the strings "true" and "false" are taken too, as Azure
// Resource Manager takes them. otherwise is the value of an absent member.
func (r *Reader) Bool(name string, otherwise bool) bool {
	v := r.Get(name)
	if v == nil {
		return otherwise
	}
	if v.Kind == Bool || v.Kind == String {
		switch strings.ToLower(v.Text) {
		case "true":
			return true
		case "false":
			return false
		}
	}
	r.typeError(v, name, "true or false")
	return otherwise
}

// Int reads a whole number between lo and hi. It reports whether the member is
// there and valid.
func (r *Reader) Int(name string, lo, hi int64) (int64, bool) {
	v := r.Get(name)
	if v == nil {
		return 0, false
	}
	n, ok := wholeNumber(v)
	if !ok {
		r.typeError(v, name, "a whole number")
		return 0, false
	}
	if n < lo || n > hi {
		v.Errorf(r.list, r.opt.Code, "`%s` must be between %d and %d", r.Path(name), lo, hi)
		return 0, false
	}
	return n, true
}

func wholeNumber(v *Value) (int64, bool) {
	if v.Kind != Number && v.Kind != String {
		return 0, false
	}
	if n, err := strconv.ParseInt(v.Text, 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(v.Text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int64(f), true
}

// Float reads a number, 0 when it is absent.
func (r *Reader) Float(name string) (float64, bool) {
	v := r.Get(name)
	if v == nil {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.Text, 64)
	if err != nil || v.Kind != Number && v.Kind != String {
		r.typeError(v, name, "a number")
		return 0, false
	}
	return f, true
}

// Enum reads a string that must be one of the given words; case does not
// matter, the spelling given wins. It returns otherwise when the member is
// absent or wrong.
func (r *Reader) Enum(name, otherwise string, words ...string) string {
	v := r.Get(name)
	if v == nil {
		return otherwise
	}
	text, ok := r.Text(name)
	if !ok {
		return otherwise
	}
	for _, w := range words {
		if strings.EqualFold(w, text) {
			return w
		}
	}
	d := diag.Diagnostic{
		Severity: diag.Error, Code: r.opt.Code, Source: v.Source, Span: v.Span,
		Message: fmt.Sprintf("`%s` cannot be %q; it is one of %s", r.Path(name), text, strings.Join(words, ", ")),
	}
	if near, ok := diag.Suggest(text, words); ok {
		d.Suggestion = near
	}
	r.list.Add(d)
	return otherwise
}

// Object returns a reader of an object member, nil when it is absent.
func (r *Reader) Object(name string) *Reader {
	return r.sub(r.Get(name), name)
}

func (r *Reader) sub(v *Value, name string) *Reader {
	if v == nil {
		return nil
	}
	opt := r.opt
	opt.Prefix = r.Path(name)
	return NewReader(v, r.list, opt)
}

// List returns the items of a list member.
func (r *Reader) List(name string) []*Value {
	v := r.Get(name)
	if v == nil {
		return nil
	}
	if v.Kind != Array {
		r.typeError(v, name, "a list")
		return nil
	}
	return v.Items
}

// Strings reads a list of strings.
func (r *Reader) Strings(name string) []string {
	var out []string
	for i, item := range r.List(name) {
		if item.Kind == Array || item.Kind == Object || item.Kind == Null {
			r.typeError(item, fmt.Sprintf("%s[%d]", name, i), "a string")
			continue
		}
		out = append(out, item.Text)
	}
	return out
}

// Objects returns readers of the objects in a list member.
func (r *Reader) Objects(name string) []*Reader {
	var out []*Reader
	for i, item := range r.List(name) {
		if sub := r.sub(item, fmt.Sprintf("%s[%d]", name, i)); sub != nil {
			out = append(out, sub)
		}
	}
	return out
}

// Entries returns the members of an object member whose names are free.
func (r *Reader) Entries(name string) []Member {
	v := r.Get(name)
	if v == nil {
		return nil
	}
	if v.Kind != Object {
		r.typeError(v, name, "an object")
		return nil
	}
	return v.Members
}

// Unknown reports every member that was not asked for, with a suggestion of one
// that was.
func (r *Reader) Unknown(code diag.Code) {
	if r == nil {
		return
	}
	for _, m := range r.obj.Members {
		if r.asked(m.Name) {
			continue
		}
		ReportUnknown(r.list, code, r.obj.Source, m.NameSpan, r.Path(m.Name), m.Name, r.seen)
	}
}

func (r *Reader) asked(name string) bool {
	for _, s := range r.seen {
		if s == name || r.opt.Fold && strings.EqualFold(s, name) {
			return true
		}
	}
	return false
}

// ReportUnknown reports a name that is none of the known ones.
func ReportUnknown(l *diag.List, code diag.Code, src *diag.Source, span diag.Span, path, name string, known []string) {
	d := diag.Diagnostic{Severity: diag.Error, Code: code, Source: src, Span: span, Message: fmt.Sprintf("there is no `%s`", path)}
	if near, ok := diag.Suggest(name, known); ok {
		d.Suggestion = near
		d.Message += fmt.Sprintf("; did you mean `%s`?", near)
	} else if len(known) > 0 && len(known) <= 12 {
		d.Message += "; known here: " + strings.Join(known, ", ")
	}
	l.Add(d)
}
