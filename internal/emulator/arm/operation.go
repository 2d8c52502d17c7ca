package arm

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// maxOperations is how many asynchronous operations are remembered.
const maxOperations = 1000

// operations are the asynchronous operations and the states they led to. Each
// is in progress when it is first asked about, and has succeeded after that, so
// that a client has to poll and no clock is involved.
type operations struct {
	mu     sync.Mutex
	byID   map[string]*operation
	order  []string
	states map[string]string // resource id in lower case → status
}

type operation struct {
	name, resource, leadsTo string
	started                 time.Time
	polled                  bool
}

func newOperations() operations {
	return operations{byID: map[string]*operation{}, states: map[string]string{}}
}

// state returns the status that an operation gave a resource, or "".
func (o *operations) state(id string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.states[strings.ToLower(id)]
}

func (o *operations) start(op *operation) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	id := exchange.NewID()
	o.byID[id] = op
	o.order = append(o.order, id)
	if len(o.order) > maxOperations {
		delete(o.byID, o.order[0])
		o.order = o.order[1:]
	}
	return id
}

// poll returns an operation and whether it has succeeded.
func (o *operations) poll(id string) (op *operation, done bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	op = o.byID[strings.ToLower(id)]
	if op == nil {
		return nil, false
	}
	done = op.polled
	op.polled = true
	if done {
		o.states[strings.ToLower(op.resource)] = op.leadsTo
	}
	return op, done
}

// action starts pausing or resuming a SQL database, the actions that there are.
func (s *Service) action(w http.ResponseWriter, r *http.Request, c *access.Caller, at place, parts []string) *failure {
	verb := strings.ToLower(parts[len(parts)-1])
	leadsTo := map[string]string{"pause": "Paused", "resume": "Online"}[verb]
	if leadsTo == "" || len(parts) != 6 || !strings.EqualFold(parts[0], "Microsoft.Sql") || !strings.EqualFold(parts[1], "servers") || !strings.EqualFold(parts[3], "databases") {
		return onlyGET(r)
	}
	scope := at.scope + "/providers/" + strings.Join(parts[:5], "/")
	if f := s.authorize(c, "Microsoft.Sql/servers/databases/"+verb+"/action", scope); f != nil {
		return f
	}
	if f := at.groupMissing(); f != nil {
		return f
	}
	name := parts[2] + "/" + parts[4]
	res := findResource(at, "Microsoft.Sql/servers/databases", name)
	if res == nil {
		return notFound(at, "Microsoft.Sql/servers/databases", name)
	}
	now := s.now()
	verbName := map[string]string{"pause": "PauseDatabase", "resume": "ResumeDatabase"}[verb]
	id := s.ops.start(&operation{name: verbName, resource: resourceID(at.sub, at.groupName, res), leadsTo: leadsTo, started: now})
	base := "https://" + r.Host + "/subscriptions/" + at.sub.ID + "/providers/Microsoft.Sql/locations/" + res.Location
	version := "?api-version=" + r.URL.Query().Get("api-version")
	w.Header().Set("Location", base+"/databaseOperationResults/"+id+version)
	w.Header().Set("Azure-AsyncOperation", base+"/databaseAzureAsyncOperation/"+id+version)
	w.Header().Set("Retry-After", "1")
	exchange.JSON(w, http.StatusAccepted, map[string]any{"operation": verbName, "startTime": now.UTC().Format(time.RFC3339Nano)})
	return nil
}

// operation answers who polls: parts are the provider, "locations", the
// location, the kind of resource and the operation's id.
func (s *Service) operation(w http.ResponseWriter, r *http.Request, c *access.Caller, at place, parts []string) *failure {
	if f := onlyGET(r); f != nil {
		return f
	}
	if len(parts) != 5 || !strings.EqualFold(parts[0], "Microsoft.Sql") {
		return noRoute(r)
	}
	kind := strings.ToLower(parts[3])
	if kind != "databaseazureasyncoperation" && kind != "databaseoperationresults" {
		return noRoute(r)
	}
	if f := s.authorize(c, "Microsoft.Sql/locations/"+parts[3]+"/read", at.scope); f != nil {
		return f
	}
	op, done := s.ops.poll(parts[4])
	if op == nil {
		return fail(http.StatusNotFound, "OperationIdNotFound", "The operation with Id %s is not found.", parts[4])
	}
	if kind == "databaseoperationresults" {
		if !done {
			w.Header().Set("Retry-After", "1")
			w.Header().Set("Location", "https://"+r.Host+r.URL.RequestURI())
			w.WriteHeader(http.StatusAccepted)
			return nil
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	status := "InProgress"
	if done {
		status = "Succeeded"
	} else {
		w.Header().Set("Retry-After", "1")
	}
	exchange.JSON(w, http.StatusOK, map[string]any{"name": parts[4], "status": status, "startTime": op.started.UTC().Format(time.RFC3339Nano)})
	return nil
}

var _ exchange.Service = (*Service)(nil)
