package validation

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// internalText is what clients are told about responses, schemas and failures of the
// validation itself.
const internalText = "The request could not be processed due to an internal error. Contact the API owner."

// Types of failures, as the errors in the variable name them.
const (
	requestBody    = "RequestBody"
	responseBody   = "ResponseBody"
	queryParameter = "QueryParameter"
	pathParameter  = "PathParameter"
	requestHeader  = "RequestHeader"
	responseHeader = "ResponseHeader"
	statusCode     = "StatusCode"
	apiSchema      = "ApiSchema"
)

// Rules of failures.
const (
	ruleSize       = "SizeLimit"
	ruleUnknown    = "Unspecified"
	ruleDefinition = "MissingDefinition"
	ruleMessage    = "IncorrectMessage"
	ruleException  = "ValidationException"
	ruleError      = "ValidationError"
)

// failure is one thing that is wrong (validate-content.md, error texts).
type failure struct {
	Name, Type, Rule, Details string
	// Public is what the client is told; Details when empty.
	Public string
}

// maxFailures bounds what one policy reports about one message.
const maxFailures = 100

// report collects what a policy finds in a message.
type report struct {
	x        *policy.Exec
	variable string
	list     *rt.Type
	items    []any
	// prevented is the first failure whose action is prevent.
	prevented *failure
}

// add notes failures of one check, which has an action.
func (r *report) add(a action, found ...failure) {
	if a == ignore {
		return
	}
	for i := range found {
		if a == prevent && r.prevented == nil {
			r.prevented = &found[i]
		}
		if r.variable != "" && len(r.items) < maxFailures {
			r.items = append(r.items, found[i].object(a))
		}
	}
}

// object is a failure as expressions see it.
//
// unverified: the type of the elements; the service's is not documented, and a JSON
// object is written in the same way.
func (f *failure) object(a action) *jsontree.Object {
	o := jsontree.NewObject()
	for _, m := range [...][2]string{{"Name", f.Name}, {"Type", f.Type}, {"ValidationRule", f.Rule}, {"Details", f.Details}, {"Action", string(a)}} {
		// A name that is new cannot fail, and nothing is charged.
		_ = o.Add(m[0], jsontree.NewString(m[1]), nil)
	}
	return o
}

// finish sets the variable and returns the error of the first failure that is to be
// prevented, if there is one.
//
// unverified: the variable is set only when something was found, as a sample of the
// service tests; what an earlier policy put there stays at its front.
func (r *report) finish() error {
	if len(r.items) > 0 {
		old, _ := r.x.Context.Variables.Get(r.variable)
		if l, ok := old.(*generic.List); ok && l.RuntimeType() == r.list {
			r.items = slices.Concat(l.Items(), r.items)
		}
		r.x.SetVariable(r.variable, generic.NewList(r.list, r.items))
	}
	f := r.prevented
	if f == nil {
		return nil
	}
	e := &policy.Error{Reason: policy.ReasonBadRequest, Message: f.Details, Public: f.Public, Status: 400, Phrase: "Bad Request"}
	if r.x.OnResponse() {
		// unverified: on-error is as outbound.
		e.Reason, e.Status, e.Phrase = policy.ReasonResponseNotAllowed, 502, "Response Not Allowed"
	}
	return e
}
