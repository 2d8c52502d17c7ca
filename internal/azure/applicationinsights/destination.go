package applicationinsights

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Destination is a resource of Application Insights and how to be let in. It is
// immutable.
type Destination struct {
	// track is where items are posted; key tells the resource they belong to, a secret.
	track message.URL
	key   string
	// identity says that a token is used, clientID whose; empty for the
	// system-assigned one.
	identity bool
	clientID string
}

// ErrNoKey is the error of credentials that hold no key, as exports do.
var ErrNoKey = errors.New("it has neither connectionString nor instrumentationKey")

const (
	// globalEndpoint takes what names no endpoint.
	globalEndpoint = "https://dc.services.visualstudio.com/"
	trackPath      = "v2.1/track"
	// systemAssigned is how a logger names the system-assigned identity.
	systemAssigned = "SystemAssigned"
	// Resource is what tokens for Application Insights are for.
	Resource = "https://monitor.azure.com"
)

// NewDestination reads the credentials of a logger: connectionString or
// instrumentationKey, and identityClientId. Errors hold no secrets; for credentials
// without a value the error is ErrNoKey.
func NewDestination(credentials map[string]string) (*Destination, error) {
	d := &Destination{key: credentials["instrumentationKey"]}
	endpoint := globalEndpoint
	if text := credentials["connectionString"]; text != "" && !unknown(text) {
		var err error
		if d.key, endpoint, err = parseConnection(text); err != nil {
			return nil, fmt.Errorf("the connectionString cannot be used: %w", err)
		}
	} else if d.key == "" || unknown(d.key) {
		return nil, ErrNoKey
	}
	if !plainKey(d.key) {
		return nil, errors.New("the instrumentation key holds characters that no key has")
	}
	u, ok := message.ParseURL(strings.TrimSuffix(endpoint, "/") + "/" + trackPath)
	if !ok || u.HasQuery {
		return nil, errors.New("the ingestion endpoint is no URL")
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Host)) {
		return nil, errors.New("the ingestion endpoint must be https: the key goes there")
	}
	d.track = u
	if id := credentials["identityClientId"]; id != "" {
		d.identity = true
		if !strings.EqualFold(id, systemAssigned) {
			d.clientID = id
		}
	}
	return d, nil
}

// Host returns where items go, for people.
func (d *Destination) Host() string { return d.track.HostPort() }

// identifier tells destinations apart by all that matters for sending.
func (d *Destination) identifier() string {
	return strings.Join([]string{d.track.String(), d.key, d.clientID, fmt.Sprint(d.identity)}, "\x00")
}

// parseConnection reads a connection string: name=value pairs with semicolons
// between, names in any case.
func parseConnection(text string) (key, endpoint string, err error) {
	suffix := ""
	for pair := range strings.SplitSeq(text, ";") {
		name, value, found := strings.Cut(pair, "=")
		value = strings.TrimSpace(value)
		switch name = strings.ToLower(strings.TrimSpace(name)); {
		case name == "" && !found:
		case !found:
			return "", "", errors.New("a part of it has no =")
		case name == "instrumentationkey":
			key = value
		case name == "ingestionendpoint":
			endpoint = value
		case name == "endpointsuffix":
			suffix = value
		case name == "authorization" && !strings.EqualFold(value, "ikey"):
			return "", "", errors.New("its Authorization is not ikey")
		}
	}
	switch {
	case key == "":
		return "", "", errors.New("it has no InstrumentationKey")
	case endpoint != "":
	case suffix != "":
		endpoint = "https://dc." + suffix
	default:
		endpoint = globalEndpoint
	}
	return key, endpoint, nil
}

// unknown reports whether a credential is a reference to a named value whose value
// is not known.
func unknown(text string) bool { return strings.Contains(text, "{{") }

func plainKey(key string) bool {
	for i := range len(key) {
		if c := key[i]; c <= ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return key != "" && len(key) <= 128
}

func loopback(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1" || host == "[::1]"
}
