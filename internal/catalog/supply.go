package catalog

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Supply is what artefacts do not hold and the settings of a run add: values of
// named values, subscription keys, certificates. The loaders apply it before
// references are resolved.
type Supply struct {
	// NamedValues by display name. One that the artefacts do not have is added.
	NamedValues []SuppliedValue
	// Subscriptions by resource name, which must exist; "master" always does.
	Subscriptions []SuppliedKeys
	// Certificates by resource name. One that the artefacts do not have is added.
	Certificates []*Certificate
	// AccessPolicies are added to those of the artefacts.
	AccessPolicies []AccessPolicy
	// Secrets reads secrets of Key Vaults, in the order of the references, for named
	// values and certificates without a value; nil leaves them without.
	Secrets func(refs []KeyVaultReference) []KeyVaultSecret
	// KeySeed makes derived subscription keys stable and hard to guess; see
	// DeriveKey.
	KeySeed []byte
}

// KeyVaultSecret is a secret that was read.
type KeyVaultSecret struct {
	Value string
	// Err says why there is no value.
	Err error
}

// SuppliedValue is the value of one named value.
type SuppliedValue struct {
	DisplayName, Value string
	// Secret says that the value must not be shown, even if the artefacts say
	// otherwise.
	Secret bool
	Origin Origin
}

// SuppliedKeys are the keys of one subscription; empty ones are derived.
type SuppliedKeys struct {
	Name                     string
	PrimaryKey, SecondaryKey string
	// AllowTracing overrides what the artefacts say, unless nil.
	AllowTracing *bool
	Origin       Origin
}

// DeriveKey returns the key that a subscription gets when none is given: 32
// hexadecimal digits, as the service's own keys. It depends on the seed, the
// path of the subscription ("partner", "workspaces/w/partner") and which key it
// is ("primary", "secondary"), so it is the same at every start.
func DeriveKey(seed []byte, path, which string) string {
	mac := hmac.New(sha256.New, seed)
	mac.Write([]byte("gatehouse subscription key\x00" + which + "\x00" + strings.ToLower(path)))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
