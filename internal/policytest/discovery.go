package policytest

import (
	"hash/fnv"
	"io"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// discovery carries requests for OpenID configurations and keys to the network of
// a case, so that archives say what identity providers answer.
type discovery struct{ net *network }

// RoundTrip implements http.RoundTripper.
func (d discovery) RoundTrip(r *http.Request) (*http.Response, error) {
	// Fetches of several providers start at once; here they come in an order that is
	// always the same.
	h := fnv.New32a()
	_, _ = io.WriteString(h, r.URL.String())
	time.Sleep(time.Duration(h.Sum32()%1000) * time.Microsecond)
	u, _ := message.ParseURL(r.URL.String())
	req := &message.Request{Method: r.Method, URL: u}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, v := range r.Header[name] {
			req.Header.Add(name, v)
		}
	}
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		req.Body = message.BytesBody(data)
	}
	resp, err := d.net.send(r.Context(), req, policy.SendOptions{})
	if err != nil {
		return nil, err
	}
	out := &http.Response{
		StatusCode: resp.Status, Status: resp.Reason, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		Body: io.NopCloser(resp.Body.Reader()), ContentLength: -1, Request: r,
	}
	for f := range resp.Header.All() {
		out.Header.Add(f.Name, f.Value)
	}
	return out, nil
}
