package xpath

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/google/go-cmp/cmp"
)

func TestEnvironment(t *testing.T) {
	context := contextNode(t, "<r><a>1</a><a>2</a></r>", "doc")
	all, err := mustCompile(t, "//a").Evaluate(context, nil)
	if err != nil {
		t.Fatal(err)
	}
	env := &Environment{
		Namespace: func(prefix string) (xmltree.Namespace, bool) { return "urn:f", prefix == "f" },
		Variable: func(name xmltree.Name) (Value, bool) {
			v, ok := map[xmltree.Name]Value{{Local: "n"}: 2.0, {Local: "s"}: "2", {Local: "a"}: all, {Space: "urn:f", Local: "b"}: true}[name]
			return v, ok
		},
		Function: func(name xmltree.Name) (Function, bool) {
			return func(c Context, args []Value) (Value, error) {
				return float64(10*c.Position + len(args)), nil
			}, name == xmltree.Name{Space: "urn:f", Local: "where"} || name.Local == "where"
		},
	}
	for _, c := range []struct{ expr, want string }{
		{"$n + 1", "N:3"},
		{"//a[$n]", "<a>2"},
		{"//a[. = $s]", "<a>2"},
		{"$a[1]", "<a>1"},
		{"$a/..", "<r>12"},
		{"count($a | //a)", "N:2"},
		{"not($f:b)", "B:False"},
		{"f:where(1, 2)", "N:12"},
		{"//a[where() = 20]", "<a>2"},
		{"//a[f:where()]", ""},
	} {
		t.Run(c.expr, func(t *testing.T) {
			got, err := run(c.expr, context, env)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff("R "+c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, c := range []struct{ expr, want string }{
		{"$zz", "The variable 'zz' is undefined."},
		{"f:zz()", "The function 'f:zz()' is undefined."},
		{"$g:b", "Namespace prefix 'g' is not defined."},
		{"count($n)", "Expression must evaluate to a node-set."},
		{"$n/a", "Expression must evaluate to a node-set."},
		{"$n | //a", "Expression must evaluate to a node-set."},
	} {
		t.Run(c.expr, func(t *testing.T) {
			if got, err := run(c.expr, context, env); err == nil || err.Error() != c.want {
				t.Errorf("got %s, %v; want %s", got, err, c.want)
			}
		})
	}
}

func mustCompile(t testing.TB, text string) *Expr {
	t.Helper()
	e, err := Compile(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestSelectElements(t *testing.T) {
	context := contextNode(t, `<r><a x="1">1</a>t<a/></r>`, "doc")
	for _, c := range []struct{ expr, want, unexpected string }{
		{"//a", "a a", ""},
		{"//zz", "", ""},
		{"1", "", "System.Double"},
		{"'s'", "", "System.String"},
		{"true()", "", "System.Boolean"},
		{"//@x", "", "System.Xml.Linq.XAttribute"},
		{"/", "", "System.Xml.Linq.XDocument"},
		{"//text()", "", "System.Xml.Linq.XText"},
	} {
		t.Run(c.expr, func(t *testing.T) {
			e := mustCompile(t, c.expr)
			var names []string
			elements, err := e.SelectElements(context, nil)
			for _, el := range elements {
				names = append(names, el.Name().Local)
			}
			first, firstErr := e.SelectElement(context, nil)
			if c.unexpected != "" {
				want := "The XPath expression evaluated to unexpected type " + c.unexpected + "."
				if err == nil || err.Error() != want || firstErr == nil || firstErr.Error() != want {
					t.Errorf("got %v and %v", err, firstErr)
				}
				return
			}
			if err != nil || firstErr != nil || strings.Join(names, " ") != c.want {
				t.Errorf("got %v, %v, %v", names, err, firstErr)
			}
			if (first == nil) != (len(elements) == 0) || first != nil && first != elements[0] {
				t.Errorf("the first is %v", first)
			}
		})
	}
}

func TestBudgets(t *testing.T) {
	xml := "<r>" + strings.Repeat("<a><b/></a>", 500) + "</r>"
	context := contextNode(t, xml, "doc")
	for _, expr := range []string{
		"//*[//*[//*]]", "//b/preceding::*/following::*", "count(//*[count(//*) > 1])",
		"//a[. = //b]/../*[. = //b]", "sum(//*[position() = last()]/preceding::*)",
	} {
		_, err := mustCompile(t, expr).Evaluate(context, &Environment{Steps: 100_000})
		if err == nil || err.Error() != "The xpath query is too complex." {
			t.Errorf("%s: %v", expr, err)
		}
	}
	spent := errors.New("spent")
	limit := 10_000
	charge := func(n int) error {
		if limit -= n; limit < 0 {
			return spent
		}
		return nil
	}
	for _, expr := range []string{"//node()", "//a | //b", "//b/..", "concat(" + strings.Repeat("'x',", 99) + "//a)", "string(/)"} {
		limit = 10_000
		if expr == "string(/)" {
			context = contextNode(t, "<r>"+strings.Repeat("<a>text</a>", 5000)+"</r>", "doc")
		}
		var err error
		for range 200 {
			if _, err = mustCompile(t, expr).Evaluate(context, &Environment{Charge: charge}); err != nil {
				break
			}
		}
		if !errors.Is(err, spent) {
			t.Errorf("%s: %v", expr, err)
		}
	}
	for _, expr := range []string{
		strings.Repeat("(", 300) + "1" + strings.Repeat(")", 300),
		strings.Repeat("a[", 300) + "1" + strings.Repeat("]", 300),
		strings.Repeat("a/", maxLength/2) + "a",
	} {
		if _, err := Compile(expr); err == nil || err.Error() != "The xpath query is too complex." {
			t.Errorf("%.20s...: %v", expr, err)
		}
	}
	if _, err := mustCompile(t, "1"+strings.Repeat("+1", 30_000)).Evaluate(context, nil); err != nil {
		t.Error(err)
	}
}

// A deep tree must not need a deep stack.
func TestDeepTree(t *testing.T) {
	e, err := xmltree.NewElement(nil, xmltree.Name{Local: "a"}, "t")
	if err != nil {
		t.Fatal(err)
	}
	for range 100_000 {
		if e, err = xmltree.NewElement(nil, xmltree.Name{Local: "a"}, e); err != nil {
			t.Fatal(err)
		}
	}
	for expr, want := range map[string]string{
		"count(//a)": "100000", "string(//a[not(a)])": "t", "count(//text()/ancestor::a)": "100001", "count(//a/..)": "100000",
	} {
		v, err := mustCompile(t, expr).Evaluate(Of(e), nil)
		var x *clr.Exception
		if errors.As(err, &x) || err != nil || String(v) != want {
			t.Errorf("%s is %v, %v; want %s", expr, v, err, want)
		}
	}
}

// TestManyAttributes: those of one element come in their order, however many, and are
// there once.
func TestManyAttributes(t *testing.T) {
	for _, n := range []int{3, 40, 2000} {
		var in, want strings.Builder
		in.WriteString("<r")
		for i := range n {
			fmt.Fprintf(&in, ` a%d="%d"`, i, i)
			fmt.Fprintf(&want, "%d,", i)
		}
		in.WriteString("/>")
		v, err := mustCompile(t, "@*[position() > 2] | //r/@*[position() < 4]").Evaluate(contextNode(t, in.String(), "root"), nil)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, n := range v.(NodeSet) {
			got.WriteString(String(NodeSet{n}) + ",")
		}
		if got.String() != want.String() {
			t.Errorf("%d attributes come as %s", n, got.String())
		}
	}
}
