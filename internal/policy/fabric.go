package policy

import (
	"context"
	"errors"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/backend/servicefabric"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// FabricCall says which replica of a Service Fabric service a request goes to.
type FabricCall struct {
	// Selection has the service of the backend entity where Service is empty.
	servicefabric.Selection
	// Again is sf-resolve-condition: whether, after an answer or a failure, the replica
	// has to be found anew and the request sent again; nil for no condition.
	Again func(x *Exec) (bool, error)
}

// Replica returns where a replica of a Service Fabric service is. stale is one that
// was returned before and is no longer right, nil for none. timeout bounds the time
// that the cluster is asked, 0 for no bound of its own. Failures are errors of the
// connection to the backend.
//
// unverified: Reason and Source where the cluster does not know the service or cannot
// be asked.
func (x *Exec) Replica(c *servicefabric.Cluster, s servicefabric.Selection, stale *servicefabric.Endpoint, timeout time.Duration) (e servicefabric.Endpoint, err error) {
	ctx := x.Ctx
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	x.Away(func() { e, err = c.Endpoint(ctx, x.Host.manage, s, stale) })
	if err == nil || x.Ctx.Err() != nil {
		return e, err
	}
	failed := Internal(ReasonBackendConnection, "Error connecting to backend: "+err.Error(), err)
	if ctx.Err() != nil {
		failed = Internal(ReasonTimeout, "The operation has timed out.", err)
	}
	failed.Source, failed.Transport = "request-forwarder", true
	return e, failed
}

// manage implements servicefabric.Send.
func (h *Host) manage(ctx context.Context, req *message.Request, rules *catalog.Backend, certificate *catalog.Certificate) (*message.Response, error) {
	return h.Send(ctx, req, SendOptions{Backend: rules, Certificate: certificate})
}

// AfterFailure runs fn with the request as policies see it after err: context.LastError
// tells of it.
func (x *Exec) AfterFailure(err error, fn func()) {
	before := x.Context.LastError
	var e *Error
	if errors.As(err, &e) {
		x.Context.LastError = e.lastError(x.Section)
	}
	fn()
	x.Context.LastError = before
}
