package keyvault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Client reads secrets. It is safe for concurrent use.
type Client struct {
	http  *http.Client
	token Token
}

// Token returns an access token of an identity for a resource; clientID is empty for
// the system-assigned one.
type Token func(ctx context.Context, clientID, resource string) (string, error)

// NewClient returns a client that sends by transport.
func NewClient(transport http.RoundTripper, token Token) *Client {
	return &Client{token: token, http: &http.Client{
		Transport: transport,
		// A vault does not redirect, and a token must not follow.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close closes idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

const (
	apiVersion = "7.4"
	// maxAnswer bounds an answer in bytes; a secret has 25 KiB at most.
	maxAnswer = 256 << 10
	// attemptTime bounds one attempt.
	attemptTime = 10 * time.Second
)

// Refusal is an answer of a vault that holds no secret.
type Refusal struct {
	Status int
	// Code is the vault's, such as SecretNotFound; possibly empty.
	Code string
	// wait is what Retry-After asks for.
	wait time.Duration
}

// Error implements error.
func (r *Refusal) Error() string {
	if r.Code == "" {
		return fmt.Sprintf("the vault answered %d", r.Status)
	}
	return fmt.Sprintf("the vault answered %d %s", r.Status, r.Code)
}

// Temporary reports whether the same request may succeed later.
func (r *Refusal) Temporary() bool { return r.Status == http.StatusTooManyRequests || r.Status >= 500 }

// unreachable is the error of a vault that did not answer.
type unreachable struct{ err error }

func (u *unreachable) Error() string { return "the vault cannot be reached: " + u.err.Error() }
func (u *unreachable) Unwrap() error { return u.err }

// Read reads a secret. What fails for the moment is tried again until ctx ends; the
// error is then that of the last attempt.
func (c *Client) Read(ctx context.Context, r Reference) (string, error) {
	at, err := r.locate()
	if err != nil {
		return "", err
	}
	for wait := 250 * time.Millisecond; ; wait = min(2*wait, 8*time.Second) {
		value, err := c.attempt(ctx, at, r.ClientID)
		pause := wait
		var refusal *Refusal
		var away *unreachable
		switch {
		case err == nil:
			return value, nil
		case errors.As(err, &refusal) && refusal.Temporary():
			pause = max(wait, refusal.wait)
		case errors.As(err, &away):
		default:
			return "", err
		}
		if end, bounded := ctx.Deadline(); ctx.Err() != nil || bounded && time.Until(end) < pause {
			return "", err
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return "", err
		}
	}
}

func (c *Client) attempt(ctx context.Context, at location, clientID string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	token, err := c.token(ctx, clientID, at.resource)
	if err != nil {
		return "", fmt.Errorf("the identity has no token for %s: %w", at.resource, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+at.host+at.path+"?api-version="+apiVersion, nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := c.http.Do(req)
	if err != nil {
		return "", &unreachable{err}
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return "", &unreachable{err}
	}
	if resp.StatusCode != http.StatusOK {
		return "", refused(resp, data)
	}
	var answer struct {
		Value *string `json:"value"`
	}
	if len(data) > maxAnswer || json.Unmarshal(data, &answer) != nil || answer.Value == nil {
		return "", errors.New("the vault's answer is not a secret")
	}
	if *answer.Value == "" {
		return "", errors.New("the secret is empty")
	}
	return *answer.Value, nil
}

func refused(resp *http.Response, data []byte) *Refusal {
	r := &Refusal{Status: resp.StatusCode}
	var answer struct {
		Error struct {
			Code  string `json:"code"`
			Inner struct {
				Code string `json:"code"`
			} `json:"innererror"`
		} `json:"error"`
	}
	if json.Unmarshal(data, &answer) == nil {
		r.Code = printable(answer.Error.Code)
		if inner := printable(answer.Error.Inner.Code); inner != "" {
			r.Code += " (" + inner + ")"
		}
	}
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && seconds > 0 {
		r.wait = time.Duration(min(seconds, 3600)) * time.Second
	}
	return r
}

// printable is a code if it is one: a word.
func printable(code string) string {
	if !isName(code) {
		return ""
	}
	return code
}
