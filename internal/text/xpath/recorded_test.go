package xpath

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// recorded is a document, or a case whose result was recorded from a .NET class
// library.
type recorded struct {
	Document int
	XML      string // of a document
	Context  string // doc, root (its root element) or free (an element without document)
	Expr     string
	Bare     bool // without XmlNamespaceManager

	Want      string
	Exception string
	Message   string
}

func readCases(t testing.TB) []recorded {
	t.Helper()
	f, err := os.Open("testdata/xpath.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []recorded
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var c recorded
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("%v: %s", err, lines.Bytes())
		}
		cases = append(cases, c)
	}
	if len(cases) < 500 {
		t.Fatalf("only %d cases", len(cases))
	}
	return cases
}

// prefixes are those that the recorded cases declare, by document.
var prefixes = []map[string]xmltree.Namespace{
	{"p": "u"}, {"p": "u"}, {"p": "urn:m", "m": "urn:m"}, {"p": "d"},
}

func environment(document int) *Environment {
	return &Environment{Namespace: func(prefix string) (xmltree.Namespace, bool) {
		ns, ok := prefixes[document][prefix]
		return ns, ok
	}}
}

func contextNode(t testing.TB, xml, context string) Node {
	t.Helper()
	doc, err := xmltree.Parse(xml, xmltree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	root := doc.Root()
	switch context {
	case "doc":
		return Of(doc)
	case "free":
		if err := xmltree.Remove(root); err != nil {
			t.Fatal(err)
		}
	}
	return Of(root)
}

func TestRecorded(t *testing.T) {
	documents := map[int]string{}
	for i, c := range readCases(t) {
		if c.XML != "" {
			documents[c.Document] = c.XML
			continue
		}
		t.Run(fmt.Sprintf("%d %s %s", i, c.Context, c.Expr), func(t *testing.T) {
			env := environment(c.Document)
			if c.Bare {
				env = nil
			}
			got, err := run(c.Expr, contextNode(t, documents[c.Document], c.Context), env)
			var e *clr.Exception
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("error %v is no exception", err)
			}
			switch {
			case err == nil && c.Exception == "":
				if strings.ToValidUTF8(got, "\ufffd") != c.Want {
					t.Errorf("got  %s\nwant %s", got, c.Want)
				}
			case err == nil:
				t.Errorf("got %s\nwant %s: %s", got, c.Exception, c.Message)
			case e.Type != c.Exception || e.Message != c.Message:
				t.Errorf("got  %s: %s\nwant %s: %s %s", e.Type, e.Message, c.Exception, c.Message, c.Want)
			}
		})
	}
}

func run(text string, context Node, env *Environment) (string, error) {
	e, err := Compile(text)
	if err != nil {
		return "", err
	}
	v, err := e.Evaluate(context, env)
	if err != nil {
		return "", err
	}
	return "R " + describe(v), nil
}

// describe shows a value as the recorded results do.
func describe(v Value) string {
	switch v := v.(type) {
	case float64:
		switch {
		case math.IsInf(v, 1):
			return "N:Infinity"
		case math.IsInf(v, -1):
			return "N:-Infinity"
		case v == 0:
			return "N:0"
		}
		return "N:" + xmltree.FormatDouble(v)
	case bool:
		if v {
			return "B:True"
		}
		return "B:False"
	case string:
		return "S:" + v
	}
	var all []string
	for _, o := range v.(NodeSet).Objects() {
		switch o := o.(type) {
		case *xmltree.Element:
			all = append(all, "<"+o.Name().Local+">"+o.Value())
		case *xmltree.Document:
			all = append(all, "#doc")
		case *xmltree.Attribute:
			all = append(all, "@"+o.String())
		case *xmltree.Text:
			all = append(all, "T:"+o.Value())
		default:
			all = append(all, o.String())
		}
	}
	return strings.Join(all, "|")
}
