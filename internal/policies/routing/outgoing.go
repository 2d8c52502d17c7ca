package routing

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// outgoing makes the request that goes to the backend: a copy of the request with
// the backend's Host and the caller's address in X-Forwarded-For.
func outgoing(x *policy.Exec) *message.Request {
	req := x.Copy()
	if !x.HostSet {
		req.Header.Del("Host")
	}
	req.Body = req.Body.Coded(&req.Header, isGRPC(x))
	if ip := x.Context.Request.IPAddress(); ip != "" {
		// The caller's address is added after those of proxies before it.
		if prior := req.Header.Values("X-Forwarded-For"); len(prior) > 0 {
			ip = strings.Join(prior, ", ") + "," + ip
		}
		req.Header.Set("X-Forwarded-For", ip)
	}
	return req
}

// bodyError is the error of a body that could not be buffered.
func bodyError(err error, limit int64) error {
	switch {
	case errors.Is(err, message.ErrBodyTooLarge):
		return &apim.TooLarge{Limit: limit}
	case message.IsClientFault(err):
		return err
	}
	return &policy.Error{Reason: policy.ReasonClientConnectionFailure, Message: "The request body could not be read.", Status: 400, Public: "Bad request", Cause: err}
}

// resolve makes an absolute URL of a Location.
func resolve(base message.URL, location string) (message.URL, bool) {
	if u, ok := message.ParseURL(location); ok {
		return u, true
	}
	if strings.HasPrefix(location, "//") {
		return message.ParseURL(base.Scheme + ":" + location)
	}
	b, err := url.Parse(base.String())
	if err != nil {
		return base, false
	}
	r, err := url.Parse(location)
	if err != nil {
		return base, false
	}
	return message.ParseURL(b.ResolveReference(r).String())
}
