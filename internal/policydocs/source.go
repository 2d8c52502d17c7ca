package policydocs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
)

// source is the Go source of a policy: what comments say.
type source struct {
	// path is that of the file with the policy's struct, from the root.
	path string
	// fields are the comments of fields by struct and field.
	fields map[string]map[string]string
	// unverified are the guesses that the file marks.
	unverified []string
}

// readSource finds the source of a policy's struct below the root.
func readSource(root string, t reflect.Type) (*source, error) {
	dir := strings.TrimPrefix(t.PkgPath(), "github.com/gatehouse-project/gatehouse/")
	paths, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(dir), "*.go"))
	if err != nil {
		return nil, err
	}
	s := &source{fields: map[string]map[string]string{}}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		if s.structs(f, t.Name()) {
			s.path = dir + "/" + filepath.Base(path)
			s.guesses(f)
		}
	}
	if s.path == "" {
		return nil, fmt.Errorf("there is no struct %s in %s", t.Name(), dir)
	}
	return s, nil
}

// structs keeps the comments of a file's structs and reports whether one of them
// has the name.
func (s *source) structs(f *ast.File, name string) (found bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		st, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		found = found || spec.Name.Name == name
		fields := map[string]string{}
		for _, field := range st.Fields.List {
			for _, n := range field.Names {
				fields[n.Name] = oneLine(field.Doc.Text())
			}
		}
		s.fields[spec.Name.Name] = fields
		return true
	})
	return found
}

// guesses keeps the comments that mark a guess, whole, since what stands before the
// mark says what it is about. Those in brackets are shown with their field.
func (s *source) guesses(f *ast.File) {
	for _, group := range f.Comments {
		before, text, ok := strings.Cut(oneLine(group.Text()), "unverified: ")
		if ok && !strings.HasSuffix(before, "(") {
			s.unverified = append(s.unverified, sentence(before+sentence(text)))
		}
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// sentence starts a text with a capital and ends it with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
