package server

import (
	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/identity"
)

// identities makes the manager of the identities that the settings name. With
// local Azure, the user-assigned identities of its seed are there as well, as an
// administrator would have attached them.
func (s *Server) identities(settings *config.Settings) (*identity.Manager, error) {
	in := settings.Identity
	out := identity.Settings{
		SystemAssigned: credential(in.SystemAssigned),
		UserAssigned:   map[string]identity.SourceSettings{},
	}
	opts := identity.Options{
		Transport: s.transport(), DialContext: s.egress.DialContext, Logger: s.log,
	}
	if s.azure != nil {
		opts.Local = &identity.Endpoint{URL: s.azure.IdentityEndpoint(), Header: s.azure.IdentityHeader()}
		for _, u := range s.azure.Seed().Identities.UserAssigned {
			out.UserAssigned[u.ClientID] = identity.SourceSettings{Source: identity.SourceLocal}
		}
	}
	for _, u := range in.UserAssigned {
		out.UserAssigned[u.ClientID] = credential(u.Credential)
	}
	return identity.New(out, opts)
}

// credential translates the settings of one identity.
func credential(c config.Credential) identity.SourceSettings {
	return identity.SourceSettings{
		Source: string(c.Source), ClientID: c.ClientID, TenantID: c.TenantID, TokenFile: c.TokenFile,
		ClientSecret: c.ClientSecret.Reveal(), Certificate: c.Certificate, CertificatePassword: c.Password.Reveal(),
		SendCertificateChain: c.SendCertificateChain, AuthorityHost: c.AuthorityHost,
	}
}
