package catalog

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// CheckOperations reports operations of an API that have the same name, or that
// answer the same requests: the same method and templates that differ in nothing
// that matters.
func CheckOperations(a *API, l *diag.List) {
	byName := map[string]*Operation{}
	byRequest := map[string]*Operation{}
	for _, op := range a.Operations {
		request := op.Method + " " + op.Template.Canonical()
		if other, ok := byRequest[request]; ok {
			duplicate(l, op, other, fmt.Sprintf("%s %s answers the same requests as %s %s; only the first is ever reached",
				op.Method, op.URLTemplate, other.Method, other.URLTemplate))
			continue
		}
		byRequest[request] = op
		if other, ok := byName[strings.ToLower(op.Name)]; ok {
			duplicate(l, op, other, fmt.Sprintf("two operations of the API %q are called %q", a.Name, op.Name))
			continue
		}
		byName[strings.ToLower(op.Name)] = op
	}
}

func duplicate(l *diag.List, op, other *Operation, message string) {
	d := diag.Diagnostic{Severity: diag.Error, Code: diag.DuplicateOperation, Message: message, Source: op.Origin.Source, Span: op.Origin.Span}
	if other.Origin.Source != nil {
		d.Related = []diag.Related{{Message: "the other operation", Source: other.Origin.Source, Span: other.Origin.Span}}
	}
	l.Add(d)
}
