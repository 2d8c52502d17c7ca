package expression

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Budgets of one Session: one template with everything it includes.
const (
	maxSteps  = 5_000_000 // expressions evaluated and items looked at
	maxBytes  = 64 << 20  // text made
	maxString = 8 << 20   // one text
)

// Host answers the functions that depend on the template.
type Host interface {
	// Call evaluates a call; it returns nil and no error when it does not know
	// the function. The error is an *Error.
	Call(ev *Evaluator, c *Call) (*node.Value, error)
}

// Unknown says why a value is not known.
type Unknown struct {
	// What names the value: reference("x").endpoint, the parameter "x".
	What string
	// Why goes on with the sentence: "is known only to a deployment".
	Why string
	// Partial says that the value is a text of which a part is not known.
	Partial bool
	// Said says that the reason was reported where it arises, so that uses need
	// not be.
	Said bool
}

// Session is what all evaluations of a template share. It is not safe for
// concurrent use.
type Session struct {
	steps, bytes int
	unknown      map[*node.Value]Unknown
}

// NewSession returns a fresh session.
func NewSession() *Session { return &Session{unknown: map[*node.Value]Unknown{}} }

// Unknown reports whether a value, or a part of it when it is a text, is known
// only to a deployment.
func (s *Session) Unknown(v *node.Value) (Unknown, bool) {
	u, ok := s.unknown[v]
	return u, ok
}

// MakeUnknown returns a value that stands for one that is not known; text is
// what stands in its place inside of other texts.
func (s *Session) MakeUnknown(text string, u Unknown, at *node.Value) *node.Value {
	v := &node.Value{Kind: node.String, Text: text, Source: at.Source, Span: at.Span}
	s.unknown[v] = u
	return v
}

// Step counts against the budget.
func (s *Session) Step(n int) error {
	if s.steps += n; s.steps > maxSteps {
		return &Error{Message: fmt.Sprintf("the template needs more than %d steps", maxSteps)}
	}
	return nil
}

func (s *Session) made(n int) error {
	if s.bytes += n; n > maxString || s.bytes > maxBytes {
		return &Error{Message: fmt.Sprintf("the texts that the template makes are larger than %d bytes", maxBytes)}
	}
	return s.Step(1)
}

// Evaluator computes the expressions of one string of a template.
type Evaluator struct {
	*Session
	Host Host
	// Origin is the string that holds the expression: the place of values that
	// the expression makes.
	Origin *node.Value
	// Source is the text of Origin.
	Source *diag.Source

	lambda *binding
	depth  int
}

// binding is a variable of a lambda.
type binding struct {
	name  string
	value *node.Value
	outer *binding
}

// Eval computes an expression. The error is an *Error.
func (ev *Evaluator) Eval(e Expr) (*node.Value, error) {
	v, err := ev.eval(e)
	if err != nil {
		return nil, ev.at(err, e)
	}
	return v, nil
}

// at gives an error that has no place the place of the expression.
func (ev *Evaluator) at(err error, e Expr) error {
	if known, ok := err.(*Error); ok && known.At == (diag.Span{}) {
		copied := *known
		copied.At = e.Span()
		return &copied
	}
	return err
}

func (ev *Evaluator) eval(e Expr) (*node.Value, error) {
	if err := ev.Step(1); err != nil {
		return nil, err
	}
	ev.depth++
	defer func() { ev.depth-- }()
	if ev.depth > 4*maxDepth {
		return nil, &Error{Message: "the expression nests too deep"}
	}
	switch e := e.(type) {
	case *Text:
		return &node.Value{Kind: node.String, Text: e.Value, Source: ev.Source, Span: diag.Span{Start: e.At.Start + 1, End: e.At.End - 1}}, nil
	case *Number:
		return ev.Number(e.Literal), nil
	case *Call:
		return ev.call(e)
	case *Member:
		base, err := ev.Eval(e.Base)
		if err != nil {
			return nil, err
		}
		return ev.member(base, e.Name, e.Safe, e)
	case *Index:
		return ev.index(e)
	case fixed:
		return e.value, nil
	}
	return nil, &Error{Message: "this expression is not known"}
}

func (ev *Evaluator) index(e *Index) (*node.Value, error) {
	base, err := ev.Eval(e.Base)
	if err != nil {
		return nil, err
	}
	i, err := ev.Eval(e.Index)
	if err != nil {
		return nil, err
	}
	if u, ok := ev.unknown[i]; ok && !u.Partial {
		return i, nil
	}
	if i.Kind == node.String {
		return ev.member(base, i.Text, e.Safe, e)
	}
	if u, ok := ev.unknown[base]; ok && !u.Partial {
		return base, nil
	}
	n, err := integer(i)
	if err != nil {
		return nil, ev.at(err, e.Index)
	}
	if base.Kind != node.Array {
		return nil, &Error{At: e.Span(), Message: fmt.Sprintf("%s has no item %d", base.Kind, n)}
	}
	if n < 0 || n >= int64(len(base.Items)) {
		if e.Safe {
			return ev.Null(), nil
		}
		return nil, &Error{At: e.Index.Span(), Message: fmt.Sprintf("there is no item %d; the list has %d", n, len(base.Items))}
	}
	return base.Items[n], nil
}

func (ev *Evaluator) member(base *node.Value, name string, safe bool, e Expr) (*node.Value, error) {
	if u, ok := ev.unknown[base]; ok && !u.Partial {
		u.What += "." + name
		text := slug(name) + "." + strings.TrimPrefix(base.Text, "https://")
		if IsAddress(name) {
			text = "https://" + text
		}
		return ev.MakeUnknown(text, u, ev.Origin), nil
	}
	if base.Kind == node.Null && safe {
		return ev.Null(), nil
	}
	if base.Kind != node.Object {
		return nil, &Error{At: e.Span(), Message: fmt.Sprintf("%s has no property %q", base.Kind, name)}
	}
	if v := base.GetFold(name); v != nil {
		return v, nil
	}
	if safe {
		return ev.Null(), nil
	}
	var names []string
	for _, m := range base.Members {
		names = append(names, m.Name)
	}
	near, _ := diag.Suggest(name, names)
	return nil, &Error{At: e.Span(), Message: fmt.Sprintf("the object has no property %q", name), Suggestion: near}
}

// IsAddress reports whether the name of a property of some resource, or of a
// parameter, says that it holds an absolute address.
func IsAddress(name string) bool {
	name = strings.ToLower(name)
	for _, end := range [...]string{"url", "uri", "endpoint", "basepath", "origin"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// slug makes a label of a host name of a text.
func slug(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, s[:min(len(s), 60)]), "-")
}

// StandIn is the text for a value that is not known: a host name that no one
// has (RFC 2606), made of the words given.
func StandIn(words ...string) string {
	var labels []string
	for _, w := range words {
		if l := slug(w); l != "" {
			labels = append(labels, l)
		}
	}
	return strings.Join(append(labels, "unknown.invalid"), ".")
}

// Bool makes a boolean at the place of the expression, and so do its siblings
// for the other kinds.
func (ev *Evaluator) Bool(b bool) *node.Value {
	return &node.Value{Kind: node.Bool, Text: strconv.FormatBool(b), Source: ev.Origin.Source, Span: ev.Origin.Span}
}

// Null makes a null.
func (ev *Evaluator) Null() *node.Value {
	return &node.Value{Kind: node.Null, Source: ev.Origin.Source, Span: ev.Origin.Span}
}

// Number makes a number.
func (ev *Evaluator) Number(literal string) *node.Value {
	return &node.Value{Kind: node.Number, Text: literal, Source: ev.Origin.Source, Span: ev.Origin.Span}
}

// Int makes a whole number.
func (ev *Evaluator) Int(n int64) *node.Value { return ev.Number(strconv.FormatInt(n, 10)) }

// Text makes a text.
func (ev *Evaluator) Text(s string) *node.Value {
	return &node.Value{Kind: node.String, Text: s, Source: ev.Origin.Source, Span: ev.Origin.Span}
}

// List makes a list.
func (ev *Evaluator) List(items []*node.Value) *node.Value {
	return &node.Value{Kind: node.Array, Items: items, Source: ev.Origin.Source, Span: ev.Origin.Span}
}

// Object makes an object.
func (ev *Evaluator) Object(members []node.Member) *node.Value {
	return &node.Value{Kind: node.Object, Members: members, Source: ev.Origin.Source, Span: ev.Origin.Span}
}

// Field makes a member of an object.
func (ev *Evaluator) Field(name string, v *node.Value) node.Member {
	return node.Member{Name: name, NameSpan: ev.Origin.Span, Value: v}
}

func integer(v *node.Value) (int64, error) {
	if v.Kind == node.Number || v.Kind == node.String {
		if n, err := strconv.ParseInt(v.Text, 10, 64); err == nil {
			return n, nil
		}
		if f, err := strconv.ParseFloat(v.Text, 64); err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53 && v.Kind == node.Number {
			return int64(f), nil
		}
	}
	return 0, &Error{Message: fmt.Sprintf("a whole number is needed, not %s", described(v))}
}

func described(v *node.Value) string {
	if v.Kind == node.String || v.Kind == node.Number {
		return fmt.Sprintf("%s (%.40q)", v.Kind, v.Text)
	}
	return v.Kind.String()
}
