package build

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// readSecrets reads the named values and the certificates that Key Vaults have and
// that have no value yet, all at once.
func (s *scope) readSecrets() {
	var refs []catalog.KeyVaultReference
	var take []func(catalog.KeyVaultSecret)
	for _, nv := range s.out.NamedValues {
		if nv.KeyVault != nil && !nv.HasValue {
			nv.Unread = s.supply.Secrets == nil
			refs = append(refs, *nv.KeyVault)
			take = append(take, func(secret catalog.KeyVaultSecret) { takeValue(nv, secret) })
		}
	}
	for _, c := range s.out.Certificates {
		if c.KeyVault != nil && c.Key == nil {
			c.Missing = "it is the secret " + c.KeyVault.SecretID
			refs = append(refs, *c.KeyVault)
			take = append(take, func(secret catalog.KeyVaultSecret) { s.takeCertificate(c, secret) })
		}
	}
	if len(refs) == 0 || s.supply.Secrets == nil {
		return
	}
	for i, secret := range s.supply.Secrets(refs) {
		take[i](secret)
	}
}

func takeValue(nv *catalog.NamedValue, secret catalog.KeyVaultSecret) {
	err := secret.Err
	if n := len([]rune(secret.Value)); err == nil && n > maxNamedValue {
		err = fmt.Errorf("the secret has %d characters; a named value has 1 to %d", n, maxNamedValue)
	}
	if err != nil {
		nv.Missing = fmt.Sprintf("the secret %s cannot be read: %v", nv.KeyVault.SecretID, err)
		return
	}
	nv.Value, nv.HasValue, nv.Missing, nv.Secret = secret.Value, true, "", true
}

// takeCertificate makes the certificate of the secret that a Key Vault keeps for each
// of its certificates: the PFX file in base64, or PEM, with the private key and without
// a password.
func (s *scope) takeCertificate(c *catalog.Certificate, secret catalog.KeyVaultSecret) {
	err := secret.Err
	if err == nil {
		var made *catalog.Certificate
		if made, err = catalog.ParseCertificateText(c.Name, secret.Value, ""); err == nil {
			c.Become(made)
			return
		}
	}
	c.Missing = fmt.Sprintf("the secret %s cannot be read: %v", c.KeyVault.SecretID, err)
	s.warnAt(c.Origin, diag.UnresolvedCertificate, "the certificate %q has no value here: %s", c.Name, c.Missing)
}

func keyVault(props *node.Reader) *catalog.KeyVaultReference {
	kv := props.Object("keyVault")
	id := kv.String("secretIdentifier")
	if id == "" {
		return nil
	}
	return &catalog.KeyVaultReference{SecretID: id, IdentityClientID: kv.String("identityClientId")}
}
