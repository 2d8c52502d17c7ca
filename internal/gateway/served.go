package gateway

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// servedAPI is one revision of an API with all that its requests need, so that they
// look nothing up once they are matched.
type servedAPI struct {
	*catalog.API
	// view is what expressions see of it.
	view    *apim.API
	base    message.URL
	hasBase bool
	// telemetry is what is recorded of requests, nil for nothing.
	telemetry *policy.Telemetry
	// open is the product that lets callers in without a subscription, nil for none.
	open       *catalog.Product
	operations []*servedOperation
	tree       *templateNode
	// schemes are the protocols under which it may be called.
	schemes scheme
}

// servedOperation is an operation of a servedAPI.
type servedOperation struct {
	*catalog.Operation
	view *apim.Operation
	// programs are what runs: one for calls without a product, and one for each
	// product that the API can be called through.
	programs []productProgram
}

type productProgram struct {
	product *catalog.Product // nil for calls without one
	*policy.Program
}

// program is what runs for calls through a product, or without one; nil for a product
// that the API is not part of.
func (o *servedOperation) program(through *catalog.Product) *policy.Program {
	for i := range o.programs {
		if p := &o.programs[i]; p.product == through {
			return p.Program
		}
	}
	return nil
}

// newServedAPI prepares an API; its programs are still to be compiled.
func newServedAPI(a *catalog.API) *servedAPI {
	s := &servedAPI{API: a, view: apiView(a), schemes: schemesOf(a)}
	if u := s.view.ServiceURL; u != nil {
		s.base, s.hasBase = u.URL, true
	}
	for _, op := range a.Operations {
		s.operations = append(s.operations, &servedOperation{
			Operation: op, view: &apim.Operation{ID: op.Name, Method: op.Method, Name: op.DisplayName, URLTemplate: op.URLTemplate},
		})
	}
	s.tree = newTemplateTree(s.operations)
	return s
}

// apiView is what expressions see of an API.
func apiView(a *catalog.API) *apim.API {
	view := &apim.API{
		ID: a.BaseName, Name: a.DisplayName, Path: a.Path, Revision: a.Revision, Version: a.Version, Protocols: a.Protocols,
		KeyHeader: a.KeyNames.Header, KeyQuery: a.KeyNames.Query, IsCurrentRevision: a.IsCurrent,
	}
	if base, ok := message.ParseURL(a.ServiceURL); ok {
		view.ServiceURL = apim.NewURL(base)
		view.ServiceURL.QueryValues() // Requests share it.
	}
	return view
}
