package identity

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer is a successful token answer of any protocol.
type answer struct {
	grant
	// clientID is the identity the endpoint says it used, empty if it does not.
	clientID string
}

// loose is a JSON value that endpoints write as a string or as a number: IMDS
// quotes every number, Entra none.
type loose string

// UnmarshalJSON accepts strings, numbers and null; anything else becomes empty,
// because no field read this way is worth failing for.
func (l *loose) UnmarshalJSON(data []byte) error {
	*l = ""
	if len(data) == 0 {
		return nil
	}
	switch c := data[0]; {
	case c == '"':
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		*l = loose(text)
	case c == '-' || c >= '0' && c <= '9':
		*l = loose(data)
	}
	return nil
}

// parseAnswer reads a token answer received just now.
func parseAnswer(body []byte) (answer, error) {
	var fields struct {
		AccessToken loose `json:"access_token"`
		ExpiresIn   loose `json:"expires_in"`
		ExpiresOn   loose `json:"expires_on"`
		RefreshIn   loose `json:"refresh_in"`
		ClientID    loose `json:"client_id"`
	}
	if err := json.Unmarshal(body, &fields); err != nil {
		// The body is not quoted: it may hold half a token.
		return answer{}, &Error{Reason: BadAnswer, Detail: "the answer is no JSON object"}
	}
	now := time.Now()
	expires, ok := expiry(string(fields.ExpiresIn), string(fields.ExpiresOn), now)
	if !ok {
		return answer{}, &Error{Reason: BadAnswer, Detail: "the answer does not say when the token expires"}
	}
	a := answer{clientID: string(fields.ClientID), grant: grant{token: string(fields.AccessToken), expiresOn: expires}}
	if seconds, ok := parseSeconds(string(fields.RefreshIn)); ok && seconds > 0 {
		a.refreshOn = now.Add(seconds)
	}
	return a, nil
}

// check refuses what no target could accept.
func (g grant) check(now time.Time) error {
	switch {
	case g.token == "":
		return &Error{Reason: BadAnswer, Detail: "the answer holds no access_token"}
	case !headerSafe(g.token):
		return &Error{Reason: BadAnswer, Detail: "the token holds characters that no header may hold"}
	case !g.expiresOn.After(now):
		return &Error{Reason: BadAnswer, Detail: "the token had expired when it arrived (is the clock right?)"}
	}
	return nil
}

// maxLife bounds a token's life, so that a nonsensical number cannot keep a
// token for ever. Managed identities get 24 h.
const maxLife = 31 * 24 * time.Hour

// expiry combines expires_in (seconds from now) and expires_on (Unix seconds
// or a date). Given both, the earlier one counts, since endpoints with a cache
// of their own may repeat the original expires_in; but an expires_on in the past
// only says that the clocks differ, if expires_in is there.
func expiry(in, on string, now time.Time) (time.Time, bool) {
	after, haveIn := parseSeconds(in)
	at, haveOn := parseDate(on)
	latest := now.Add(maxLife)
	if haveOn && at.After(latest) {
		at = latest
	}
	relative := now.Add(after)
	switch {
	case haveIn && haveOn:
		if at.Before(relative) && at.After(now) {
			return at, true
		}
		return relative, true
	case haveIn:
		return relative, true
	default:
		return at, haveOn
	}
}

// parseSeconds reads a number of seconds, fractions included, up to maxLife.
func parseSeconds(text string) (time.Duration, bool) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || n < 0 {
		return 0, false
	}
	return time.Duration(math.Min(n, maxLife.Seconds()) * float64(time.Second)), true
}

// parseDate reads Unix seconds or one of the date forms of old App Service and
// Azure ML endpoints, for instance "9/14/2017 00:00:00 PM +00:00".
func parseDate(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, false
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		if math.IsNaN(n) || n < 0 || n > 1e12 {
			return time.Time{}, false
		}
		return time.Unix(int64(n), 0), true
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05", "1/2/2006 15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	// The month-first form with AM or PM, on a 12 or (as quoted above) a 24 hour
	// clock, and an offset that is always zero.
	fields := strings.Fields(text)
	if len(fields) < 3 || len(fields) > 4 || (len(fields) == 4 && fields[3] != "+00:00") {
		return time.Time{}, false
	}
	t, err := time.Parse("1/2/2006 15:04:05", fields[0]+" "+fields[1])
	if err != nil {
		return time.Time{}, false
	}
	switch half := strings.ToUpper(fields[2]); {
	case half == "PM" && t.Hour() >= 1 && t.Hour() < 12:
		t = t.Add(12 * time.Hour)
	case half == "AM" && t.Hour() == 12:
		t = t.Add(-12 * time.Hour)
	case half != "AM" && half != "PM":
		return time.Time{}, false
	}
	return t, true
}

// refusal makes an error of an answer that is not a success. It understands the
// OAuth form, App Service's and Service Fabric's.
func refusal(r reply, secrets ...string) *Error {
	e := &Error{Reason: Refused, Status: r.status, RetryAfter: retryAfter(r.header, time.Now())}
	var fields struct {
		Error            json.RawMessage `json:"error"`
		ErrorDescription loose           `json:"error_description"`
		Message          loose           `json:"message"`
		Code             loose           `json:"code"`
	}
	if json.Unmarshal(r.body, &fields) == nil {
		var nested struct {
			Code    loose `json:"code"`
			Message loose `json:"message"`
		}
		var name loose
		_ = json.Unmarshal(fields.Error, &name)
		if name == "" {
			_ = json.Unmarshal(fields.Error, &nested)
		}
		e.Code = clean(firstText(string(name), string(nested.Code), string(fields.Code)), secrets...)
		e.Detail = clean(firstText(string(fields.ErrorDescription), string(nested.Message), string(fields.Message)), secrets...)
	}
	if e.Detail == "" && e.Code == "" {
		e.Detail = clean(plainText(r), secrets...)
	}
	if e.Detail == "" {
		e.Detail = firstText(e.Code, http.StatusText(r.status), "no explanation given")
	}
	return e
}

// plainText returns a body that is meant for people; pages of HTML are not.
func plainText(r reply) string {
	if strings.Contains(r.header.Get("Content-Type"), "html") || strings.HasPrefix(strings.TrimSpace(string(r.body)), "<") {
		return ""
	}
	return string(r.body)
}

func firstText(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// retryAfter reads the pause an answer asks for, 0 if it does not. The
// millisecond forms are Azure's own.
func retryAfter(header http.Header, now time.Time) time.Duration {
	for _, name := range []string{"Retry-After-Ms", "X-Ms-Retry-After-Ms"} {
		if ms, err := strconv.Atoi(header.Get(name)); err == nil && ms > 0 {
			return min(time.Duration(ms)*time.Millisecond, maxLife)
		}
	}
	text := header.Get("Retry-After")
	if pause, ok := parseSeconds(text); ok {
		return pause
	}
	if at, err := http.ParseTime(text); err == nil && at.After(now) {
		return min(at.Sub(now), maxLife)
	}
	return 0
}
