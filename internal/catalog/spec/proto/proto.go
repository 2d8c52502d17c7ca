package proto

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxSize bounds a definition in bytes.
const maxSize = 16 << 20

// Read returns the operations of all methods of a definition, in its order. A
// mistake is reported with code diag.SpecificationSyntax; reading goes on where
// the next declaration begins. ok is false after one, and for a definition without
// methods, of which a warning is reported.
func Read(src *diag.Source, l *diag.List) (operations []*catalog.Operation, ok bool) {
	r := &reader{scanner: scanner{text: src.Text}, src: src, list: l}
	if len(src.Text) > maxSize {
		l.Errorf(diag.SpecificationSyntax, src, diag.Span{}, "the definition has %d bytes; at most %d are read", len(src.Text), maxSize)
		return nil, false
	}
	r.at = len(src.Text) - len(strings.TrimPrefix(src.Text, "\ufeff"))
	before := l.Count(diag.Error)
	r.file()
	if l.Count(diag.Error) > before {
		return r.operations, false
	}
	if len(r.operations) == 0 {
		l.Warnf(diag.SpecificationSyntax, src, diag.Span{}, "the definition has no service with methods, so no request matches the API")
		return nil, false
	}
	return r.operations, true
}

type reader struct {
	scanner
	src        *diag.Source
	list       *diag.List
	pkg        string
	names      catalog.Names
	operations []*catalog.Operation
	failed     bool
}

// errorf reports the first mistake; what follows it is seldom one of its own.
func (r *reader) errorf(t token, format string, args ...any) {
	if !r.failed {
		r.list.Errorf(diag.SpecificationSyntax, r.src, t.span, format, args...)
	}
	r.failed = true
}

// file reads the declarations of a file.
func (r *reader) file() {
	for !r.failed {
		t := r.next()
		switch t.text {
		case "":
			if t.kind == broken {
				r.errorf(t, "a comment or a text is not closed")
			}
			return
		case ";":
		case "package":
			name := r.next()
			if name.kind != word {
				r.errorf(name, "the package needs a name")
				return
			}
			r.pkg = strings.TrimPrefix(name.text, ".")
			r.statement()
		case "service":
			r.service()
		case "syntax", "edition", "import", "option", "message", "enum", "extend":
			r.statement()
		default:
			r.errorf(t, "%q begins no declaration of a definition; message, service and their like do", t.text)
		}
	}
}

// statement passes over the rest of a declaration: to its semicolon, or the brace
// that closes its block.
func (r *reader) statement() {
	depth := 0
	for {
		t := r.next()
		switch {
		case t.kind == end:
			r.errorf(t, "the definition ends within a declaration")
			return
		case t.kind == broken:
			r.errorf(t, "a comment or a text is not closed")
			return
		case t.text == "{":
			depth++
		case t.text == "}":
			if depth--; depth < 0 {
				r.errorf(t, "a brace closes nothing")
				return
			}
			if depth == 0 {
				return
			}
		case t.text == ";" && depth == 0:
			return
		}
	}
}

// service reads the methods of a service.
func (r *reader) service() {
	name := r.next()
	if name.kind != word || strings.Contains(name.text, ".") {
		r.errorf(name, "the service needs a name")
		return
	}
	if t := r.next(); t.text != "{" {
		r.errorf(t, "the service %s needs a block in braces", name.text)
		return
	}
	full := name.text
	if r.pkg != "" {
		full = r.pkg + "." + full
	}
	for !r.failed {
		switch t := r.next(); t.text {
		case "}":
			return
		case ";":
		case "option":
			r.option()
		case "rpc":
			r.method(full)
		default:
			r.errorf(t, "a service holds methods (rpc) and options")
		}
	}
}

// option passes over an option of a service, whose value may be a block.
func (r *reader) option() {
	depth := 0
	for {
		t := r.next()
		switch {
		case t.kind == end || t.kind == broken:
			r.errorf(t, "the definition ends within an option")
			return
		case t.text == "{":
			depth++
		case t.text == "}":
			depth--
		case t.text == ";" && depth <= 0:
			return
		}
	}
}

// method reads one method: rpc Get (stream Request) returns (Reply) { … }
func (r *reader) method(service string) {
	name := r.next()
	if name.kind != word || strings.Contains(name.text, ".") {
		r.errorf(name, "a method needs a name")
		return
	}
	r.message()
	if t := r.next(); t.text != "returns" && !r.failed {
		r.errorf(t, "the method %s says no message that it returns", name.text)
	}
	r.message()
	if r.failed {
		return
	}
	switch t := r.next(); t.text {
	case ";":
	case "{":
		for depth := 1; depth > 0; {
			switch t := r.next(); {
			case t.kind == end || t.kind == broken:
				r.errorf(t, "the method %s is not closed", name.text)
				return
			case t.text == "{":
				depth++
			case t.text == "}":
				depth--
			}
		}
	default:
		r.errorf(t, "the method %s ends with a semicolon or a block", name.text)
		return
	}
	r.add(service, name)
}

// message reads the message of a method in its parentheses.
func (r *reader) message() {
	if r.failed {
		return
	}
	if t := r.next(); t.text != "(" {
		r.errorf(t, "a message of a method stands in parentheses")
		return
	}
	t := r.next()
	if t.text == "stream" {
		if t = r.next(); t.text == ")" { // a message of that name
			return
		}
	}
	if t.kind != word {
		r.errorf(t, "a method needs the name of a message here")
		return
	}
	if t := r.next(); t.text != ")" && !r.failed {
		r.errorf(t, "a parenthesis is not closed")
	}
}

// add makes the operation of a method.
func (r *reader) add(service string, method token) {
	// The templates of operations have nothing in them that the names could break:
	// they are letters, digits, underscores and dots.
	template := "/" + service + "/" + method.text
	parsed, mistakes := catalog.ParseTemplate(template)
	if len(mistakes) > 0 {
		r.errorf(method, "the URL template of a method: %s", mistakes[0].Message)
		return
	}
	name := method.text
	if !catalog.IsOperationName(name) {
		if name = catalog.OperationName(name); name == "" {
			name = "method"
		}
	}
	r.operations = append(r.operations, &catalog.Operation{
		// unverified: what names the service gives the operations.
		Name: r.names.Take(name), DisplayName: method.text, Method: "POST", URLTemplate: template, Template: parsed,
		Origin: catalog.Origin{Source: r.src, Span: method.span},
	})
}
