package policydocs

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Expressions returns the page docs/expressions.md: what expressions may use, from
// the tables that the compiler binds against, with examples that are run to print
// what they give.
func Expressions(u *types.Universe, run func(Example) (string, error)) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("<!-- Written by make generate; do not edit. -->\n" + expressionsIntro)
	for _, e := range expressionExamples() {
		got, err := run(e)
		if err != nil {
			return nil, fmt.Errorf("example %s: %w", e.Code, err)
		}
		fmt.Fprintf(&b, "\n%s\n\n```csharp\n%s\n```\n\ngives `%s`\n", e.Says, e.Code, got)
	}
	namespaces := namespaces(u)
	b.WriteString("\n## Index\n\n")
	for _, ns := range namespaces {
		var links []string
		for _, t := range ns.types {
			links = append(links, "["+markdown(plainName(t))+"](#"+anchor(t)+")")
		}
		fmt.Fprintf(&b, "- %s: %s\n", ns.title, strings.Join(links, ", "))
	}
	for _, ns := range namespaces {
		fmt.Fprintf(&b, "\n## %s\n", ns.title)
		for _, t := range ns.types {
			describe(&b, t)
		}
	}
	return b.Bytes(), nil
}

// namespace is a chapter of the page.
type namespace struct {
	title string
	types []*types.Type
}

// contextNamespace holds the types of the gateway.
const contextNamespace = "Apim"

// namespaces are the types that expressions may name or meet, by namespace, the
// gateway's first.
func namespaces(u *types.Universe) []namespace {
	byName := map[string][]*types.Type{}
	u.Types(func(t *types.Type) {
		if t.Refused == "" && !strings.Contains(t.Name, "+") {
			byName[t.Namespace] = append(byName[t.Namespace], t)
		}
	})
	var out []namespace
	for name, list := range byName {
		slices.SortFunc(list, func(a, b *types.Type) int {
			return strings.Compare(sortKey(a), sortKey(b))
		})
		title := name
		if name == contextNamespace {
			title = "context"
		}
		out = append(out, namespace{title, list})
	}
	slices.SortFunc(out, func(a, b namespace) int { return strings.Compare(chapter(a.title), chapter(b.title)) })
	return out
}

func chapter(title string) string {
	if title == "context" {
		return ""
	}
	return title
}

// sortKey orders types by name, what context itself is before all others.
func sortKey(t *types.Type) string {
	if t.Name == "IExpressionContext" {
		return ""
	}
	return fmt.Sprintf("%s %d", strings.ToLower(t.Name), len(t.Params))
}

// plainName is the name with its type parameters.
func plainName(t *types.Type) string {
	if len(t.Params) == 0 {
		return t.Name
	}
	var params []string
	for _, p := range t.Params {
		params = append(params, p.Name)
	}
	return t.Name + "<" + strings.Join(params, ", ") + ">"
}

func markdown(s string) string { return strings.NewReplacer("<", `\<`, ">", `\>`).Replace(s) }

func anchor(t *types.Type) string {
	a := strings.ToLower(t.Namespace + "." + t.Name)
	if n := len(t.Params); n > 0 {
		a = fmt.Sprintf("%s-%d", a, n)
	}
	return strings.ReplaceAll(a, ".", "-")
}

// describe writes a type: its members as C# declares them.
func describe(b *bytes.Buffer, t *types.Type) {
	fmt.Fprintf(b, "\n<a id=%q></a>\n### %s\n\n", anchor(t), markdown(plainName(t)))
	switch {
	case t.Kind == types.Enum:
		var names []string
		for _, v := range t.Values {
			names = append(names, fmt.Sprintf("`%s` %d", v.Name, v.Value))
		}
		fmt.Fprintf(b, "enum: %s\n", strings.Join(names, ", "))
		return
	case t.Invoke != nil:
		fmt.Fprintf(b, "delegate `%s`\n", strings.Replace(t.Invoke.Signature, "Invoke", plainName(t), 1))
		return
	}
	fmt.Fprintf(b, "%s\n", kindOf(t))
	if lines := members(t); len(lines) > 0 {
		fmt.Fprintf(b, "\n```csharp\n%s\n```\n", strings.Join(lines, "\n"))
	}
}

// kindOf is the beginning of the declaration.
func kindOf(t *types.Type) string {
	kind := map[types.Kind]string{types.Class: "class", types.Struct: "struct", types.Interface: "interface"}[t.Kind]
	if kind == "" {
		kind = "type"
	}
	if t.Static {
		kind = "static class"
	}
	var from []string
	if t.Base != nil && t.Base.Special != types.Object && t.Base.Name != "ValueType" {
		from = append(from, "`"+t.Base.String()+"`")
	}
	for _, i := range t.Interfaces {
		from = append(from, "`"+i.String()+"`")
	}
	if len(from) > 0 {
		return kind + ", is " + strings.Join(from, ", ")
	}
	return kind
}

// members are the signatures of the members a type declares: constructors,
// properties, methods, operators.
func members(t *types.Type) []string {
	var out, methods, operators []string
	for _, c := range t.Constructors() {
		out = append(out, strings.Replace(c.Signature, "new(", t.Name+"(", 1))
	}
	for _, p := range t.Indexers() {
		if p.Owner == t {
			out = append(out, property(p))
		}
	}
	names := t.MemberNames()
	slices.Sort(names)
	for _, name := range names {
		if p := t.Property(name); p != nil && p.Owner == t {
			out = append(out, property(p))
		}
		for _, m := range t.Methods(name) {
			if m.Owner == t {
				methods = append(methods, nestedNames(m.Signature))
			}
		}
		for _, m := range t.Operators(name) {
			if m.Owner == t {
				operators = append(operators, m.Signature)
			}
		}
	}
	return append(append(out, methods...), operators...)
}

func property(p *types.Property) string {
	switch {
	case p.IsConst:
		return nestedNames(p.Signature)
	case p.Set != nil:
		if p.Get == nil {
			return nestedNames(p.Signature) + " { set; }"
		}
		return nestedNames(p.Signature) + " { get; set; }"
	}
	return nestedNames(p.Signature) + " { get; }"
}

// nested is the name of a type nested in a generic one, as declarations have it.
var nested = regexp.MustCompile(`(\w+)\+([\w+]+)(<[^>]*>)`)

// nestedNames spells them as expressions do: Dictionary<TKey, TValue>.KeyCollection.
func nestedNames(signature string) string {
	return nested.ReplaceAllStringFunc(signature, func(name string) string {
		m := nested.FindStringSubmatch(name)
		return m[1] + m[3] + "." + strings.ReplaceAll(m[2], "+", ".")
	})
}
