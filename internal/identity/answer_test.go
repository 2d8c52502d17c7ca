package identity

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func TestExpiry(t *testing.T) {
	now := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	unix := func(d time.Duration) string { return now.Add(d).Format("2006-01-02 15:04:05") }
	tests := []struct {
		name, in, on string
		want         time.Duration
		ok           bool
	}{
		{"seconds", "3600", "", time.Hour, true},
		{"a fraction", "1.5", "", 1500 * time.Millisecond, true},
		{"unix seconds", "", "1893502800", time.Hour, true},
		{"unix seconds with fraction", "", "1893502800.9", time.Hour, true},
		{"rfc 3339", "", "2030-01-01T13:00:00Z", time.Hour, true},
		{"rfc 3339 with zone", "", "2030-01-01T14:00:00+01:00", time.Hour, true},
		{"date", "", "2030-01-01 13:00:00", time.Hour, true},
		{"american date", "", "01/01/2030 13:00:00", time.Hour, true},
		{"twelve-hour clock, afternoon", "", "1/1/2030 01:00:00 PM +00:00", time.Hour, true},
		{"twelve-hour clock, noon", "", "1/1/2030 12:30:00 PM +00:00", 30 * time.Minute, true},
		{"twelve-hour clock, midnight", "", "1/2/2030 12:00:00 AM +00:00", 12 * time.Hour, true},
		{"24-hour clock with PM", "", "1/1/2030 13:00:00 PM +00:00", time.Hour, true},
		{"zero hours PM, as documented", "", "1/2/2030 00:00:00 PM +00:00", 12 * time.Hour, true},
		{"both, the earlier counts", "7200", unix(time.Hour), time.Hour, true},
		{"both, the other way round", "3600", unix(2 * time.Hour), time.Hour, true},
		{"both, clocks differ", "3600", unix(-5 * time.Hour), time.Hour, true},
		{"only in the past", "", unix(-time.Hour), -time.Hour, true},
		{"for ever", "1e300", "", maxLife, true},
		{"for ever by date", "", "9999-12-31 00:00:00", maxLife, true},
		{"neither", "", "", 0, false},
		{"negative", "-1", "", 0, false},
		{"not a number", "NaN", "", 0, false},
		{"nonsense", "soon", "later", 0, false},
		{"another offset", "", "1/1/2030 01:00:00 PM +02:00", 0, false},
		{"neither AM nor PM", "", "1/1/2030 01:00:00 XM +00:00", 0, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ok := expiry(test.in, test.on, now)
			if ok != test.ok || ok && got.Sub(now) != test.want {
				t.Errorf("%v after now, %v; want %v, %v", got.Sub(now), ok, test.want, test.ok)
			}
		})
	}
}

func TestRefusal(t *testing.T) {
	tests := []struct {
		name, body, code, detail string
	}{
		{"oauth", `{"error":"invalid_resource","error_description":"AADSTS500011: x"}`, "invalid_resource", "AADSTS500011: x"},
		{"app service", `{"statusCode":500,"message":"m","correlationId":"c"}`, "", "m"},
		{"service fabric", `{"error":{"correlationId":"c","code":"ManagedIdentityNotFound","message":"m"}}`, "ManagedIdentityNotFound", "m"},
		{"code only", `{"error":"unknown"}`, "unknown", "unknown"},
		{"text", "try\r\nlater", "", "try later"},
		{"page", "<!DOCTYPE html><p>x", "", "Bad Gateway"},
		{"nothing", "", "", "Bad Gateway"},
		{"wrong types", `{"error":7,"error_description":{"a":1},"message":[1]}`, "7", "7"},
		{"array", `[1,2]`, "", "[1,2]"},
		{"secret and token", `{"error":"e","error_description":"used hunter2 and eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln"}`, "e", "used (redacted) and (redacted)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := refusal(reply{status: 502, header: http.Header{}, body: []byte(test.body)}, "hunter2")
			if e.Reason != Refused || e.Status != 502 || e.Code != test.code || e.Detail != test.detail {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name, field, value string
		want               time.Duration
	}{
		{"seconds", "Retry-After", "7", 7 * time.Second},
		{"date", "Retry-After", "Tue, 01 Jan 2030 12:01:00 GMT", time.Minute},
		{"past date", "Retry-After", "Tue, 01 Jan 2030 11:00:00 GMT", 0},
		{"milliseconds", "Retry-After-Ms", "1500", 1500 * time.Millisecond},
		{"azure's milliseconds", "X-Ms-Retry-After-Ms", "20", 20 * time.Millisecond},
		{"nonsense", "Retry-After", "soon", 0},
		{"negative", "Retry-After", "-5", 0},
		{"huge", "Retry-After", "99999999999999999999", maxLife},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := retryAfter(http.Header{test.field: {test.value}}, now); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestCleanIsBounded(t *testing.T) {
	got := clean(strings.Repeat("é ", 5000) + "\x00\xff")
	if len(got) > maxDetail+len("…") || !utf8.ValidString(got) {
		t.Errorf("%d bytes", len(got))
	}
}

// FuzzAnswers feeds an endpoint's answers to both readers.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		stringAnswer("T", time.Hour), `{"access_token":"x","expires_in":3600}`, `{"access_token":"x","expires_on":"9/14/2017 00:00:00 PM +00:00"}`,
		`{"error":{"code":"c","message":"m"}}`, `{"error":"e","error_description":"d"}`, `null`, `[]`, `"`, `{"access_token":{"a":1}}`, "\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		now := time.Now()
		if a, err := parseAnswer(body); err == nil && a.check(now) == nil {
			token := newToken(a.grant, nil, now)
			if token.RefreshOn.After(token.ExpiresOn) || token.ExpiresOn.Sub(now) > maxLife+time.Minute || strings.ContainsAny(token.Bearer, "\r\n\x00") {
				t.Errorf("accepted %+v", a)
			}
		} else if err != nil && ReasonOf(err) != BadAnswer {
			t.Errorf("error %v", err)
		}
		e := refusal(reply{status: 400, header: http.Header{}, body: body})
		for _, text := range []string{e.Detail, e.Code, e.Error()} {
			if !utf8.ValidString(text) || strings.IndexFunc(text, unicode.IsControl) >= 0 || len(text) > 2*maxDetail+200 {
				t.Errorf("error text %q", text)
			}
		}
		if e.Detail == "" {
			t.Error("no explanation at all")
		}
	})
}
