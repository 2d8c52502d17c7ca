package routing

import (
	"errors"
	"net"
	"syscall"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/backend/servicefabric"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// replicaType says which replica of a stateful service is called.
type replicaType string

// Values lists the types.
func (replicaType) Values() []string { return []string{"primary", "secondary"} }

// fabricAttributes are those of set-backend-service that are about Service Fabric.
func fabricAttributes() []string {
	return []string{"sf-resolve-condition", "sf-service-instance-name", "sf-partition-key", "sf-replica-type", "sf-listener-name"}
}

// checkFabric refuses the attributes where there is no entity, and names that are
// none.
func (p *setBackendService) checkFabric(c *policy.Check) {
	if !c.Has("backend-id") || p.dapr {
		for _, attribute := range fabricAttributes() {
			if c.Has(attribute) {
				c.Errorf(diag.InvalidValue, attribute, "%s goes with the backend-id of a Service Fabric backend only", attribute)
			}
		}
	}
	if name, ok := p.Instance.Constant(); ok {
		if _, ok := catalog.FabricService(name); !ok {
			c.Errorf(diag.InvalidValue, "sf-service-instance-name", "%q is not the name of a Service Fabric service, such as fabric:/App/Service", name)
		}
	}
}

// prepareFabric checks what the attributes say against the entity.
func (p *setBackendService) prepareFabric(c *policy.Check, name string) {
	is, unnamed := p.backend.Fabric()
	if unnamed && !p.Instance.IsSet() {
		c.Errorf(diag.MissingAttribute, "backend-id", "the URL of the backend %q is not the name of a Service Fabric service; set-backend-service needs the attribute sf-service-instance-name", name)
	}
	if is {
		return
	}
	for _, attribute := range fabricAttributes() {
		if c.Has(attribute) {
			c.Errorf(diag.InvalidValue, attribute, "%s goes with a Service Fabric backend only, which %q is not", attribute, name)
		}
	}
}

// fabricCall evaluates the attributes for a backend, nil when it is none of Service
// Fabric.
func (p *setBackendService) fabricCall(x *policy.Exec, t *backend.Target) (*policy.FabricCall, error) {
	if is, _ := t.Fabric(); !is {
		return nil, nil
	}
	f := &policy.FabricCall{}
	if p.Instance.IsSet() {
		name, err := p.Instance.Eval(x.Frame())
		if err != nil {
			return nil, err
		}
		var ok bool
		if f.Service, ok = catalog.FabricService(name); !ok {
			return nil, policy.Internal(policy.ReasonExpression, "Expression value is invalid. The Service Fabric service name must be of the form fabric:/App/Service.", nil)
		}
	}
	var err error
	if f.Key, err = p.Partition.Eval(x.Frame()); err != nil {
		return nil, err
	}
	if f.Listener, err = p.Listener.Eval(x.Frame()); err != nil {
		return nil, err
	}
	kind, err := p.Replica.Eval(x.Frame())
	if err != nil {
		return nil, err
	}
	if kind == "secondary" {
		f.Replica = servicefabric.Secondary
	}
	if p.Resolve.IsSet() {
		f.Again = func(x *policy.Exec) (bool, error) { return p.Resolve.Eval(x.Frame()) }
	}
	return f, nil
}

// replica is the replica of a Service Fabric service that a request goes to.
type replica struct {
	cluster *servicefabric.Cluster
	call    policy.FabricCall
	at      servicefabric.Endpoint
	timeout time.Duration
	// left is how often the request may still be sent again.
	left int
}

// firstReplica finds the replica for a request and makes it its target; nil for
// backends that have none. timeout is that of the request.
func firstReplica(x *policy.Exec, t *backend.Target, timeout time.Duration) (*replica, error) {
	if t == nil || t.Cluster == nil {
		return nil, nil
	}
	r := &replica{cluster: t.Cluster, left: t.Cluster.Retries, timeout: timeout}
	if x.Fabric != nil {
		r.call = *x.Fabric
	}
	if r.call.Service == "" {
		r.call.Service = t.Service
	}
	if r.call.Service == "" {
		return nil, policy.Internal(policy.ReasonGatewayFailure, "The backend '"+t.Entity.Name+"' names no Service Fabric service; set sf-service-instance-name.", nil)
	}
	var err error
	if r.at, err = x.Replica(r.cluster, r.call.Selection, nil, timeout); err != nil {
		return nil, err
	}
	setBase(x, r.at.URL)
	return r, nil
}

// again reports whether the request is to be sent again, to the replica that is its
// target then. An answer that comes to nothing by that is closed. A body that
// streamed is gone, and nothing can be sent again. When nothing newer is known, what
// came first stands.
func (r *replica) again(x *policy.Exec, resp *message.Response, failed error) (bool, error) {
	if r == nil || r.left == 0 || x.Ctx.Err() != nil || x.Request().Body.Sent() {
		return false, nil
	}
	if again, err := r.wanted(x, resp, failed); !again || err != nil {
		return false, err
	}
	next, err := x.Replica(r.cluster, r.call.Selection, &r.at, r.timeout)
	if err != nil {
		return false, nil
	}
	if resp != nil {
		resp.Body.Close()
	}
	r.at = next
	r.left--
	setBase(x, next.URL)
	return true, nil
}

// wanted reports whether an answer or a failure asks for another replica: by the
// condition, and after a connection that could not be made or that broke before the
// answer to a request that may be sent twice.
//
// unverified: that the service sends again without a condition, and that its
// condition is asked after an answer too; public examples have it either way.
func (r *replica) wanted(x *policy.Exec, resp *message.Response, failed error) (again bool, err error) {
	if failed == nil {
		if r.call.Again == nil || resp.Status == 101 {
			return false, nil
		}
		before := x.Context.Response
		x.SetResponse(resp)
		again, err = r.call.Again(x)
		x.Context.Response = before
		return again, err
	}
	var e *policy.Error
	var open *backend.Unavailable
	var refused *policy.SendError
	switch {
	case !errors.As(failed, &e) || !e.Transport, errors.As(failed, &open), errors.As(failed, &refused) && refused.Status != 0:
		return false, nil
	case e.Reason == policy.ReasonBackendConnection && (unconnected(failed) || repeatable(x.Request().Method)):
		return true, nil
	case r.call.Again == nil:
		return false, nil
	}
	// A condition that wants an answer, which there is none, is not fulfilled.
	x.AfterFailure(failed, func() { again, err = r.call.Again(x) })
	return again && err == nil, nil
}

// unconnected reports whether a request never reached the other side.
func unconnected(err error) bool {
	var op *net.OpError
	return errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &op) && op.Op == "dial"
}

// repeatable reports whether a request of a method may arrive twice (RFC 9110,
// section 9.2.2).
func repeatable(method string) bool {
	switch method {
	case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE":
		return true
	}
	return false
}
