package types

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type form uint8

const (
	formMethod form = iota
	formProperty
	formIndexer
	formConstructor
	formOperator
)

type signature struct {
	form              form
	name              string
	static, extension bool
	isConst           bool
	typeParams        []*Type
	params            []Param
	result            *Type
}

// sigReader reads a C# signature of the library's tables.
type sigReader struct {
	u     *Universe
	toks  []string
	scope []*Type // type parameters in scope
}

func (u *Universe) parseSignature(text string, scope []*Type) (signature, error) {
	r := &sigReader{u: u, toks: tokens(text), scope: scope}
	s, err := r.member()
	if err == nil && len(r.toks) > 0 {
		err = fmt.Errorf("unexpected %q", r.toks[0])
	}
	return s, err
}

func (u *Universe) parseType(text string, scope []*Type) (*Type, error) {
	r := &sigReader{u: u, toks: tokens(text), scope: scope}
	t, err := r.typ()
	if err == nil && len(r.toks) > 0 {
		err = fmt.Errorf("unexpected %q", r.toks[0])
	}
	return t, err
}

// TypeOf reads the C# name of a closed type, such as "IDictionary<string, int[]>",
// or what [Type.Spelling] gave. It may be called by many at a time.
func (u *Universe) TypeOf(text string) (*Type, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.parseType(text, nil)
}

func tokens(s string) []string {
	out := make([]string, 0, 16)
	for i := 0; i < len(s); {
		if s[i] == ' ' {
			i++
			continue
		}
		j := strings.IndexFunc(s[i:], func(c rune) bool {
			return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("_.+@", c)
		})
		switch {
		case j < 0:
			j = len(s) - i
		case j == 0:
			_, j = utf8.DecodeRuneInString(s[i:])
		}
		out = append(out, strings.TrimPrefix(s[i:i+j], "@"))
		i += j
	}
	return out
}

func (r *sigReader) peek() string {
	if len(r.toks) == 0 {
		return ""
	}
	return r.toks[0]
}

func (r *sigReader) next() string {
	t := r.peek()
	if len(r.toks) > 0 {
		r.toks = r.toks[1:]
	}
	return t
}

func (r *sigReader) accept(t string) bool {
	if r.peek() == t {
		r.next()
		return true
	}
	return false
}

func (r *sigReader) expect(t string) error {
	if !r.accept(t) {
		return fmt.Errorf("expected %q before %q", t, r.peek())
	}
	return nil
}

func (r *sigReader) member() (s signature, err error) {
	for {
		switch r.peek() {
		case "static":
			s.static = true
			r.next()
			continue
		case "const":
			s.isConst = true
			r.next()
			continue
		}
		break
	}
	switch r.peek() {
	case "new":
		r.next()
		s.form, s.name = formConstructor, ".ctor"
		s.params, s.extension, err = r.paramList("(", ")")
		return s, err
	case "implicit", "explicit":
		s.form, s.name = formOperator, r.next()
		if err = r.expect("operator"); err != nil {
			return s, err
		}
		if s.result, err = r.typ(); err != nil {
			return s, err
		}
		s.params, _, err = r.paramList("(", ")")
		return s, err
	}
	// Type parameters are declared after the result type that may use them.
	if i := r.typeParamsAt(); i >= 0 {
		for j := i + 1; r.toks[j] != ">"; j++ {
			if r.toks[j] != "," {
				s.typeParams = append(s.typeParams, &Type{Name: r.toks[j], Kind: TypeParam, u: r.u})
			}
		}
		r.scope = append(append([]*Type(nil), s.typeParams...), r.scope...)
	}
	if s.result, err = r.typ(); err != nil {
		return s, err
	}
	switch {
	case r.accept("operator"):
		s.form = formOperator
		for r.peek() != "(" && r.peek() != "" {
			s.name += r.next()
		}
	case r.accept("this"):
		s.form, s.name = formIndexer, "this"
		s.params, _, err = r.paramList("[", "]")
		return s, err
	default:
		s.name = r.next()
	}
	if len(s.typeParams) > 0 {
		for r.next() != ">" {
		}
	}
	if r.peek() == "" {
		s.form = formProperty
		return s, nil
	}
	s.params, s.extension, err = r.paramList("(", ")")
	if s.result == r.u.void {
		s.result = nil
	}
	for err == nil && r.accept("where") {
		err = r.constraints(s.typeParams)
	}
	return s, err
}

// constraints reads what stands behind where: "T : class, IComparable<T>".
func (r *sigReader) constraints(params []*Type) error {
	name := r.next()
	i := slices.IndexFunc(params, func(p *Type) bool { return p.Name == name })
	if i < 0 {
		return fmt.Errorf("no type parameter %q", name)
	}
	p := params[i]
	if err := r.expect(":"); err != nil {
		return err
	}
	for {
		switch r.peek() {
		case "class":
			r.next()
			p.Constraint.Class = true
		case "struct":
			r.next()
			p.Constraint.Struct = true
		default:
			t, err := r.typ()
			if err != nil {
				return err
			}
			if t.Kind == Interface {
				p.Interfaces = append(p.Interfaces, t)
			} else {
				p.Base = t
			}
		}
		if !r.accept(",") {
			return nil
		}
	}
}

// typeParamsAt finds the "<" that follows the method name: the last "<" whose
// ">" is directly before the parameter list.
func (r *sigReader) typeParamsAt() int {
	paren := -1
	for i, t := range r.toks {
		if t == "(" {
			paren = i
			break
		}
	}
	if paren < 2 || r.toks[paren-1] != ">" {
		return -1
	}
	depth := 0
	for i := paren - 1; i >= 0; i-- {
		switch r.toks[i] {
		case ">":
			depth++
		case "<":
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func (r *sigReader) paramList(open, end string) (ps []Param, extension bool, err error) {
	if err := r.expect(open); err != nil {
		return nil, false, err
	}
	for !r.accept(end) {
		if len(ps) > 0 {
			if err := r.expect(","); err != nil {
				return nil, false, err
			}
		}
		var p Param
		switch r.peek() {
		case "this":
			extension = true
			r.next()
		case "params":
			p.Params = true
			r.next()
		case "out":
			p.Out = true
			r.next()
		case "ref":
			p.Ref = true
			r.next()
		}
		if p.Type, err = r.typ(); err != nil {
			return nil, false, err
		}
		p.Name = r.next()
		if r.accept("=") {
			p.Optional = true
			switch v := r.next(); v {
			case "null", "default":
			case "true", "false":
				p.Default = v == "true"
			case "-":
				n, err := strconv.Atoi(r.next())
				if err != nil {
					return nil, false, err
				}
				p.Default = int32(-n)
			default:
				n, err := strconv.Atoi(v)
				if err != nil {
					return nil, false, fmt.Errorf("bad default %q", v)
				}
				p.Default = int32(n)
			}
		}
		ps = append(ps, p)
	}
	return ps, extension, nil
}

func (r *sigReader) typ() (*Type, error) {
	t, err := r.element()
	if err != nil {
		return nil, err
	}
	for {
		switch {
		case r.accept("?"):
			if t.IsValueType() || t.Kind == TypeParam {
				t = r.u.nullableOf(t)
			}
		case r.accept("["):
			rank := 1
			for r.accept(",") {
				rank++
			}
			if err := r.expect("]"); err != nil {
				return nil, err
			}
			t = r.u.arrayOf(t, rank)
		default:
			return t, nil
		}
	}
}

// element reads a type without what says that it is nullable or an array.
func (r *sigReader) element() (*Type, error) {
	switch {
	case r.accept("("):
		return r.structural(Tuple, ")")
	case r.accept("{"):
		return r.structural(Anonymous, "}")
	}
	name := r.next()
	var args []*Type
	if r.accept("<") {
		for {
			a, err := r.typ()
			if err != nil {
				return nil, err
			}
			args = append(args, a)
			if !r.accept(",") {
				break
			}
		}
		if err := r.expect(">"); err != nil {
			return nil, err
		}
	}
	t := r.named(name, len(args))
	if t == nil {
		return nil, fmt.Errorf("unknown type %q", key(name, len(args)))
	}
	if len(args) > 0 {
		t = r.u.construct(t, args)
	}
	return t, nil
}

// structural reads the members of a tuple or of an anonymous type, which have names.
func (r *sigReader) structural(kind Kind, end string) (*Type, error) {
	var fields []Field
	for !r.accept(end) {
		if len(fields) > 0 {
			if err := r.expect(","); err != nil {
				return nil, err
			}
		}
		t, err := r.typ()
		if err != nil {
			return nil, err
		}
		f := Field{Type: t}
		if kind == Anonymous {
			f.Name = r.next()
		}
		fields = append(fields, f)
	}
	if kind == Tuple && len(fields) == 0 {
		return nil, fmt.Errorf("a tuple without elements")
	}
	return r.u.structuralOf(kind, fields), nil
}

func (r *sigReader) named(name string, arity int) *Type {
	for _, p := range r.scope {
		if p.Name == name && arity == 0 {
			return p
		}
	}
	if t := r.u.keywords[name]; t != nil {
		return t
	}
	if t := r.u.byName[key(name, arity)]; t != nil {
		return t
	}
	// A simple name, wherever it is declared; imported namespaces first.
	for _, ns := range r.u.imports {
		if t := r.u.byName[key(qualified(ns, name), arity)]; t != nil {
			return t
		}
	}
	var found *Type
	for _, t := range r.u.byName {
		if t.Name == name && len(t.Params) == arity {
			if found != nil {
				return nil
			}
			found = t
		}
	}
	return found
}
