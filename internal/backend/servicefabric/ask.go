package servicefabric

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// question is what the cluster is asked.
type question struct {
	Partition
	// previous is the version of an answer that is out of date, empty for none.
	previous string
	// kind is that of the key, 0 when it is not known.
	kind int
}

// Kinds of keys, as the parameter PartitionKeyType has them.
const (
	noKey    = 1
	int64Key = 2
	namedKey = 3
)

// maxAnswer bounds the answer of the cluster, in bytes.
const maxAnswer = 1 << 20

// ask asks one management endpoint after the other, beginning with the one that
// answered last.
func (c *Cluster) ask(ctx context.Context, send Send, q question) (*resolution, error) {
	failed := errors.New("there are no management endpoints")
	first := int(c.good.Load())
	for i := range c.endpoints {
		at := (first + i) % len(c.endpoints)
		r, err := c.askAt(ctx, send, c.endpoints[at], q)
		if err == nil {
			c.good.Store(int32(at))
			return r, nil
		}
		failed = err
		if ctx.Err() != nil {
			break
		}
		var refused *refusal
		if errors.As(err, &refused) && refused.status < 500 {
			break // it answered, and so would the others
		}
	}
	return nil, fmt.Errorf("the Service Fabric service fabric:/%s could not be resolved: %w", q.Service, failed)
}

// askAt asks one endpoint.
//
// unverified: the attribute sf-partition-key does not say of which kind a key is. A
// whole number is asked for as a number first; where the service has no such
// partitions, which the cluster refuses with 400, as a name. What worked comes first
// the next time.
func (c *Cluster) askAt(ctx context.Context, send Send, at message.URL, q question) (*resolution, error) {
	if q.Key == "" {
		return c.askFor(ctx, send, at, q, noKey)
	}
	first, second := int64Key, namedKey
	if _, err := strconv.ParseInt(q.Key, 10, 64); err != nil {
		return c.askFor(ctx, send, at, q, namedKey)
	}
	if q.kind == namedKey {
		first, second = second, first
	}
	r, err := c.askFor(ctx, send, at, q, first)
	var refused *refusal
	if !errors.As(err, &refused) || refused.status != 400 {
		return r, err
	}
	return c.askFor(ctx, send, at, q, second)
}

// askFor asks one endpoint for a key of a kind.
func (c *Cluster) askFor(ctx context.Context, send Send, at message.URL, q question, kind int) (*resolution, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req := &message.Request{Method: "GET", URL: q.url(at, kind)}
	req.Header.Set("Accept", "application/json")
	resp, err := send(ctx, req, c.rules, c.certificate)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := resp.Body.Bytes(maxAnswer)
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the answer of the cluster: %w", err)
	case resp.Status != 200:
		return nil, &refusal{resp.Status, errorCode(body)}
	}
	r, err := parse(body)
	if err != nil {
		return nil, err
	}
	r.kind = kind
	return r, nil
}

// url is the URL of a question to the endpoint at (Service Fabric REST API 6.0,
// "Resolve Service"): since 6.0 the parts of a service's name are joined with ~.
func (q question) url(at message.URL, kind int) message.URL {
	parts := strings.Split(q.Service, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	u := at
	u.Path = strings.TrimSuffix(at.Path, "/") + "/Services/" + strings.Join(parts, "~") + "/$/ResolvePartition"
	u.Query, u.HasQuery = "api-version=6.0&PartitionKeyType="+strconv.Itoa(kind), true
	if kind != noKey {
		u.Query += "&PartitionKeyValue=" + escape(q.Key)
	}
	if q.previous != "" {
		u.Query += "&PreviousRspVersion=" + escape(q.previous)
	}
	return u
}

// escape encodes a value of the query; a space is no plus, which not everybody reads.
func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// refusal is an answer of the cluster that is no resolution.
type refusal struct {
	status int
	code   string
}

// Error says what the cluster answered.
func (r *refusal) Error() string {
	text := fmt.Sprintf("the cluster answered %d", r.status)
	if r.code != "" {
		text += " " + r.code
	}
	return text
}
