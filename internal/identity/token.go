package identity

import (
	"fmt"
	"log/slog"
	"time"
)

// Token is an access token. It is immutable and safe to share. Its text never
// shows in logs: String, Format, MarshalJSON and LogValue print its expiry only.
type Token struct {
	// Value is the token as the endpoint gave it, opaque to the gateway.
	Value string
	// Bearer is "Bearer " and the value, rendered once: the whole value of an
	// Authorization header.
	Bearer string
	// ExpiresOn is when the token stops being valid, by the wall clock, UTC.
	ExpiresOn time.Time
	// RefreshOn is when renewal starts, at the latest ExpiresOn.
	RefreshOn time.Time
}

// String describes the token without its text.
func (t Token) String() string {
	return "token (redacted) valid until " + t.ExpiresOn.UTC().Format(time.RFC3339)
}

// Format implements fmt.Formatter: every verb and flag prints what String does,
// %#v and %+v included.
func (t Token) Format(state fmt.State, _ rune) {
	_, _ = state.Write([]byte(t.String()))
}

// MarshalJSON writes the redacted description as a JSON string.
func (t Token) MarshalJSON() ([]byte, error) {
	return []byte(`"` + t.String() + `"`), nil
}

// LogValue implements slog.LogValuer.
func (t Token) LogValue() slog.Value {
	return slog.StringValue(t.String())
}

// newToken renders the grant g received at now. previous is the token it
// replaces, or nil.
func newToken(g grant, previous *Token, now time.Time) *Token {
	bearer := "Bearer " + g.token
	return &Token{
		Value:     bearer[len("Bearer "):],
		Bearer:    bearer,
		ExpiresOn: g.expiresOn.Round(0).UTC(),
		RefreshOn: refreshTime(g, previous, now).Round(0).UTC(),
	}
}

const (
	// maxRefreshAfter bounds the age of a token that is in use.
	maxRefreshAfter = 12 * time.Hour
	// refreshMargin is what a token that lives longer than twice as much has
	// left, at the least, when its renewal starts.
	refreshMargin = 5 * time.Minute
	// minRepeat is the least pause before asking again an endpoint that keeps
	// giving the same token (App Service and the Azure CLI have caches of their
	// own): half of what is left would shrink to nothing.
	minRepeat = 15 * time.Second
)

// refreshTime says when to renew the grant g received at now: when the server
// says (refresh_in), else at half of what is left; at most 12 h from now and
// not in the last five minutes of a token that has more than ten.
func refreshTime(g grant, previous *Token, now time.Time) time.Time {
	life := g.expiresOn.Sub(now)
	at := now.Add(life / 2)
	if g.refreshOn.After(now) && g.refreshOn.Before(g.expiresOn) {
		at = g.refreshOn
	}
	if latest := now.Add(maxRefreshAfter); at.After(latest) {
		at = latest
	}
	if latest := g.expiresOn.Add(-refreshMargin); life > 2*refreshMargin && at.After(latest) {
		at = latest
	}
	if previous != nil && !g.expiresOn.After(previous.ExpiresOn) {
		if earliest := now.Add(minRepeat); at.Before(earliest) {
			at = earliest
		}
	}
	return at
}
