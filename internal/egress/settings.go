package egress

import (
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Defaults of Settings.
const (
	DefaultDialTimeout = 10 * time.Second
	DefaultTLSTimeout  = 10 * time.Second
)

// Settings is what all connections have in common.
type Settings struct {
	// Hosts says where hosts really are, by pattern: a name, "*.name" for all
	// names below it at any depth, or "*" for every host; each with ":port" to
	// mean that port only. An exact name goes before a pattern, a longer pattern
	// before a shorter one, a port before none. Case does not matter.
	Hosts map[string]Host
	// CAs are certificates (PEM) of authorities to trust everywhere, besides the
	// system's.
	CAs [][]byte
	// DialTimeout bounds name lookup and TCP connect; 0 means 10 s.
	DialTimeout time.Duration
	// TLSTimeout bounds a TLS handshake; 0 means 10 s.
	TLSTimeout time.Duration
	// Proxy chooses the proxy of a request; nil means the environment's
	// (HTTP_PROXY, HTTPS_PROXY, NO_PROXY). It is not asked for hosts in Hosts, for
	// loopback names and addresses and for link-local addresses: a metadata
	// service must never be asked through a proxy.
	Proxy func(*http.Request) (*url.URL, error)
}

// Host is where a host really is.
type Host struct {
	// Address is "host:port", or a host alone to keep the port asked for. Empty is
	// where the name leads: then CA is all that the rule says.
	Address string
	// CA is the certificate (PEM) of the authority to trust there, instead of
	// all others; empty means those trusted everywhere.
	CA []byte
}

// SettingError is one mistake in Settings.
type SettingError struct {
	// Path leads to the key, for instance ["hosts", "*.example.com", "address"].
	Path []string
	// Message says what is wrong, in lower case.
	Message string
}

// Error names the key and the mistake.
func (e *SettingError) Error() string { return strings.Join(e.Path, ".") + ": " + e.Message }

// rule is a pattern of Hosts, compiled.
type rule struct {
	name   string // lower case; for a wildcard ".name", or "" for every host
	wild   bool
	port   string // empty for any
	target Host
	roots  *x509.CertPool // nil for the usual ones
}

// compileRules checks and orders the patterns, best match first.
func compileRules(hosts map[string]Host) ([]rule, []error) {
	var rules []rule
	var mistakes []error
	for pattern, target := range hosts {
		mistake := func(key, format string, args ...any) {
			path := []string{"hosts", pattern}
			if key != "" {
				path = append(path, key)
			}
			mistakes = append(mistakes, &SettingError{Path: path, Message: fmt.Sprintf(format, args...)})
		}
		r := rule{target: target}
		var ok bool
		if r.name, r.port, ok = splitHost(pattern); !ok {
			mistake("", "a pattern is a host name, *.name or *, with :port if need be")
			continue
		}
		every := r.name == "*"
		r.name, r.wild = strings.CutPrefix(r.name, "*")
		r.name = normalHost(r.name)
		below := strings.TrimPrefix(r.name, ".")
		if strings.ContainsAny(r.name, "*/ ") || (below == "") != every || (r.wild && !every) != (below != r.name) {
			mistake("", "a pattern is a host name, *.name or *, with :port if need be")
			continue
		}
		if host, _, ok := splitHost(target.Address); target.Address == "" && len(target.CA) > 0 {
			// The host stays where it is.
		} else if !ok || host == "" || strings.ContainsAny(host, "*/ ") {
			mistake("address", "must be host or host:port")
		}
		if len(target.CA) > 0 {
			r.roots = x509.NewCertPool()
			if !r.roots.AppendCertsFromPEM(target.CA) {
				mistake("ca", "holds no certificate in PEM form")
			}
		}
		rules = append(rules, r)
	}
	sort.Slice(rules, func(i, j int) bool {
		a, b := rules[i], rules[j]
		switch {
		case a.wild != b.wild:
			return !a.wild
		case len(a.name) != len(b.name):
			return len(a.name) > len(b.name)
		case (a.port == "") != (b.port == ""):
			return a.port != ""
		}
		return a.name+a.port < b.name+b.port
	})
	return rules, mistakes
}

func (r *rule) matches(host, port string) bool {
	if r.port != "" && r.port != port {
		return false
	}
	if r.wild {
		return strings.HasSuffix(host, r.name) && len(host) > len(r.name)
	}
	return host == r.name
}

// splitHost splits "host", "host:port", "[v6]" and "[v6]:port".
func splitHost(text string) (host, port string, ok bool) {
	if host, port, err := net.SplitHostPort(text); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		return host, port, err == nil && n > 0
	}
	if bare, found := strings.CutPrefix(text, "["); found {
		bare, found = strings.CutSuffix(bare, "]")
		return bare, "", found && bare != ""
	}
	if strings.Contains(text, ":") && net.ParseIP(text) == nil {
		return "", "", false
	}
	return text, "", text != ""
}

// normalHost brings a host name into the form patterns are compared in.
func normalHost(host string) string {
	return strings.TrimSuffix(strings.ToLower(host), ".")
}
