package node

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxWeight bounds the values of a YAML document with its aliases expanded.
const maxWeight = 2_000_000

// YAML reads a YAML 1.2 document; a document that starts with a brace or a
// bracket is read as JSON when it is JSON. Mistakes are reported with the given
// code. It returns nil when the document is empty or cannot be read.
//
// Scalars follow the core schema of YAML 1.2: yes, no, on and off are strings,
// and so are dates. Aliases and merge keys (<<) are resolved.
func YAML(src *diag.Source, code diag.Code, l *diag.List) *Value {
	if looksLikeJSON(src.Text) {
		var trial diag.List
		if v := JSON(src, code, &trial); !trial.HasErrors() {
			return v
		}
	}
	p := yamlParser{src: src, list: l, code: code, anchors: map[string]*Value{}, lines: lineStarts(src.Text)}
	file := p.parse()
	if file == nil {
		return nil
	}
	var body ast.Node
	for _, doc := range file.Docs {
		switch doc.Body.(type) {
		case nil, *ast.DirectiveNode, *ast.CommentGroupNode:
			continue
		}
		if body != nil {
			p.errorf(p.span(doc.Body), "a second YAML document in one file; only the first is read")
			break
		}
		body = doc.Body
	}
	if body == nil {
		return nil
	}
	v := p.value(body, 0)
	if v.weight > maxWeight {
		p.errorf(diag.Span{}, "the document holds more than %d values once its aliases are expanded", maxWeight)
		return nil
	}
	return v
}

func looksLikeJSON(text string) bool {
	text = strings.TrimLeft(strings.TrimPrefix(text, "\ufeff"), " \t\r\n")
	return text != "" && (text[0] == '{' || text[0] == '[')
}

type yamlParser struct {
	src     *diag.Source
	list    *diag.List
	code    diag.Code
	anchors map[string]*Value
	lines   []int // offset of the first byte of each line
}

func (p *yamlParser) errorf(span diag.Span, format string, args ...any) {
	p.list.Errorf(p.code, p.src, span, format, args...)
}

// parse runs the library over the text. A panic of the library on hostile input
// becomes a diagnostic.
func (p *yamlParser) parse() (file *ast.File) {
	defer func() {
		if r := recover(); r != nil {
			p.errorf(diag.Span{}, "the YAML cannot be read: %v", r)
			file = nil
		}
	}()
	// The library counts lines wrongly when a comment ends in CR LF.
	text := strings.ReplaceAll(strings.TrimPrefix(p.src.Text, "\ufeff"), "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	tokens := lexer.Tokenize(text)
	if at, ok := tooDeep(tokens); ok {
		p.errorf(p.tokenSpan(at), "values nest deeper than %d", maxDepth)
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		p.syntaxError(err)
		return nil
	}
	return file
}

func (p *yamlParser) syntaxError(err error) {
	var known yaml.Error
	if errors.As(err, &known) && known.GetToken() != nil && known.GetToken().Position != nil {
		p.errorf(p.tokenSpan(known.GetToken()), "%s", known.GetMessage())
		return
	}
	message, _, _ := strings.Cut(err.Error(), "\n")
	p.errorf(diag.Span{}, "%s", message)
}

// tooDeep finds the token at which nesting exceeds the limit, before the
// library's recursion meets it.
func tooDeep(tokens token.Tokens) (*token.Token, bool) {
	flow, line, onLine := 0, -1, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, onLine = t.Position.Line, 0
			if t.Position.Column > 4*maxDepth && flow == 0 && t.Type != token.CommentType {
				return t, true
			}
		}
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.TagType, token.AnchorType, token.AliasType:
			onLine++
		}
		if flow > maxDepth || flow == 0 && onLine > maxDepth {
			return t, true
		}
	}
	return nil, false
}

func (p *yamlParser) value(n ast.Node, depth int) *Value {
	if depth > maxDepth {
		p.errorf(p.span(n), "values nest deeper than %d", maxDepth)
		return p.null(p.span(n))
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return p.object(n.Values, n, depth)
	case *ast.MappingValueNode:
		return p.object([]*ast.MappingValueNode{n}, n, depth)
	case *ast.SequenceNode:
		return p.array(n, depth)
	case *ast.AnchorNode:
		v := p.value(n.Value, depth+1)
		p.anchors[n.Name.GetToken().Value] = v
		return v
	case *ast.AliasNode:
		return p.alias(n)
	case *ast.TagNode:
		return p.tagged(n, depth)
	case *ast.MappingKeyNode:
		return p.value(n.Value, depth+1)
	case *ast.NullNode, nil:
		return p.null(p.span(n))
	case *ast.BoolNode:
		return p.scalar(Bool, strings.ToLower(n.GetToken().Value), n)
	case *ast.IntegerNode:
		return p.scalar(Number, n.GetToken().Value, n)
	case *ast.FloatNode:
		return p.scalar(Number, n.GetToken().Value, n)
	case *ast.LiteralNode:
		return p.scalar(String, n.Value.GetToken().Value, n)
	case *ast.StringNode:
		return p.scalar(String, n.Value, n)
	default: // .inf, .nan: not numbers of JSON
		return p.scalar(String, n.GetToken().Value, n)
	}
}

func (p *yamlParser) null(span diag.Span) *Value {
	return &Value{Kind: Null, Source: p.src, Span: span, weight: 1}
}

func (p *yamlParser) scalar(kind Kind, text string, n ast.Node) *Value {
	return &Value{Kind: kind, Text: text, Source: p.src, Span: p.span(n), weight: 1}
}

func (p *yamlParser) alias(n *ast.AliasNode) *Value {
	name := n.Value.GetToken().Value
	v, ok := p.anchors[name]
	if !ok {
		p.errorf(p.span(n), "no anchor &%s stands before this alias", name)
		return p.null(p.span(n))
	}
	return v
}

// tagged reads a value with a tag. Of the standard tags only !!str changes what
// is read; tags of an application are ignored.
func (p *yamlParser) tagged(n *ast.TagNode, depth int) *Value {
	v := p.value(n.Value, depth+1)
	if n.GetToken().Value == "!!str" && (v.Kind == Number || v.Kind == Bool || v.Kind == Null) {
		text := v.Text
		if n.Value != nil && n.Value.GetToken() != nil {
			text = n.Value.GetToken().Value
		}
		return &Value{Kind: String, Text: text, Source: v.Source, Span: v.Span, weight: 1}
	}
	return v
}

func (p *yamlParser) array(n *ast.SequenceNode, depth int) *Value {
	v := &Value{Kind: Array, Source: p.src, Span: p.span(n), weight: 1}
	for _, item := range n.Values {
		child := p.value(item, depth+1)
		v.Items = append(v.Items, child)
		v.grow(child)
	}
	return v
}

func (p *yamlParser) object(pairs []*ast.MappingValueNode, n ast.Node, depth int) *Value {
	v := &Value{Kind: Object, Source: p.src, Span: p.span(n), weight: 1}
	seen := names{}
	var merged []*Value
	for _, pair := range pairs {
		if pair.Key.IsMergeKey() {
			merged = append(merged, p.value(pair.Value, depth+1))
			continue
		}
		name, span := p.name(pair.Key)
		if !seen.add(name) {
			p.errorf(span, "%q stands twice in this object", name)
		}
		child := p.value(pair.Value, depth+1)
		if child.Kind == Null && child.Span.Len() == 0 {
			child = p.null(diag.Span{Start: span.End, End: span.End})
		}
		v.Members = append(v.Members, Member{Name: name, NameSpan: span, Value: child})
		v.Span.Start = min(v.Span.Start, span.Start)
		v.grow(child)
	}
	for _, m := range merged {
		p.merge(v, m, &seen)
	}
	return v
}

// merge adds the members that a merge key brings; the object's own win.
func (p *yamlParser) merge(v, from *Value, seen *names) {
	switch from.Kind {
	case Object:
		for _, m := range from.Members {
			if seen.add(m.Name) {
				v.Members = append(v.Members, m)
				v.weight = min(v.weight+m.Value.weight, maxWeight+1)
			}
		}
	case Array:
		for _, item := range from.Items {
			if item.Kind != Object {
				p.errorf(item.Span, "a merge key takes objects, not %s", item.Kind)
				continue
			}
			p.merge(v, item, seen)
		}
	default:
		p.errorf(from.Span, "a merge key takes an object, not %s", from.Kind)
	}
}

// grow extends v over a child.
func (v *Value) grow(child *Value) {
	v.weight = min(v.weight+child.weight, maxWeight+1)
	if child.Span.End > v.Span.End && child.Span.Start >= v.Span.Start {
		v.Span.End = child.Span.End
	}
}

// name reads a key, which must be a scalar.
func (p *yamlParser) name(key ast.MapKeyNode) (string, diag.Span) {
	span := p.span(key)
	switch k := key.(type) {
	case *ast.StringNode:
		return k.Value, span
	case *ast.MappingKeyNode:
		if v := p.value(k.Value, maxDepth); v.Kind != Object && v.Kind != Array {
			return v.Text, v.Span
		}
		p.errorf(span, "a key must be a scalar")
		return fmt.Sprintf("(key at %d)", span.Start), span
	}
	return key.GetToken().Value, span
}
