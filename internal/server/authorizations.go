package server

import (
	"github.com/gatehouse-project/gatehouse/internal/authorization"
	"github.com/gatehouse-project/gatehouse/internal/config"
)

// Connections are the connections of the credential manager that the settings
// name.
func Connections(settings *config.Settings) map[string]authorization.Connection {
	out := map[string]authorization.Connection{}
	for _, a := range settings.Authorizations {
		out[a.Name] = authorization.Connection{
			AccessToken: a.AccessToken.Reveal(), TokenURL: a.TokenURL, ClientID: a.ClientID, ClientSecret: a.ClientSecret.Reveal(),
			RefreshToken: a.RefreshToken.Reveal(), Scope: a.Scope,
		}
	}
	return out
}
