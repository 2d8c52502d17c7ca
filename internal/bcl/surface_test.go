package bcl

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// surfaceFiles are the public members of the types of the allow-list as real
// class libraries have them; see testdata/surface/README.md.
var surfaceFiles = []string{"framework.txt", "core.txt", "newtonsoft.txt"}

// realMember is a member of a real class library.
type realMember struct{ owner, sig string }

func (m realMember) String() string { return m.owner + ": " + m.sig }

// TestSurface: each public member of a type that expressions may use is declared,
// or refused by name, or left out for a reason that is written down.
func TestSurface(t *testing.T) {
	rules := readLeftOut(t)
	var ours, refused, left int
	for _, file := range surfaceFiles {
		for _, m := range readSurface(t, file) {
			typ := surfaceType(m.owner)
			if typ != nil && declares(typ, m.sig) {
				ours++
				continue
			}
			if typ != nil && refuses(typ, m.sig) {
				refused++
				continue
			}
			if leftOut(rules, m) {
				left++
				continue
			}
			t.Errorf("neither declared nor refused nor left out: %s", m)
		}
	}
	for _, r := range rules {
		if r.used == 0 {
			t.Errorf("left-out.txt:%d: %s: leaves nothing out", r.line, r.pattern)
		}
	}
	t.Logf("%d real members: %d declared, %d refused, %d left out", ours+refused+left, ours, refused, left)
}

// surfaceType is our type of a reflection name ("System.Tuple`2").
func surfaceType(name string) *types.Type {
	name, nested, _ := strings.Cut(name, "`2.")
	if nested != "" {
		return Default().Universe.Lookup(name+"+"+nested, 2)
	}
	arity := 0
	if base, n, ok := strings.Cut(name, "`"); ok {
		name = base
		if _, err := fmt.Sscanf(n, "%d", &arity); err != nil {
			return nil
		}
	}
	typ := Default().Universe.Lookup(name, arity)
	if typ == nil || typ.Refused != "" {
		return nil
	}
	return typ
}

// declares reports whether a type has the member, itself or inherited.
func declares(t *types.Type, sig string) bool {
	return slices.Contains(candidates(t, memberName(sig)), sig)
}

// refuses reports whether an expression that uses the member is told that it may
// not: no member of the name is declared, or this overload is refused.
func refuses(t *types.Type, sig string) bool {
	name := memberName(sig)
	if strings.HasSuffix(sig, " "+name+"()") && t.RefusedMember(name+"()") {
		return true
	}
	if name == "new" {
		return t.RefusedMember(".ctor") && len(t.Constructors()) == 0
	}
	return t.RefusedMember(name)
}

// memberName is the name in a signature; constructors are "new", indexers "this".
func memberName(sig string) string {
	head := sig
	if i := strings.IndexAny(head, "([{="); i > 0 && !strings.HasPrefix(head[i:], "[]") {
		head = head[:i]
	} else if i > 0 {
		head, _, _ = strings.Cut(head, "(")
		head, _, _ = strings.Cut(head, " {")
		head, _, _ = strings.Cut(head, " this[")
		if len(head) < len(sig) && strings.HasPrefix(sig[len(head):], " this[") {
			return "this"
		}
	}
	head = strings.TrimSpace(head)
	head = head[strings.LastIndexByte(head, ' ')+1:]
	head, _, _ = strings.Cut(head, "`")
	return head
}

// candidates are the signatures of our members of a name.
func candidates(t *types.Type, name string) []string {
	var out []string
	if t.Kind == types.Enum {
		for _, v := range t.Values {
			if v.Name == name {
				out = append(out, fmt.Sprintf("const %s = %d", v.Name, v.Value))
			}
		}
		return out
	}
	s := spelling{t}
	if t.Invoke != nil {
		out = append(out, s.method(t.Invoke, "Invoke"))
	}
	switch token, isOperator := operatorTokens[name]; {
	case isOperator:
		for _, m := range t.Operators(token) {
			out = append(out, s.method(m, name))
		}
	case name == "new":
		for _, m := range t.Constructors() {
			out = append(out, "new("+s.params(m, m.Params)+")")
		}
	case name == "this":
		for _, p := range t.Indexers() {
			out = append(out, s.property(p)...)
		}
	default:
		for _, m := range t.Methods(name) {
			out = append(out, s.method(m, name))
		}
		if p := t.Property(name); p != nil {
			out = append(out, s.property(p)...)
		}
	}
	return out
}

// operatorTokens are the operators by the names they have in class libraries.
var operatorTokens = map[string]string{
	"op_Addition": "+", "op_Subtraction": "-", "op_Multiply": "*", "op_Division": "/", "op_Modulus": "%",
	"op_Equality": "==", "op_Inequality": "!=", "op_LessThan": "<", "op_GreaterThan": ">",
	"op_LessThanOrEqual": "<=", "op_GreaterThanOrEqual": ">=", "op_UnaryNegation": "-", "op_UnaryPlus": "+",
	"op_Increment": "++", "op_Decrement": "--", "op_Implicit": "implicit", "op_Explicit": "explicit",
}

// spelling writes signatures as the recorded ones are written.
type spelling struct{ owner *types.Type }

func (s spelling) method(m *types.Method, name string) string {
	text := s.result(m) + " " + name
	if len(m.TypeParams) > 0 {
		text += fmt.Sprintf("`%d", len(m.TypeParams))
	}
	text += "(" + s.params(m, m.Params) + ")"
	if m.Static || operatorTokens[name] != "" {
		return "static " + text
	}
	return text
}

func (s spelling) result(m *types.Method) string {
	if m.Return == nil {
		return "void"
	}
	return s.typ(m, m.Return)
}

func (s spelling) params(m *types.Method, list []types.Param) string {
	var out []string
	for _, p := range list {
		text := s.typ(m, p.Type)
		switch {
		case p.Out:
			text = "out " + text
		case p.Ref:
			text = "ref " + text
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// property gives the forms of a property: a field, or with its accessors.
func (s spelling) property(p *types.Property) []string {
	text := s.typ(nil, p.Type) + " " + p.Name
	if len(p.Params) > 0 {
		text += "[" + s.params(nil, p.Params) + "]"
	}
	if p.Static {
		text = "static " + text
	}
	forms := []string{text, text + " { get; }"}
	if p.Set != nil {
		forms = append(forms, text+" { get; set; }")
	}
	return forms
}

func (s spelling) typ(m *types.Method, t *types.Type) string {
	switch t.Kind {
	case types.TypeParam:
		if m != nil {
			if i := slices.Index(m.TypeParams, t); i >= 0 {
				return fmt.Sprintf("!!%d", i)
			}
		}
		if i := slices.Index(s.owner.Params, t); i >= 0 {
			return fmt.Sprintf("!%d", i)
		}
		return "?" + t.Name
	case types.Array:
		return s.typ(m, t.Elem) + "[" + strings.Repeat(",", t.Rank-1) + "]"
	case types.Nullable:
		return s.typ(m, t.Elem) + "?"
	case types.Void:
		return "void"
	case types.Tuple:
		var list []string
		for _, f := range t.Fields {
			list = append(list, s.typ(m, f.Type))
		}
		return "ValueTuple<" + strings.Join(list, ",") + ">"
	}
	name := t.Name
	if t.Special != types.None {
		name = t.String()
	}
	name = name[strings.LastIndexAny(name, "+.")+1:]
	args := t.Args
	if t.Def == nil {
		args = t.Params
	}
	if len(args) == 0 {
		return name
	}
	var list []string
	for _, a := range args {
		list = append(list, s.typ(m, a))
	}
	return name + "<" + strings.Join(list, ",") + ">"
}

func readSurface(t *testing.T, file string) []realMember {
	t.Helper()
	var out []realMember
	owner := ""
	for _, line := range readLines(t, file) {
		sig, member := strings.CutPrefix(line, "\t")
		if !member {
			owner = line
			continue
		}
		out = append(out, realMember{owner, sig})
	}
	return out
}

func readLines(t *testing.T, file string) []string {
	t.Helper()
	f, err := os.Open("testdata/surface/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		out = append(out, lines.Text())
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// leftOutRule leaves out the members that match "owner: signature", with * for
// any text.
type leftOutRule struct {
	pattern string
	line    int
	used    int
}

// readLeftOut reads left-out.txt: patterns under a comment that gives the reason.
func readLeftOut(t *testing.T) []*leftOutRule {
	t.Helper()
	var out []*leftOutRule
	reason := false
	for i, line := range readLines(t, "left-out.txt") {
		switch {
		case strings.HasPrefix(line, "#"):
			reason = true
		case strings.TrimSpace(line) == "":
			reason = false
		case !reason:
			t.Errorf("left-out.txt:%d: no reason above %s", i+1, line)
		default:
			out = append(out, &leftOutRule{pattern: line, line: i + 1})
		}
	}
	return out
}

func leftOut(rules []*leftOutRule, m realMember) bool {
	for _, r := range rules {
		if wild(r.pattern, m.String()) {
			r.used++
			return true
		}
	}
	return false
}

// wild matches text with a pattern in which * stands for any text.
func wild(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(text, parts[0]) {
		return false
	}
	text = text[len(parts[0]):]
	for i, p := range parts[1:] {
		if i == len(parts)-2 {
			return strings.HasSuffix(text, p)
		}
		j := strings.Index(text, p)
		if j < 0 {
			return false
		}
		text = text[j+len(p):]
	}
	return text == ""
}
