package policydocs

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// feature is a thing that a policy's definition has: an attribute, a child element,
// or what an element holds.
type feature struct {
	// path are the elements from the policy's down; attribute is empty for an element
	// itself.
	path      []string
	attribute string
	takes     string
	values    []string
	// required attributes may not be absent.
	required bool
	// literal and expression are what it takes; refused says that the definition
	// knows it in order to refuse it.
	literal, expression, refused bool
	// free says that any text means something, an empty one too.
	free bool
}

// key names a feature, and a value of it, in the notes of what archives use.
func key(path []string, attribute string) string { return strings.Join(path, "/") + "@" + attribute }

func (f *feature) key() string { return key(f.path, f.attribute) }

// featuresOf lists what a definition has, the policy itself first.
func featuresOf(d *policy.Definition) []feature {
	return schemaFeatures([]string{d.Element}, policy.SchemaOf(d), nil)
}

func schemaFeatures(path []string, s *policy.Schema, out []feature) []feature {
	out = append(out, feature{path: path, takes: holds(s), literal: true, expression: s.TextExpression()})
	for _, a := range s.Attributes {
		out = append(out, feature{path: path, attribute: a.Name, takes: takes(a), values: a.Values, literal: true, expression: a.Expression, refused: a.Unsupported, required: a.Required, free: a.Free})
	}
	for _, e := range s.Elements {
		inner := append(path[:len(path):len(path)], e.Name)
		if e.Schema != nil {
			out = schemaFeatures(inner, e.Schema, out)
			continue
		}
		out = append(out, feature{path: inner, takes: "text", literal: true, expression: e.Expression, refused: e.Unsupported, free: !e.Names})
	}
	return out
}

// holds names the content of an element with settings of its own.
func holds(s *policy.Schema) string {
	switch {
	case s.HasBlock():
		return "policies"
	case s.PartsOf() == policy.RequestPart:
		return "parts of a request"
	case s.PartsOf() == policy.ResponsePart:
		return "parts of a response"
	case s.HasText():
		return "text"
	case len(s.Elements) > 0:
		return "elements"
	}
	return "nothing"
}
