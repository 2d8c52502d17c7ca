package identity

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// maxAnswer bounds what is read of an endpoint's answer, in bytes.
const maxAnswer = 1 << 20

// reply is an endpoint's answer, read whole.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// send performs one request. Redirects are not followed: no protocol has them,
// and the secret header must not travel. secrets are kept out of the error.
func (s *surroundings) send(req *http.Request, secrets ...string) (reply, error) {
	return roundTrip(s.transport, req, secrets...)
}

func roundTrip(transport http.RoundTripper, req *http.Request, secrets ...string) (reply, error) {
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return reply{}, networkError(req.Context(), err, secrets...)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return reply{}, networkError(req.Context(), err, secrets...)
	}
	if len(body) > maxAnswer {
		return reply{}, &Error{Reason: BadAnswer, Detail: "the answer is longer than 1 MiB"}
	}
	return reply{status: resp.StatusCode, header: resp.Header, body: body}, nil
}

// networkError tells a used-up budget from an endpoint that cannot be reached.
func networkError(ctx context.Context, err error, secrets ...string) *Error {
	if ctx.Err() != nil {
		// The transport's error may be its own; the context knows why.
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return &Error{Reason: Timeout, Detail: "no answer within the time budget", Err: ctx.Err()}
		}
		return &Error{Reason: Closed, Detail: "the acquisition was stopped", Err: ctx.Err()}
	}
	return &Error{Reason: Unreachable, Detail: clean(err.Error(), secrets...), Err: err}
}

// call sends req and reads the grant out of the answer.
func (s *surroundings) call(req *http.Request, secrets ...string) (answer, error) {
	r, err := s.send(req, secrets...)
	if err != nil {
		return answer{}, err
	}
	if r.status != http.StatusOK && r.status != http.StatusAccepted {
		return answer{}, refusal(r, secrets...)
	}
	return parseAnswer(r.body)
}

// getRequest builds a GET of endpoint with the parameters added to those it
// has. All managed-identity protocols but Cloud Shell's have this form.
func getRequest(ctx context.Context, source, endpoint string, parameters ...string) (*http.Request, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, &Error{Reason: NotConfigured, Source: source, Detail: fmt.Sprintf("the endpoint %q of source %s is no http URL", clean(endpoint), source)}
	}
	query := u.Query()
	for i := 0; i+1 < len(parameters); i += 2 {
		query.Set(parameters[i], parameters[i+1])
	}
	u.RawQuery = query.Encode()
	return http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
}

// withClientID adds the selector of a user-assigned identity, if there is one.
func withClientID(parameters []string, name, clientID string) []string {
	if clientID == "" {
		return parameters
	}
	return append(parameters, name, clientID)
}

// headerSafe reports whether text can stand in a header field unchanged.
func headerSafe(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < 0x21 || r > 0x7e }) < 0
}
