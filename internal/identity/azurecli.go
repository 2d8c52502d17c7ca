package identity

import (
	"context"
	"errors"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// azureCLI asks the logged-in Azure CLI (section 2.8): a developer's own
// account, whatever the client id. The library refuses resources whose
// characters could mean something to the shell.
func (s *surroundings) azureCLI(settings SourceSettings) fetchFunc {
	return func(ctx context.Context, resource string) (grant, error) {
		cred, err := azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{
			TenantID: settings.TenantID, Subscription: settings.Subscription,
		})
		if err != nil {
			return grant{}, &Error{Reason: NotConfigured, Source: SourceAzureCLI, Detail: libraryText(err), Err: opaque{err.Error()}}
		}
		token, err := cred.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{resource + "/.default"}})
		if err != nil {
			if ctx.Err() != nil {
				return grant{}, networkError(ctx, ctx.Err())
			}
			reason := Unreachable
			if failed := (*azidentity.AuthenticationFailedError)(nil); errors.As(err, &failed) {
				reason = Refused // the CLI ran and said why there is no token
			}
			return grant{}, &Error{Reason: reason, Detail: libraryText(err), Err: opaque{err.Error()}, settled: true}
		}
		return grant{token: token.Token, expiresOn: token.ExpiresOn}, nil
	}
}
