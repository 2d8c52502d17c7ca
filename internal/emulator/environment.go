package emulator

import (
	"crypto/sha1" //nolint:gosec // Service Fabric's clients pin by SHA-1
	"encoding/hex"
	"fmt"
	"net"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/imds"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// Variable is an environment variable that points a program at the local Azure.
type Variable struct {
	Name, Value string
	// Comment says what it is for.
	Comment string
	// Optional variables change more than most programs want; they are shown
	// but not exported.
	Optional bool
}

// Environment returns the variables that point Azure's SDKs at this server
// (reference managed-identity section 6 says which honours which).
func (s *Server) Environment() []Variable {
	vars := []Variable{
		{Name: "IDENTITY_ENDPOINT", Value: s.IdentityEndpoint(), Comment: "managed identity, App Service protocol: every SDK"},
		{Name: "IDENTITY_HEADER", Value: s.secret},
		{Name: "AZURE_POD_IDENTITY_AUTHORITY_HOST", Value: "http://" + s.IdentityAddress(), Comment: "managed identity, IMDS protocol: JavaScript, Python, Java, .NET (not Go)"},
		{Name: "AZURE_TENANT_ID", Value: s.opts.Seed.Tenant.ID},
		{Name: "AZURE_AUTHORITY_HOST", Value: "https://" + s.HTTPSAddress() + "/", Comment: "Entra ID; needs instance discovery turned off in code"},
		{Name: "AZURE_SUBSCRIPTION_ID", Value: s.opts.Seed.Subscriptions[0].ID},
		{Name: "SSL_CERT_FILE", Value: s.CAPath(), Comment: "trust the local authority: Go, OpenSSL"},
		{Name: "NODE_EXTRA_CA_CERTS", Value: s.CAPath(), Comment: "the same for Node"},
		{Name: "REQUESTS_CA_BUNDLE", Value: s.CAPath(), Comment: "the same for Python; replaces the public authorities", Optional: true},
		{Name: "HTTPS_PROXY", Value: "http://" + s.IdentityAddress(), Comment: "sends every https call of the shell here, under Azure's own host names; other hosts are refused", Optional: true},
	}
	for _, source := range []string{"workload", "clientSecret"} {
		more, err := s.EnvironmentFor(source)
		if err != nil {
			continue // the seed has no such identity
		}
		for _, v := range more {
			if v.Name != "AZURE_TENANT_ID" && v.Name != "AZURE_AUTHORITY_HOST" {
				v.Optional = true
				v.Comment = source
				vars = append(vars, v)
			}
		}
	}
	return vars
}

// ExportLines renders variables for a POSIX shell. Optional ones are commented
// out.
func ExportLines(vars []Variable) []string {
	out := make([]string, len(vars))
	for i, v := range vars {
		line := "export " + v.Name + "='" + strings.ReplaceAll(v.Value, "'", `'\''`) + "'"
		if v.Comment != "" {
			line += "  # " + v.Comment
		}
		if v.Optional {
			line = "# " + line
		}
		out[i] = line
	}
	return out
}

// EnvironmentFor returns the variables by which a platform announces its way of
// handing out tokens: appService, imds (none), arc, serviceFabric, azureML,
// cloudShell, workload, clientSecret. The error says that there is no such
// source, or that the seed has no identity for it.
func (s *Server) EnvironmentFor(source string) ([]Variable, error) {
	plain, secure := "http://"+s.IdentityAddress(), "https://"+s.HTTPSAddress()
	entra := []Variable{{Name: "AZURE_TENANT_ID", Value: s.opts.Seed.Tenant.ID}, {Name: "AZURE_AUTHORITY_HOST", Value: secure + "/"}}
	switch source {
	case "appService":
		return []Variable{{Name: "IDENTITY_ENDPOINT", Value: s.IdentityEndpoint()}, {Name: "IDENTITY_HEADER", Value: s.secret}}, nil
	case "imds":
		return nil, nil
	case "arc":
		return []Variable{{Name: "IDENTITY_ENDPOINT", Value: plain + imds.ArcPath}, {Name: "IMDS_ENDPOINT", Value: plain}}, nil
	case "serviceFabric":
		thumbprint, err := s.thumbprint()
		if err != nil {
			return nil, err
		}
		return []Variable{{Name: "IDENTITY_ENDPOINT", Value: secure + imds.ServiceFabricPath}, {Name: "IDENTITY_HEADER", Value: s.secret}, {Name: "IDENTITY_SERVER_THUMBPRINT", Value: thumbprint}}, nil
	case "azureML":
		return []Variable{{Name: "MSI_ENDPOINT", Value: plain + imds.AzureMLPath}, {Name: "MSI_SECRET", Value: s.secret}}, nil
	case "cloudShell":
		return []Variable{{Name: "MSI_ENDPOINT", Value: plain + imds.CloudShellPath}}, nil
	case "workload":
		for _, p := range s.opts.Seed.Principals() {
			for _, f := range p.Federated {
				if f.Issuer == seed.LocalIssuer {
					return append(entra, Variable{Name: "AZURE_CLIENT_ID", Value: p.ClientID}, Variable{Name: "AZURE_FEDERATED_TOKEN_FILE", Value: s.tokenFile}), nil
				}
			}
		}
		return nil, fmt.Errorf("the seed has no identity that is federated with %s", seed.LocalIssuer)
	case "clientSecret":
		for _, p := range s.opts.Seed.Principals() {
			if len(p.Secrets) > 0 {
				return append(entra, Variable{Name: "AZURE_CLIENT_ID", Value: p.ClientID}, Variable{Name: "AZURE_CLIENT_SECRET", Value: p.Secrets[0]}), nil
			}
		}
		return nil, fmt.Errorf("the seed has no application with a secret")
	}
	return nil, fmt.Errorf("there is no identity source %q", source)
}

// thumbprint is the SHA-1 of the certificate that clients see at the listener's
// own address.
func (s *Server) thumbprint() (string, error) {
	host, _, err := net.SplitHostPort(s.HTTPSAddress())
	if err != nil {
		return "", fmt.Errorf("reading the listener's address: %w", err)
	}
	cert, err := s.authority.ServerCertificate(host)
	if err != nil {
		return "", err
	}
	h := sha1.Sum(cert.Leaf.Raw) //nolint:gosec // a name, not a protection
	return strings.ToUpper(hex.EncodeToString(h[:])), nil
}
