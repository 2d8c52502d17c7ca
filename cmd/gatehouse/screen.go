package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/gateway"
	"github.com/gatehouse-project/gatehouse/internal/server"
)

// maxLines bounds the lists of the first screen; --verbose prints all.
const maxLines = 20

// screen is what run prints when it serves.
type screen struct {
	Version       string            `json:"version"`
	Configuration string            `json:"configuration"`
	Format        string            `json:"format"`
	Gateway       []string          `json:"gateway"`
	Admin         string            `json:"admin,omitempty"`
	LocalAzure    map[string]string `json:"localAzure,omitempty"`
	Routes        []screenRoute     `json:"routes"`
	// Keys are the subscription keys that were made up; those of the settings are
	// never printed.
	Keys       []screenKey `json:"keys,omitempty"`
	Unresolved []string    `json:"unresolvedNamedValues,omitempty"`
	Try        []string    `json:"try,omitempty"`
}

type screenRoute struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	API       string `json:"api"`
	Operation string `json:"operation"`
}

type screenKey struct {
	Subscription string `json:"subscription"`
	Scope        string `json:"scope"`
	Key          string `json:"key"`
}

// runScreen prints the first screen.
func (a *app) runScreen(s *server.Server) error {
	sc := newScreen(s)
	if a.output == "json" {
		return json.NewEncoder(a.out).Encode(sc)
	}
	if a.quiet {
		return nil
	}
	limit := maxLines
	if a.loud {
		limit = len(sc.Routes) + len(sc.Keys) + len(sc.Unresolved) + len(sc.Try)
	}
	return sc.write(a.out, style{colour(a.out)}, limit)
}

func newScreen(s *server.Server) *screen {
	c := s.Configuration()
	snap := s.Snapshot()
	sc := &screen{
		Version: version(), Configuration: c.Settings.Configuration, Format: c.Service.Format,
		Gateway: s.Addresses(), Admin: s.AdminAddress(),
	}
	if z := s.Azure(); z != nil {
		sc.LocalAzure = map[string]string{"identity": "http://" + z.IdentityAddress(), "services": "https://" + z.HTTPSAddress()}
	}
	routes := snap.Routes()
	for _, r := range routes {
		sc.Routes = append(sc.Routes, screenRoute{r.Method, r.Path, r.API.DisplayName, r.Operation.DisplayName})
	}
	for _, sub := range c.Service.AllSubscriptions() {
		if sub.KeysMadeUp && sub.State == catalog.Active && opens(sub, routes) {
			sc.Keys = append(sc.Keys, screenKey{sub.Name, scopeOf(sub), sub.PrimaryKey})
		}
	}
	for _, nv := range c.Service.UnresolvedNamedValues() {
		sc.Unresolved = append(sc.Unresolved, nv.DisplayName)
	}
	for _, r := range routes {
		if line, ok := curl(sc.Gateway[0], r, c.Service); ok {
			sc.Try = append(sc.Try, line)
		}
	}
	return sc
}

// opens reports whether there is a route that needs the subscription's key.
func opens(sub *catalog.Subscription, routes []gateway.Route) bool {
	return slices.ContainsFunc(routes, func(r gateway.Route) bool { return r.API.SubscriptionRequired && sub.Covers(r.API) })
}

// scopeOf says what a subscription opens.
func scopeOf(s *catalog.Subscription) string {
	switch {
	case s.Product != nil:
		return "product " + s.Product.Name
	case s.API != nil:
		return "API " + s.API.Name
	}
	return "all APIs"
}

// style writes bold and dim text where colours are wanted.
type style struct{ on bool }

func (s style) bold(t string) string { return s.wrap("\x1b[1m", t) }
func (s style) dim(t string) string  { return s.wrap("\x1b[2m", t) }

func (s style) wrap(code, t string) string {
	if !s.on {
		return t
	}
	return code + t + "\x1b[0m"
}

func (sc *screen) write(w io.Writer, st style, limit int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s serves %s (%s, %s)\n\n", st.bold("gatehouse "+sc.Version), sc.Configuration, sc.Format, count(len(sc.Routes), "operation"))
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "  gateway\t%s\n", strings.Join(sc.Gateway, "  "))
	if sc.Admin != "" {
		fmt.Fprintf(t, "  admin\t%s\n", sc.Admin)
	}
	if sc.LocalAzure != nil {
		fmt.Fprintf(t, "  local Azure\tidentity %s, services %s\n", sc.LocalAzure["identity"], sc.LocalAzure["services"])
	}
	t.Flush()
	if len(sc.Routes) > 0 {
		fmt.Fprintf(&b, "\n%s\n", st.bold("Routes"))
		for _, r := range sc.Routes[:min(limit, len(sc.Routes))] {
			fmt.Fprintf(t, "  %s\t%s\t%s\n", r.Method, r.Path, st.dim(r.Operation))
		}
		t.Flush()
		more(&b, len(sc.Routes), limit)
	}
	if len(sc.Keys) > 0 {
		fmt.Fprintf(&b, "\n%s %s\n", st.bold("Subscription keys made up"), st.dim("(exports hold none; give your own under subscriptions in gatehouse.yaml)"))
		for _, k := range sc.Keys[:min(limit, len(sc.Keys))] {
			fmt.Fprintf(t, "  %s\t%s\t%s\n", k.Subscription, k.Key, st.dim(k.Scope))
		}
		t.Flush()
		more(&b, len(sc.Keys), limit)
	}
	if len(sc.Unresolved) > 0 {
		fmt.Fprintf(&b, "\n%s %s\n", st.bold("Named values without a value"), st.dim("(give them under namedValues in gatehouse.yaml or with --set)"))
		for _, n := range sc.Unresolved[:min(limit, len(sc.Unresolved))] {
			fmt.Fprintf(&b, "  %s\n", n)
		}
		more(&b, len(sc.Unresolved), limit)
	}
	if len(sc.Try) > 0 {
		fmt.Fprintf(&b, "\n%s\n", st.bold("Try"))
		for _, line := range sc.Try[:min(limit, len(sc.Try))] {
			fmt.Fprintf(&b, "  %s\n", line)
		}
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

func more(b *strings.Builder, n, limit int) {
	if n > limit {
		fmt.Fprintf(b, "  … and %d more; --verbose lists them\n", n-limit)
	}
}

// curl is a command that calls a route; ok is false when the definition does not
// say how.
func curl(base string, r gateway.Route, s *catalog.Service) (string, bool) {
	path, ok := samplePath(r)
	if !ok || wantsOtherCredentials(r) {
		return "", false
	}
	method := r.Method
	if method == catalog.AnyMethod {
		method = "GET"
	}
	line := "curl "
	if strings.HasPrefix(base, "https:") {
		line += "-k "
	}
	if method != "GET" {
		line += "-X " + method + " "
	}
	line += quote(base + path)
	if r.API.SubscriptionRequired {
		key, known := madeUpKey(s, r.API)
		if !known {
			key = "…"
		}
		line += " -H " + quote(r.API.KeyNames.Header+": "+key)
	}
	for _, h := range r.Operation.Request.Headers {
		if v, ok := sampleOf(h); ok && h.Required {
			line += " -H " + quote(h.Name+": "+v)
		}
	}
	if body, contentType, ok := sampleBody(r.Operation); ok {
		line += " -H " + quote("Content-Type: "+contentType) + " -d " + quote(body)
	}
	return line, true
}

// wantsOtherCredentials reports whether the definition says that callers may be
// refused, and not for want of a subscription key: what else they need is unknown.
func wantsOtherCredentials(r gateway.Route) bool {
	return !r.API.SubscriptionRequired && slices.ContainsFunc(r.Operation.Responses, func(resp *catalog.Response) bool { return resp.Status == 401 })
}

// madeUpKey returns a key that opens the API and may be printed.
func madeUpKey(s *catalog.Service, a *catalog.API) (string, bool) {
	for _, sub := range s.AllSubscriptions() {
		if sub.KeysMadeUp && sub.State == catalog.Active && sub.Covers(a) {
			return sub.PrimaryKey, true
		}
	}
	return "", false
}

// quote quotes a word for a POSIX shell where that is needed.
func quote(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=@%+,", r))
	}) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
