package auth

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
)

// view is what is kept of a verified token. Most tokens are seen once, and rules look at
// a few claims of them, so the claims stay the JSON that they are. It is safe for
// concurrent use.
type view struct {
	// content is the token while all its claims are plain; else token was made at once.
	content jwt.Content
	once    sync.Once
	token   *apim.Jwt

	issuer rt.String
	// expires and notBefore are nil when the token does not say.
	expires, notBefore *time.Time
	instants           [2]time.Time // what they point to
}

// readToken makes the view of a verified token (jwt.RingSettings.Read).
func readToken(c jwt.Content) (any, error) {
	v := &view{content: c}
	for _, claim := range c.Claims {
		if !v.take(claim) {
			return readWhole(c)
		}
	}
	return v, nil
}

// take reports whether a claim is plain, which means that reading the token cannot fail
// because of it, and takes over what it says of issuer and times.
func (v *view) take(c jwt.Claim) bool {
	switch c.Name {
	case "iss":
		text, ok := plainText(c.JSON)
		v.issuer = rt.Str(text)
		return ok
	case "sub", "jti":
		_, ok := plainText(c.JSON)
		return ok
	case "exp":
		seconds, ok := plainSeconds(c.JSON)
		v.instants[0] = apim.TokenTime(seconds).Time()
		v.expires = &v.instants[0]
		return ok
	case "nbf":
		seconds, ok := plainSeconds(c.JSON)
		v.instants[1] = apim.TokenTime(seconds).Time()
		v.notBefore = &v.instants[1]
		return ok
	case "iat":
		_, ok := plainSeconds(c.JSON)
		return ok
	}
	return plain(c.JSON)
}

// readWhole makes the view of a token that has unusual claims.
func readWhole(c jwt.Content) (*view, error) {
	j, ok := apim.NewJwt(c.Algorithm, c.Type, c.Payload)
	if !ok {
		return nil, errors.New("the claims cannot be read")
	}
	v := &view{token: j, issuer: j.Issuer}
	if d, ok := j.ExpirationTime.(clr.DateTime); ok {
		v.instants[0] = d.Time()
		v.expires = &v.instants[0]
	}
	if d, ok := j.NotBefore.(clr.DateTime); ok {
		v.instants[1] = d.Time()
		v.notBefore = &v.instants[1]
	}
	return v, nil
}

// jwt returns the token as expressions see it.
func (v *view) jwt() *apim.Jwt {
	v.once.Do(func() {
		if v.token == nil {
			v.token, _ = apim.NewJwt(v.content.Algorithm, v.content.Type, v.content.Payload)
		}
	})
	return v.token
}

// values are the texts of a claim: list, or, when json is not empty, what that stands
// for.
type values struct {
	list []string
	json string
}

// claim returns the values of a claim, false when the token does not have it.
func (v *view) claim(name string) (values, bool) {
	for i := range v.content.Claims {
		if c := &v.content.Claims[i]; c.Name == name {
			return values{json: c.JSON}, true
		}
	}
	if v.content.Claims == nil {
		list, ok := v.jwt().Claims.Get(name)
		return values{list: list}, ok
	}
	return values{}, false
}

// some reports whether match says yes to one of the values.
func (v values) some(match func(text string) bool) bool {
	if v.json == "" {
		return slices.ContainsFunc(v.list, match)
	}
	if v.json[0] != '[' {
		return match(unquoted(v.json))
	}
	for rest := v.json; ; {
		var text string
		var ok bool
		if text, rest, ok = nextText(rest); !ok {
			return false
		}
		if match(text) {
			return true
		}
	}
}

// texts are the values as a list.
func (v values) texts() []string {
	if v.json == "" {
		return v.list
	}
	var out []string
	v.some(func(text string) bool {
		out = append(out, text)
		return false
	})
	return out
}

// single returns the only value of a claim.
func (v *view) single(name string) (text string, ok bool) {
	c, _ := v.claim(name)
	n := 0
	c.some(func(s string) bool {
		text = s
		n++
		return n > 1
	})
	if n != 1 {
		return "", false
	}
	return text, true
}

// plain reports whether the JSON of a claim is read at a glance: a text without escapes,
// a list of such texts, a whole number of moderate length, true, false or null.
func plain(json string) bool {
	switch json[0] {
	case '"':
		_, ok := plainText(json)
		return ok
	case '[':
		if strings.IndexByte(json, '\\') >= 0 {
			return false
		}
		for rest := json; ; {
			var ok bool
			if _, rest, ok = nextText(rest); !ok {
				return strings.TrimLeft(rest, " \t\r\n,") == "]"
			}
		}
	case 't', 'f', 'n':
		return true
	}
	_, ok := plainSeconds(strings.TrimPrefix(json, "-"))
	return ok && json != "-0"
}

// plainText returns the text that JSON is, false when it is none or has escapes.
func plainText(json string) (string, bool) {
	if json[0] != '"' || strings.IndexByte(json, '\\') >= 0 {
		return "", false
	}
	return unquoted(json), true
}

// unquoted is a plain value as a text.
func unquoted(json string) string {
	if json[0] == '"' {
		return json[1 : len(json)-1]
	}
	return json
}

// nextText returns the next text of a plain list and what stands behind it. json begins
// with the bracket or behind a text; ok is false at the end, and before anything that is
// no text.
func nextText(json string) (text, rest string, ok bool) {
	at := 0
	for at < len(json) && (json[at] == ' ' || json[at] == '\t' || json[at] == '\r' || json[at] == '\n' || json[at] == ',' || at == 0 && json[at] == '[') {
		at++
	}
	if at == len(json) || json[at] != '"' {
		return "", json[at:], false
	}
	json = json[at+1:]
	end := strings.IndexByte(json, '"')
	return json[:end], json[end+1:], true
}

// plainSeconds returns the number that JSON is, false unless it is a whole one, not
// below 0 and of moderate length.
func plainSeconds(json string) (n int64, ok bool) {
	if len(json) > 15 {
		return 0, false
	}
	for _, c := range []byte(json) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	return n, true
}
