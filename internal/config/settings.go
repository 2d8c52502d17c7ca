package config

import (
	"path/filepath"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
)

// Settings are everything gatehouse.yaml can say, with defaults filled in.
type Settings struct {
	// File is the file that was read, empty when there was none. Dir is the
	// folder that relative paths in it start from; paths in Settings are already
	// joined to it.
	File, Dir string

	Listen  Listen
	Service Service
	// Configuration is the path of what is served.
	Configuration string
	// Overrides is the path of an APIOps override file, empty for none.
	Overrides string
	// Parameters is the path of the parameters file of an ARM template, empty for
	// the one that stands beside the template.
	Parameters    string
	NamedValues   []NamedValue
	Subscriptions []Subscription
	Certificates  []Certificate
	// Authorizations are the connections of the credential manager.
	Authorizations []Authorization
	// ClientAuthorities is the path of a PEM file with the authorities that are
	// trusted for the certificates of clients, besides the system's; empty for none.
	ClientAuthorities string
	Identity          Identity
	Hosts             []Host
	LocalAzure        LocalAzure
	State             State
	KeyVault          KeyVault
	Logs              Logs
	Limits            Limits
	// Compatibility are the switches that are on; see CompatibilityNames.
	Compatibility map[string]bool

	origins map[string]catalog.Origin
}

// Logs says where logs go besides that of the program itself.
type Logs struct {
	// Gateway is where requests are logged: stdout, stderr or the path of a file, empty
	// for nowhere.
	Gateway string
}

// Listen are the addresses that are served.
type Listen struct {
	// Gateway serves the APIs; there is at least one.
	Gateway []Listener
	// Admin serves health, metrics, console and management; an empty address
	// turns it off. Token is needed on an address that is not loopback.
	Admin Listener
	Token Secret
}

// Listener is one address, with TLS when it has a certificate.
type Listener struct {
	// Address is host:port; an empty host means all interfaces.
	Address string
	// Certificate and Key are paths of PEM files, both empty without TLS.
	Certificate, Key string
	// ClientCertificate says whether clients are asked for a certificate.
	ClientCertificate ClientCertificate
	// BehindTLS says that something in front ends TLS: callers use https.
	BehindTLS bool
	Origin    catalog.Origin
}

// TLS reports whether the listener speaks TLS.
func (l Listener) TLS() bool { return l.Certificate != "" || l.Key != "" }

// ClientCertificate says whether clients of a TLS listener are asked for a
// certificate. It is passed to policies; the handshake does not verify it.
type ClientCertificate string

// What clients are asked for.
const (
	NoClientCertificate      ClientCertificate = "none"
	RequestClientCertificate ClientCertificate = "request"
	RequireClientCertificate ClientCertificate = "require"
)

// Service is what context.Deployment says.
type Service struct {
	Name, Region string
	// GatewayURL is the public URL of the gateway, empty to use the address.
	GatewayURL string
}

// NamedValue is the value of a named value, by display name.
type NamedValue struct {
	Name  string
	Value Secret
	// IsSecret says that the value came from the environment or a file.
	IsSecret bool
	Origin   catalog.Origin
}

// Subscription are the keys of a subscription, by resource name.
type Subscription struct {
	Name                     string
	PrimaryKey, SecondaryKey Secret
	// AllowTracing is nil when the file does not say.
	AllowTracing *bool
	Origin       catalog.Origin
}

// Authorization is a connection of the credential manager: an access token, or how
// one is got.
type Authorization struct {
	// Name is provider/authorization.
	Name                                    string
	AccessToken, ClientSecret, RefreshToken Secret
	TokenURL, ClientID, Scope               string
	// AccessPolicies say whose tokens may use it, besides this gateway itself.
	AccessPolicies []catalog.AccessPolicy
}

// Certificate is a certificate with its private key, by resource name.
type Certificate struct {
	Name string
	// PFX is the path of a PFX (PKCS #12) or PEM file.
	PFX      string
	Password Secret
	Origin   catalog.Origin
}

// Host says where a host really is, for every call this process makes.
type Host struct {
	// Pattern is a host name, or *. and a domain for every host below it.
	Pattern string
	// Address is host:port of where connections go.
	Address string
	// CA is the path of the PEM file with the certificates to trust there, empty
	// for the system's.
	CA     string
	Origin catalog.Origin
}

// LocalAzure is the local stand-in for Azure.
type LocalAzure struct {
	Enabled bool
	// Identity and HTTPS are loopback addresses.
	Identity, HTTPS string
	// Seed is the path of a seed file, empty for the built-in seed.
	Seed   string
	Origin catalog.Origin
}

// KeyVault says how secrets of Key Vaults are read.
type KeyVault struct {
	// Refresh is how old a secret without a version becomes before it is read again.
	Refresh time.Duration
	// Timeout is how long a start or a reload may wait for secrets.
	Timeout time.Duration
}

// Limits bound what requests may use.
type Limits struct {
	// BodyBuffer is the most bytes of a body that are kept in memory.
	BodyBuffer int64
	Expression ExpressionLimits
	WebSocket  WebSocketLimits
}

// WebSocketLimits bound the connections of WebSocket APIs.
type WebSocketLimits struct {
	// Connections is how many there may be.
	Connections int64
	// Idle is how long one may be silent in both directions.
	Idle time.Duration
}

// ExpressionLimits bound one evaluation of an expression.
type ExpressionLimits struct {
	Steps int64
	// Memory is in bytes.
	Memory int64
	Time   time.Duration
}

// Defaults of the addresses and limits (design.md sections 3 and 5).
const (
	DefaultGateway     = "127.0.0.1:8080"
	DefaultAdmin       = "127.0.0.1:8081"
	DefaultIdentity    = "127.0.0.1:4280"
	DefaultHTTPS       = "127.0.0.1:4281"
	DefaultBodyBuffer  = 8 << 20
	DefaultSteps       = 5_000_000
	DefaultMemory      = 64 << 20
	DefaultTime        = 10 * time.Second
	DefaultConnections = 5000
	DefaultIdle        = 4 * time.Minute
	DefaultServiceName = "gatehouse"
	DefaultRegion      = "local"
	DefaultState       = "memory:"
	// DefaultSecretRefresh is the service's (platform/named-values.md, rule 7).
	DefaultSecretRefresh = 4 * time.Hour
	DefaultSecretTimeout = 30 * time.Second
	defaultSystemSource  = SourceAuto
)

// Default returns the settings of a folder without gatehouse.yaml.
func Default(dir string) *Settings {
	return &Settings{
		Dir:           dir,
		Configuration: dir,
		Listen: Listen{
			Gateway: []Listener{{Address: DefaultGateway, ClientCertificate: NoClientCertificate}},
			Admin:   Listener{Address: DefaultAdmin, ClientCertificate: NoClientCertificate},
		},
		Service:    Service{Name: DefaultServiceName, Region: DefaultRegion},
		Identity:   Identity{SystemAssigned: Credential{Source: defaultSystemSource}},
		LocalAzure: LocalAzure{Identity: DefaultIdentity, HTTPS: DefaultHTTPS},
		State:      State{URL: DefaultState, Timeout: DefaultStateTimeout, ConnectTimeout: DefaultStateConnectTimeout},
		KeyVault:   KeyVault{Refresh: DefaultSecretRefresh, Timeout: DefaultSecretTimeout},
		Limits: Limits{
			BodyBuffer: DefaultBodyBuffer,
			Expression: ExpressionLimits{Steps: DefaultSteps, Memory: DefaultMemory, Time: DefaultTime},
			WebSocket:  WebSocketLimits{Connections: DefaultConnections, Idle: DefaultIdle},
		},
	}
}

// SetNamedValue gives a named value, replacing what the file says: the flag
// --set.
func (s *Settings) SetNamedValue(name, value string) {
	nv := NamedValue{Name: name, Value: Secret(value)}
	for i := range s.NamedValues {
		if strings.EqualFold(s.NamedValues[i].Name, name) {
			nv.IsSecret = s.NamedValues[i].IsSecret
			s.NamedValues[i] = nv
			return
		}
	}
	s.NamedValues = append(s.NamedValues, nv)
}

// path joins a path of the file to the folder of the file.
func (s *Settings) path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(s.Dir, p)
}

// origin returns where the file says something, the zero Origin when it does
// not.
func (s *Settings) origin(key string) catalog.Origin { return s.origins[key] }
