package build

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// registry finds resources of one kind by name, without regard to case.
type registry[T any] struct {
	byName map[string]entry[T]
	names  []string // as written, for suggestions
}

type entry[T any] struct {
	value  T
	origin catalog.Origin
}

// add enters a resource; it returns the place of an earlier one of that name,
// which stays.
func (r *registry[T]) add(name string, value T, origin catalog.Origin) (catalog.Origin, bool) {
	key := strings.ToLower(name)
	if have, ok := r.byName[key]; ok {
		return have.origin, false
	}
	if r.byName == nil {
		r.byName = map[string]entry[T]{}
	}
	r.byName[key] = entry[T]{value, origin}
	r.names = append(r.names, name)
	return catalog.Origin{}, true
}

func (r *registry[T]) get(name string) (T, bool) {
	e, ok := r.byName[strings.ToLower(name)]
	return e.value, ok
}

// enter adds a resource and reports one of the same name.
func enter[T any](s *scope, r *registry[T], kind, name string, value T, origin catalog.Origin) bool {
	earlier, ok := r.add(name, value, origin)
	if !ok {
		s.list.Add(diag.Diagnostic{
			Severity: diag.Error, Code: diag.DuplicateResource, Source: origin.Source, Span: origin.Span,
			Message: fmt.Sprintf("there are two %ss called %q; names differ in more than case", kind, name),
			Related: related("the other one", earlier),
		})
	}
	return ok
}

func related(message string, o catalog.Origin) []diag.Related {
	if o.Source == nil {
		return nil
	}
	return []diag.Related{{Message: message, Source: o.Source, Span: o.Span}}
}

// find looks a name up in the scope and, for a workspace, in the service. pick
// selects the registry.
func find[T any](s *scope, pick func(*scope) *registry[T], name string) (T, bool) {
	if v, ok := pick(s).get(name); ok {
		return v, true
	}
	if s.parent != nil {
		return pick(s.parent).get(name)
	}
	var zero T
	return zero, false
}

// missing reports a reference to a resource that is not there.
func (s *scope) missing(o catalog.Origin, severity diag.Severity, code diag.Code, kind, name string, known []string, consequence string) {
	d := diag.Diagnostic{
		Severity: severity, Code: code, Source: o.Source, Span: o.Span,
		Message: fmt.Sprintf("there is no %s %q", kind, name),
	}
	if near, ok := diag.Suggest(name, known); ok {
		d.Suggestion = near
		d.Message += fmt.Sprintf("; did you mean %q?", near)
	} else if consequence != "" {
		d.Message += "; " + consequence
	}
	s.list.Add(d)
}
