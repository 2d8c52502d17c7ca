package routing

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// daprBackend is the reserved name by which set-backend-service means a Dapr
// sidecar.
const daprBackend = "dapr"

// daprInvoke is where the sidecar calls apps (set-backend-service-dapr.md).
const daprInvoke = "http://localhost:3500/v1.0/invoke/"

// checkDapr refuses what only other backends have (set-backend-service-dapr.md).
func (p *setBackendService) checkDapr(c *policy.Check) {
	if c.Has("base-url") {
		c.Errorf(diag.InvalidValue, "base-url", "base-url does not go with backend-id=%q; remove it", daprBackend)
	}
	if c.Section() == policy.Backend {
		c.Errorf(diag.SectionNotAllowed, "backend-id", "set-backend-service with backend-id=%q may not stand in the backend section; it may stand in: inbound", daprBackend)
	}
	if c.Scope() == policy.Workspace {
		c.Errorf(diag.ScopeNotAllowed, "backend-id", "set-backend-service with backend-id=%q may not stand in the document of a workspace", daprBackend)
	}
}

// invoke makes the method of a Dapr app the target.
//
// unverified: the rest of the request's path is not appended.
func (p *setBackendService) invoke(x *policy.Exec) (policy.Flow, error) {
	app, err := p.DaprApp.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	if p.DaprNamespace.IsSet() {
		namespace, err := p.DaprNamespace.Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		app += "." + namespace
	}
	method, err := p.DaprMethod.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	target, ok := message.ParseURL(daprInvoke + strings.Trim(app, "/") + "/method/" + strings.TrimPrefix(method, "/"))
	if !ok {
		return policy.End, policy.Internal(policy.ReasonExpression, "Expression value is invalid. The Dapr app or method cannot be part of a URL.", nil)
	}
	x.Fabric = nil
	x.Backend, x.Context.Backend, x.BackendScope = nil, nil, x.RunningScope()
	x.Rest = ""
	setBase(x, target)
	return policy.Next, nil
}
