package identity

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestTokensDoNotShow(t *testing.T) {
	token := newToken(grant{token: "s3cr3t", expiresOn: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)}, nil, time.Now())
	const want = "token (redacted) valid until 2030-01-02T03:04:05Z"
	holder := struct {
		T  *Token
		V  Token
		In []*Token
	}{token, *token, []*Token{token}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range []any{token, *token} {
			if got := fmt.Sprintf(verb, value); got != want {
				t.Errorf("%s prints %q", verb, got)
			}
		}
		if got := fmt.Sprintf(verb, holder); strings.Contains(got, "s3cr3t") || strings.Contains(got, "733363723374") {
			t.Errorf("%s of a holder prints %q", verb, got)
		}
	}
	data, err := json.Marshal(holder)
	if err != nil || strings.Contains(string(data), "s3cr3t") || !strings.Contains(string(data), want) {
		t.Errorf("JSON %s, %v", data, err)
	}
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("x", "token", token, "value", *token, "group", slog.GroupValue(slog.Any("t", token)))
	}
	if strings.Contains(log.String(), "s3cr3t") {
		t.Errorf("logged %s", log.String())
	}
}

func TestRefreshTime(t *testing.T) {
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name                 string
		life, server         time.Duration
		previousLeft, expect time.Duration
	}{
		{"half-life", time.Hour, 0, 0, 30 * time.Minute},
		{"half-life of a managed identity", 24 * time.Hour, 0, 0, 12 * time.Hour},
		{"capped at 12 h", 100 * time.Hour, 0, 0, 12 * time.Hour},
		{"server's", 24 * time.Hour, time.Hour, 0, time.Hour},
		{"server's, not within five minutes of expiry", time.Hour, 59 * time.Minute, 0, 55 * time.Minute},
		{"server's, beyond expiry", time.Hour, 2 * time.Hour, 0, 30 * time.Minute},
		{"server's, capped", 100 * time.Hour, 99 * time.Hour, 0, 12 * time.Hour},
		{"short life", 8 * time.Minute, 0, 0, 4 * time.Minute},
		{"same token again", 20 * time.Second, 0, 20 * time.Second, 15 * time.Second},
		{"newer token, short life", 20 * time.Second, 0, 10 * time.Second, 10 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g := grant{token: "x", expiresOn: now.Add(test.life)}
			if test.server != 0 {
				g.refreshOn = now.Add(test.server)
			}
			var previous *Token
			if test.previousLeft != 0 {
				previous = &Token{ExpiresOn: now.Add(test.previousLeft)}
			}
			if got := refreshTime(g, previous, now).Sub(now); got != test.expect {
				t.Errorf("renewed after %v, want %v", got, test.expect)
			}
		})
	}
}

func TestReasonNames(t *testing.T) {
	seen := map[string]bool{}
	for r := Reason(0); r <= Closed; r++ {
		if name := r.String(); name == "" || seen[name] {
			t.Errorf("reason %d is called %q", r, name)
		} else {
			seen[name] = true
		}
	}
	if Reason(99).String() != "unknown" || ReasonOf(nil) != 0 {
		t.Error("a reason that is none has a name")
	}
}
