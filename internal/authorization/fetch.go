package authorization

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxAnswer bounds the answer of a token endpoint, in bytes.
const maxAnswer = 256 << 10

// fetch asks a token endpoint (RFC 6749 sections 4.4 and 6). refresh is the refresh
// token to use from now on, empty if it stays.
func fetch(ctx context.Context, transport http.RoundTripper, c *Connection) (t *Token, refresh string, err error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	if c.RefreshToken != "" {
		form = url.Values{"grant_type": {"refresh_token"}, "refresh_token": {c.RefreshToken}}
	}
	form.Set("client_id", c.ClientID)
	form.Set("client_secret", c.ClientSecret)
	if c.Scope != "" {
		form.Set("scope", c.Scope)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, "", errors.New("the tokenUrl is no URL")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	asked := time.Now()
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return nil, "", fmt.Errorf("asking the token endpoint: %w", err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, "", fmt.Errorf("reading the token endpoint's answer: %w", err)
	case len(data) > maxAnswer:
		return nil, "", errors.New("the token endpoint's answer is too long")
	}
	fields, err := parse(data)
	if resp.StatusCode != http.StatusOK {
		return nil, "", refusal(resp.StatusCode, fields)
	}
	if err != nil {
		return nil, "", fmt.Errorf("the token endpoint's answer is no JSON object: %w", err)
	}
	t = &Token{Fields: fields}
	for _, f := range fields {
		switch text, _ := f.Value.(string); f.Name {
		case "access_token":
			t.AccessToken = text
		case "refresh_token":
			refresh = text
		case "expires_in":
			if life := seconds(f.Value); life > 0 {
				t.renew = asked.Add(max(life-early, life/2))
			}
		}
	}
	if t.AccessToken == "" {
		return nil, "", errors.New("the token endpoint's answer has no access_token")
	}
	return t, refresh, nil
}

// refusal is the error of an answer other than 200. Of its fields only those that
// are meant to be read are shown.
func refusal(status int, fields []Field) error {
	text := fmt.Sprintf("the token endpoint answered %d", status)
	for _, name := range []string{"error", "error_description"} {
		for _, f := range fields {
			if s, ok := f.Value.(string); ok && f.Name == name && s != "" {
				text += ": " + s
			}
		}
	}
	return errors.New(text)
}

// parse reads a JSON object in its order.
func parse(data []byte) ([]Field, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return nil, errors.Join(err, errors.New("it does not start with a brace"))
	}
	var out []Field
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, err
		}
		text, _ := name.(string)
		out = append(out, Field{text, value(raw)})
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return out, nil
}

func value(raw json.RawMessage) any {
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return string(raw)
	}
	switch v := v.(type) {
	case nil, bool, string:
		return v
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	}
	return string(raw)
}

// longest bounds expires_in, which some endpoints write as text.
const longest = 10 * 365 * 24 * time.Hour

func seconds(v any) time.Duration {
	var n float64
	switch v := v.(type) {
	case int64:
		n = float64(v)
	case float64:
		n = v
	case string:
		if _, err := fmt.Sscan(v, &n); err != nil {
			return 0
		}
	}
	if n*float64(time.Second) >= float64(longest) {
		return longest
	}
	return time.Duration(n * float64(time.Second))
}
