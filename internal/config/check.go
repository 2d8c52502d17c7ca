package config

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Check looks at the settings as a whole, after command-line flags have changed
// them: addresses, files that must be there, what may not be served to others.
// Findings about values that came from flags have no place in a file.
func (s *Settings) Check(l *diag.List) {
	c := checker{settings: s, list: l}
	c.listeners()
	c.localAzure()
	c.hosts()
	c.state()
	c.identity()
	if u := s.Service.GatewayURL; u != "" {
		if parsed, err := url.Parse(u); err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
			c.errorf(s.origin("service.gatewayUrl"), diag.InvalidValue, "the gateway URL must be absolute, such as https://api.example.com, not %q", u)
		}
	}
	if o := s.origin("configuration"); o.Source != nil {
		c.there(o, "the configuration", s.Configuration)
	}
	if s.Overrides != "" {
		c.regular(s.origin("overrides"), "the override file", s.Overrides)
	}
	if s.Parameters != "" {
		c.regular(s.origin("parameters"), "the parameters file", s.Parameters)
	}
}

type checker struct {
	settings *Settings
	list     *diag.List
}

func (c *checker) errorf(o catalog.Origin, code diag.Code, format string, args ...any) {
	c.list.Errorf(code, o.Source, o.Span, format, args...)
}

// file reports a file that cannot be read, and returns its content otherwise.
func (c *checker) file(o catalog.Origin, what, name string) []byte {
	data, err := files.Bytes(name, maxSecretFile)
	if err == nil {
		return data
	}
	c.unreadable(o, what, name, err)
	return nil
}

// there reports a file or folder that is not there.
func (c *checker) there(o catalog.Origin, what, name string) {
	if _, err := os.Stat(name); err != nil {
		c.unreadable(o, what, name, err)
	}
}

// regular reports what is not there or is a folder. The file is not read: it may be
// a pipe, which is read once.
func (c *checker) regular(o catalog.Origin, what, name string) {
	if info, err := os.Stat(name); err != nil {
		c.unreadable(o, what, name, err)
	} else if info.IsDir() {
		c.unreadable(o, what, name, errors.New("it is a folder"))
	}
}

func (c *checker) unreadable(o catalog.Origin, what, name string, err error) {
	code := diag.UnreadableFile
	if errors.Is(err, fs.ErrNotExist) {
		code = diag.MissingFile
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err // the message names the path
	}
	c.errorf(o, code, "%s %s cannot be read: %v", what, name, err)
}

// address checks host:port.
func (c *checker) address(o catalog.Origin, what, address string) bool {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		c.errorf(o, diag.InvalidValue, "%s must be an address with a port, such as 127.0.0.1:8080, not %q", what, address)
		return false
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		c.errorf(o, diag.InvalidValue, "%q is no port; %s needs one between 0 and 65535", port, what)
		return false
	}
	return true
}

// IsLoopback reports whether only this machine can reach an address: its host
// is localhost or a loopback IP address.
func IsLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

func (c *checker) listeners() {
	listen := c.settings.Listen
	taken := map[string]bool{}
	for _, l := range listen.Gateway {
		c.listener(l, "the gateway's listener", taken)
	}
	admin := listen.Admin
	if admin.Address == "" {
		return
	}
	c.listener(admin, "the admin listener", taken)
	if !IsLoopback(admin.Address) && listen.Token == "" {
		c.errorf(admin.Origin, diag.InvalidValue,
			"the admin listener at %s can be reached by others and needs a token: admin: {address: %s, token: \"${ADMIN_TOKEN}\"}", admin.Address, admin.Address)
	}
}

func (c *checker) listener(l Listener, what string, taken map[string]bool) {
	if !c.address(l.Origin, what, l.Address) {
		return
	}
	if _, port, _ := net.SplitHostPort(l.Address); port != "0" {
		if taken[l.Address] {
			c.errorf(l.Origin, diag.InvalidValue, "the address %s is given twice", l.Address)
		}
		taken[l.Address] = true
	}
	if !l.TLS() {
		return
	}
	cert := c.file(l.Origin, "the certificate", l.Certificate)
	key := c.file(l.Origin, "the key", l.Key)
	if cert == nil || key == nil {
		return
	}
	if _, err := tls.X509KeyPair(cert, key); err != nil {
		c.errorf(l.Origin, diag.InvalidValue, "certificate and key cannot be used: %v", err)
	}
}

// localAzure refuses to serve the stand-ins to others (design.md section 5).
func (c *checker) localAzure() {
	a := c.settings.LocalAzure
	if !a.Enabled {
		return
	}
	for _, address := range []string{a.Identity, a.HTTPS} {
		if c.address(a.Origin, "the local Azure stand-in", address) && !IsLoopback(address) {
			c.errorf(a.Origin, diag.InvalidValue, "the local Azure stand-in is for this machine alone; %s is not a loopback address", address)
		}
	}
	if a.Seed != "" {
		c.file(a.Origin, "the seed file", a.Seed)
	}
}

func (c *checker) hosts() {
	seen := map[string]bool{}
	for _, h := range c.settings.Hosts {
		name := strings.TrimPrefix(h.Pattern, "*.")
		if name == "" || strings.ContainsAny(name, "*/: ") {
			c.errorf(h.Origin, diag.InvalidValue, "%q is no host name; a name or *. and a domain is needed, without port", h.Pattern)
		}
		if seen[strings.ToLower(h.Pattern)] {
			c.errorf(h.Origin, diag.InvalidValue, "the host %s is given twice", h.Pattern)
		}
		seen[strings.ToLower(h.Pattern)] = true
		if h.Address != "" {
			c.address(h.Origin, "the address of "+h.Pattern, h.Address)
		}
		if h.CA == "" {
			continue
		}
		if data := c.file(h.Origin, "the certificate file", h.CA); data != nil && !x509.NewCertPool().AppendCertsFromPEM(data) {
			c.errorf(h.Origin, diag.InvalidValue, "%s holds no certificate in PEM form", h.CA)
		}
	}
}

func (c *checker) identity() {
	id := c.settings.Identity
	c.credential(id.SystemAssigned, true)
	seen := map[string]bool{}
	for _, u := range id.UserAssigned {
		if seen[strings.ToLower(u.ClientID)] {
			c.errorf(u.Origin, diag.InvalidValue, "the identity %s is given twice", u.ClientID)
		}
		seen[strings.ToLower(u.ClientID)] = true
		c.credential(u.Credential, false)
	}
}

func (c *checker) credential(cred Credential, system bool) {
	if cred.Source == SourceLocal && !c.settings.LocalAzure.Enabled {
		c.errorf(cred.Origin, diag.InvalidValue, "the identity source `local` needs `localAzure: true`")
	}
	// Service Fabric and Cloud Shell have no user-assigned identities to choose
	// from (managed-identity.md section 1).
	if !system && (cred.Source == SourceServiceFabric || cred.Source == SourceCloudShell) {
		c.errorf(cred.Origin, diag.InvalidValue, "the identity source `%s` has no user-assigned identities", cred.Source)
	}
	if cred.AuthorityHost != "" {
		if u, err := url.Parse(cred.AuthorityHost); err != nil || u.Scheme != "https" || u.Host == "" {
			c.errorf(cred.Origin, diag.InvalidValue, "`authorityHost` must be an https URL, not %q", cred.AuthorityHost)
		}
	}
	if cred.Certificate != "" {
		c.file(cred.Origin, "the certificate", cred.Certificate)
	}
}
