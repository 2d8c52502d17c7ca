package diag

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestCodes checks codes.go: every code is in kebab case, named after its
// constant, unlike all others, and its comment says what it means and gives an
// example.
func TestCodes(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, s := range group.Specs {
			spec := s.(*ast.ValueSpec)
			name := spec.Names[0].Name
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if kebab(name) != code {
				t.Errorf("%s is %q, want %q", name, code, kebab(name))
			}
			if other := seen[code]; other != "" {
				t.Errorf("%s and %s are both %q", name, other, code)
			}
			seen[code] = name
			meaning, example, _ := strings.Cut(spec.Doc.Text(), "\n\nExample:\n")
			if !strings.HasPrefix(meaning, name+": ") || !strings.HasSuffix(meaning, ".") {
				t.Errorf("%s: the comment should start with %q and end with a full stop: %q", name, name+": ", meaning)
			}
			if strings.TrimSpace(example) == "" || !strings.HasPrefix(example, " ") {
				t.Errorf("%s: no example behind a line Example: %q", name, example)
			}
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d codes found", len(seen))
	}
}

// kebab turns XMLSyntax into xml-syntax.
func kebab(name string) string {
	words := regexp.MustCompile(`[A-Z]+(?:[a-z]+|$)`).FindAllString(strings.Replace(name, "XML", "Xml", 1), -1)
	return strings.ToLower(strings.Join(words, "-"))
}
