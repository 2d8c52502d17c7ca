package openapi

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxHops is how many references may lead to each other.
const maxHops = 32

// reference returns the text of v's $ref, if it has one.
func reference(v *node.Value) (*node.Value, bool) {
	if v == nil || v.Kind != node.Object {
		return nil, false
	}
	ref := v.Get("$ref")
	return ref, ref != nil && ref.Kind == node.String
}

// deref follows the references of v. An unresolved one is reported once, with
// the severity given, and yields nil.
func (r *reader) deref(v *node.Value, severity diag.Severity) *node.Value {
	first := v
	for hop := 0; ; hop++ {
		ref, ok := reference(v)
		if !ok {
			return v
		}
		if hop == maxHops {
			r.badReference(firstReference(first), severity, "references lead in a circle")
			return nil
		}
		target, problem := r.target(ref)
		if problem != "" {
			r.badReference(ref, severity, problem)
			return nil
		}
		v = target
	}
}

func firstReference(v *node.Value) *node.Value {
	ref, _ := reference(v)
	return ref
}

func (r *reader) badReference(ref *node.Value, severity diag.Severity, problem string) {
	if r.reported[ref] {
		return
	}
	r.reported[ref] = true
	r.list.Add(diag.Diagnostic{
		Severity: severity, Code: diag.SpecificationSyntax, Source: ref.Source, Span: ref.Span,
		Message: "the reference " + strconv.Quote(ref.Text) + " cannot be followed: " + problem,
	})
}

// target finds what a reference refers to, or says why it cannot.
func (r *reader) target(ref *node.Value) (*node.Value, string) {
	doc := r.docs[ref.Source]
	if found, ok := doc.targets[ref.Text]; ok {
		return found, ""
	}
	file, pointer, _ := strings.Cut(ref.Text, "#")
	in := doc
	if file != "" {
		var problem string
		if in, problem = r.file(doc, file); problem != "" {
			return nil, problem
		}
	}
	found, problem := resolvePointer(in.root, pointer)
	if problem == "" {
		doc.targets[ref.Text] = found
	}
	return found, problem
}

// file finds or reads the file that a reference names.
func (r *reader) file(from *document, name string) (*document, string) {
	if u, err := url.Parse(name); err != nil || u.Scheme != "" || u.Host != "" {
		return nil, "nothing outside the files of the configuration is read; put what is needed into the definition"
	}
	decoded, err := url.PathUnescape(name)
	if err != nil {
		decoded = name
	}
	full := path.Join(path.Dir(from.path), decoded)
	if path.IsAbs(decoded) || full == ".." || strings.HasPrefix(full, "../") || strings.ContainsRune(decoded, '\\') {
		return nil, "it leads out of the folder that is loaded"
	}
	if doc, ok := r.byPath[full]; ok {
		if doc.root == nil {
			return nil, "the file cannot be read"
		}
		return doc, ""
	}
	if r.opt.Read == nil {
		return nil, "references to files are not followed here"
	}
	src, err := r.opt.Read(full)
	if err != nil {
		r.byPath[full] = &document{path: full}
		return nil, err.Error()
	}
	doc := r.parse(src, full)
	if doc.root == nil {
		return nil, "the file cannot be read"
	}
	return doc, ""
}

// resolvePointer follows a JSON pointer (RFC 6901) in a URL fragment.
func resolvePointer(v *node.Value, pointer string) (*node.Value, string) {
	if pointer == "" {
		return v, ""
	}
	if !strings.HasPrefix(pointer, "/") {
		return nil, "only JSON pointers can be followed, which start with #/"
	}
	for _, token := range strings.Split(pointer[1:], "/") {
		if plain, err := url.PathUnescape(token); err == nil {
			token = plain
		}
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		next := v.Get(token)
		if next == nil && v.Kind == node.Array {
			if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(v.Items) {
				next = v.Items[i]
			}
		}
		if next == nil {
			return nil, missing(v, token)
		}
		v = next
	}
	return v, ""
}

func missing(v *node.Value, token string) string {
	problem := "there is no " + strconv.Quote(token)
	var names []string
	for _, m := range v.Members {
		names = append(names, m.Name)
	}
	if near, ok := diag.Suggest(token, names); ok {
		problem += "; did you mean " + strconv.Quote(near) + "?"
	}
	return problem
}
