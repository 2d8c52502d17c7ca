package routing

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func setBackendServiceDefinition() policy.Definition {
	return policy.Definition{
		Element: "set-backend-service", Summary: "Sends the request to another backend.",
		Sections: policy.Inbound | policy.Backend, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &setBackendService{} },
	}
}

// setBackendService replaces the base of the URL that goes to the backend: by a
// URL or by that of a backend entity. Path remainder and query stay.
type setBackendService struct {
	// An absolute URL.
	BaseURL expr.Value[string] `attr:"base-url"`
	// The name of a backend entity, which brings its credentials and TLS rules.
	BackendID expr.Value[string] `attr:"backend-id"`
	// Evaluated after an answer, and after a failure with context.LastError: true finds
	// the replica of the Service Fabric service anew and sends the request again, as
	// often as the entity's maxPartitionResolutionRetries says.
	Resolve expr.Value[bool] `attr:"sf-resolve-condition"`
	// The Service Fabric service, fabric:/App/Service, in place of the entity's URL.
	Instance expr.Value[string] `attr:"sf-service-instance-name"`
	// The name of the service's partition, or a number in the range of one.
	Partition expr.Value[string] `attr:"sf-partition-key"`
	// The replica of a stateful service that gets the request; primary if not given.
	Replica expr.Value[replicaType] `attr:"sf-replica-type"`
	// The listener of the replica; the one without a name if not given.
	Listener expr.Value[string] `attr:"sf-listener-name"`
	// The app that a Dapr sidecar at http://localhost:3500 calls; backend-id is dapr.
	DaprApp expr.Value[string] `attr:"dapr-app-id"`
	// The app's method, or the path of a URL, to call.
	DaprMethod expr.Value[string] `attr:"dapr-method"`
	// The app's namespace.
	DaprNamespace expr.Value[string] `attr:"dapr-namespace"`

	dapr     bool // backend-id is dapr
	backends *backend.Targets
	backend  *backend.Target
	base     message.URL
}

// Check demands one of the two attributes, or what Dapr needs.
func (p *setBackendService) Check(c *policy.Check) {
	name, _ := p.BackendID.Constant()
	p.dapr = strings.EqualFold(name, daprBackend)
	for _, attribute := range []string{"dapr-app-id", "dapr-method", "dapr-namespace"} {
		switch has := c.Has(attribute); {
		case p.dapr && !has && attribute != "dapr-namespace":
			c.Errorf(diag.MissingAttribute, "", "set-backend-service with backend-id=%q needs the attribute %s", daprBackend, attribute)
		case has && !p.dapr:
			c.Errorf(diag.InvalidValue, attribute, "%s goes with backend-id=%q only", attribute, daprBackend)
		}
	}
	p.checkFabric(c)
	if p.dapr {
		p.checkDapr(c)
		return
	}
	if !c.Has("base-url") && !c.Has("backend-id") {
		c.Errorf(diag.MissingAttribute, "", "set-backend-service needs the attribute base-url or backend-id")
	}
}

// Prepare resolves what is known when the configuration is loaded.
func (p *setBackendService) Prepare(c *policy.Check) {
	p.backends = c.Backends()
	if p.dapr {
		return
	}
	if name, ok := p.BackendID.Constant(); ok && !strings.Contains(name, "{{") {
		p.backend = c.Backend("backend-id", name)
		if p.backend != nil {
			if why := p.backend.Unusable(); why != "" {
				c.Errorf(diag.NotSupported, "backend-id", "the backend %q %s", name, why)
			} else {
				p.prepareFabric(c, name)
			}
		}
	}
	if text, ok := p.BaseURL.Constant(); ok && !strings.Contains(text, "{{") {
		p.base, ok = message.ParseURL(text)
		switch {
		case text == "":
			// Published documents leave it to the reader.
			c.Warnf(diag.UnresolvedPlaceholder, "base-url", "base-url is empty: the policy fails until it is an absolute http or https URL")
		case !ok:
			c.Errorf(diag.InvalidValue, "base-url", "%q is not an absolute http or https URL", text)
		}
	}
}

// Run sets the base.
func (p *setBackendService) Run(x *policy.Exec) (policy.Flow, error) {
	if p.dapr {
		return p.invoke(x)
	}
	if p.BackendID.IsSet() {
		t, err := p.entity(x)
		if err != nil {
			return policy.End, err
		}
		if x.Fabric, err = p.fabricCall(x, t); err != nil {
			return policy.End, err
		}
		x.Backend = t
		x.Context.Backend = &apim.Backend{ID: t.Entity.Name, AzureRegion: t.Entity.AzureRegion}
		if t.IsPool() {
			// The member, and with it the URL, is chosen when the request is sent.
			x.Context.Backend.Type = apim.PoolBackend
		} else if t.HasBase {
			// The replicas of a Service Fabric service are found when it is sent.
			//
			// unverified: until then policies see the API's URL.
			setBase(x, t.Base)
		}
		return policy.Next, nil
	}
	base := p.base
	if p.BaseURL.IsExpression() || base.Host == "" {
		text, err := p.BaseURL.Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		var ok bool
		if base, ok = message.ParseURL(text); !ok {
			return policy.End, clr.Throw("System.UriFormatException", "Invalid URI: The format of the URI could not be determined.")
		}
	}
	// A backend-id that a broader scope chose stays (set-backend-service.md,
	// semantics 6).
	if x.Backend != nil && x.BackendScope < x.RunningScope() {
		return policy.Next, nil
	}
	x.Backend, x.Context.Backend, x.Fabric = nil, nil, nil
	setBase(x, base)
	return policy.Next, nil
}

// entity finds the backend entity.
func (p *setBackendService) entity(x *policy.Exec) (*backend.Target, error) {
	x.BackendScope = x.RunningScope()
	if p.backend != nil {
		return p.backend, nil
	}
	name, err := p.BackendID.Eval(x.Frame())
	if err != nil {
		return nil, err
	}
	t := p.backends.ByName(name)
	if t == nil {
		return nil, policy.Internal(policy.ReasonGatewayFailure, "Backend with id '"+name+"' could not be found.", nil)
	}
	if why := t.Unusable(); why != "" {
		return nil, policy.Internal(policy.ReasonGatewayFailure, "The backend '"+name+"' "+why+".", nil)
	}
	return t, nil
}

// setBase replaces the base of the request's URL, keeping rest and query. A query
// of the old base does not go along.
func setBase(x *policy.Exec, base message.URL) {
	query, had := x.OwnQuery()
	x.Base, x.HasBase = base, true
	x.SetURL(query, had)
}
