package servicefabric

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// resolution is what the cluster said of a partition.
type resolution struct {
	version  string
	kind     int // of the key that it was asked for with
	replicas []replica
	// turn is whose turn it is among replicas that are alike.
	turn atomic.Uint64
	// until is when it has to be asked for again, in nanoseconds since 1970.
	until atomic.Int64
}

// replica is a replica or an instance with its listeners by name.
type replica struct {
	role      string
	listeners map[string]message.URL
}

// The roles of replicas that can be called ("ResolvedServiceEndpoint", Kind).
const (
	stateless = "Stateless"
	primary   = "StatefulPrimary"
	secondary = "StatefulSecondary"
)

// maxCode bounds what is shown of an error's code.
const maxCode = 64

// parse reads an answer ("ResolvedServicePartition").
func parse(body []byte) (*resolution, error) {
	var answer struct {
		Version   string
		Endpoints []struct{ Kind, Address string }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("the answer of the cluster is not understood: %w", err)
	}
	r := &resolution{version: answer.Version}
	for _, e := range answer.Endpoints {
		if l := listeners(e.Address); len(l) > 0 {
			r.replicas = append(r.replicas, replica{e.Kind, l})
		}
	}
	if len(r.replicas) == 0 {
		return nil, errors.New("the partition has no replica that listens on HTTP")
	}
	return r, nil
}

// listeners reads the address of a replica: a JSON object with the addresses of the
// listeners by name, or the address of the one there is. What is no HTTP is left out.
func listeners(address string) map[string]message.URL {
	var named struct{ Endpoints map[string]string }
	if !strings.HasPrefix(strings.TrimSpace(address), "{") {
		named.Endpoints = map[string]string{"": address}
	} else if json.Unmarshal([]byte(address), &named) != nil {
		return nil
	}
	out := map[string]message.URL{}
	for name, text := range named.Endpoints {
		if u, ok := message.ParseURL(text); ok {
			// A base has no query.
			u.Query, u.HasQuery = "", false
			out[name] = u
		}
	}
	return out
}

// errorCode reads the code of an error, such as FABRIC_E_SERVICE_DOES_NOT_EXIST;
// empty when there is none.
func errorCode(body []byte) string {
	var answer struct{ Error struct{ Code string } }
	if json.Unmarshal(body, &answer) != nil {
		return ""
	}
	return answer.Error.Code[:min(len(answer.Error.Code), maxCode)]
}

// pick returns the address of the next replica of a kind that has a listener, one
// other than stale where there are several.
func (r *resolution) pick(kind Replica, listener string, stale *Endpoint) (message.URL, bool) {
	n := uint64(len(r.replicas))
	turn := r.turn.Add(1) - 1
	var only message.URL
	found := false
	for i := range n {
		one := &r.replicas[(turn+i)%n]
		u, has := one.listeners[listener]
		if !has || !one.is(kind) {
			continue
		}
		if stale == nil || u != stale.URL {
			return u, true
		}
		only, found = u, true
	}
	return only, found
}

// is reports whether a replica is of a kind. Instances of stateless services are of
// both.
//
// unverified: sf-replica-type is passed over for stateless services.
func (r *replica) is(kind Replica) bool {
	switch r.role {
	case stateless:
		return true
	case primary:
		return kind == Primary
	case secondary:
		return kind == Secondary
	}
	return false
}
