package identity

// Variables of the identity protocols. An empty value counts as unset.
const (
	envIdentityEndpoint    = "IDENTITY_ENDPOINT"
	envIdentityHeader      = "IDENTITY_HEADER"
	envThumbprint          = "IDENTITY_SERVER_THUMBPRINT"
	envIMDSEndpoint        = "IMDS_ENDPOINT"
	envMSIEndpoint         = "MSI_ENDPOINT"
	envMSISecret           = "MSI_SECRET"
	envMLClientID          = "DEFAULT_IDENTITY_CLIENT_ID"
	envPodIdentityHost     = "AZURE_POD_IDENTITY_AUTHORITY_HOST"
	envClientID            = "AZURE_CLIENT_ID"
	envTenantID            = "AZURE_TENANT_ID"
	envTokenFile           = "AZURE_FEDERATED_TOKEN_FILE"
	envAuthorityHost       = "AZURE_AUTHORITY_HOST"
	envClientSecret        = "AZURE_CLIENT_SECRET"
	envCertificatePath     = "AZURE_CLIENT_CERTIFICATE_PATH"
	envCertificatePassword = "AZURE_CLIENT_CERTIFICATE_PASSWORD"
	envSendChain           = "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"
)
