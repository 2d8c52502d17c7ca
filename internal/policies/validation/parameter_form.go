package validation

import (
	"errors"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// separator is what stands between the values of a list in one text.
func (p *parameter) separator() string {
	switch p.form.Style {
	case "spaceDelimited":
		return " "
	case "pipeDelimited":
		return "|"
	case "tabDelimited":
		return "\t"
	case "label":
		if p.form.Explode {
			return "."
		}
	case "matrix":
		if p.form.Explode {
			return ";"
		}
	}
	return ","
}

// items are the texts of the values of a list.
func (p *parameter) items(values []string) []string {
	if p.form.Explode && p.at == inQuery {
		return values
	}
	var out []string
	for _, v := range values {
		switch p.form.Style {
		case "label":
			v = strings.TrimPrefix(v, ".")
		case "matrix":
			v = strings.TrimPrefix(v, ";")
			if !p.form.Explode {
				v = strings.TrimPrefix(v, p.name+"=")
			}
		}
		for _, item := range strings.Split(v, p.separator()) {
			if p.form.Style == "matrix" && p.form.Explode {
				item = strings.TrimPrefix(item, p.name+"=")
			}
			if p.at == inHeader || p.at == inResponseHeader {
				item = strings.TrimSpace(item)
			}
			out = append(out, item)
		}
	}
	return out
}

// list reads an array.
func (p *parameter) list(f *rt.Frame, values []string) (jsontree.Token, error) {
	rules := resolved(p.schema.rules, func(s *jsonschema.Schema) bool { return s.Items2020 != nil })
	var types jsonschema.Types
	if rules != nil {
		types = typesOf(rules.Items2020)
	}
	out := jsontree.NewArray()
	for _, text := range p.items(values) {
		if err := f.Alloc(len(text) + 128); err != nil {
			return nil, err
		}
		item, err := scalar(f, types, text)
		if err != nil {
			return nil, err
		}
		if err := out.Add(item, nil); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// scalar reads one value by its types: as the first of them that it can be, numbers
// before texts.
func scalar(f *rt.Frame, types jsonschema.Types, text string) (jsontree.Token, error) {
	if types&(typeArray|typeObject) != 0 {
		return jsontree.ParseToken(text, jsontree.Options{Dates: jsontree.DatesAsText, Charge: f.Alloc})
	}
	if types == 0 {
		return jsontree.NewString(text), nil
	}
	var first error
	list := scalars(types &^ typeString)
	if types&typeString != 0 {
		list = append(list, scalars(typeString)...)
	}
	for _, read := range list {
		t, err := read(f, []string{text})
		if err == nil {
			return t, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

var errPairs = errors.New("the names and values of the object are not in pairs")

// members reads an object: pairs of names and values, or JSON.
func (p *parameter) members(f *rt.Frame, values []string) (jsontree.Token, error) {
	if len(values) == 1 && strings.HasPrefix(values[0], "{") {
		return jsontree.ParseToken(values[0], jsontree.Options{Dates: jsontree.DatesAsText, Charge: f.Alloc})
	}
	out := jsontree.NewObject()
	parts := p.items(values)
	for i := 0; i < len(parts); i++ {
		name, value, paired := strings.Cut(parts[i], "=")
		if !p.form.Explode || !paired {
			if i++; i == len(parts) {
				return nil, errPairs
			}
			name, value = parts[i-1], parts[i]
		}
		if err := p.member(f, out, name, value); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (p *parameter) member(f *rt.Frame, out *jsontree.Object, name, value string) error {
	if err := f.Alloc(len(name) + len(value) + 256); err != nil {
		return err
	}
	rules := resolved(p.schema.rules, func(s *jsonschema.Schema) bool { return s.Properties[name] != nil })
	var types jsonschema.Types
	if rules != nil {
		types = typesOf(rules.Properties[name])
	}
	t, err := scalar(f, types, value)
	if err != nil {
		return err
	}
	return out.Set(name, t, nil)
}

// resolved follows references, parts and alternatives to the first schema that has
// something; nil for none.
func resolved(s *jsonschema.Schema, has func(*jsonschema.Schema) bool) *jsonschema.Schema {
	left := maxSchemas
	return resolvedWithin(s, has, &left)
}

func resolvedWithin(s *jsonschema.Schema, has func(*jsonschema.Schema) bool, left *int) *jsonschema.Schema {
	if *left--; s == nil || *left < 0 {
		return nil
	}
	if has(s) {
		return s
	}
	if found := resolvedWithin(s.Ref, has, left); found != nil {
		return found
	}
	for _, list := range [...][]*jsonschema.Schema{s.AllOf, s.AnyOf, s.OneOf} {
		for _, part := range list {
			if found := resolvedWithin(part, has, left); found != nil {
				return found
			}
		}
	}
	return nil
}
