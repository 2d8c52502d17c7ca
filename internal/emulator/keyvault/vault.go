package keyvault

import (
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

const (
	// maxSecrets bounds a vault, maxVersions a secret.
	maxSecrets  = 5_000
	maxVersions = 500
	// maxValue is the longest value in characters (the documented 25 k).
	maxValue = 25_600
	// retention is how long a deleted secret can be recovered.
	retention = 90 * 24 * time.Hour
)

// vault is one vault; its lock guards everything in it.
type vault struct {
	mu           sync.Mutex
	secrets      map[string]*secret
	deleted      map[string]*secret
	certificates map[string]*certificate
}

// secret is a name with its versions, newest last.
type secret struct {
	name      string
	versions  []*version
	deletedAt time.Time
}

type version struct {
	id          string // 32 hexadecimal digits
	value       string
	contentType string
	tags        map[string]string
	enabled     bool
	notBefore   int64 // Unix seconds; 0: none
	expires     int64
	created     int64
	updated     int64
	// kid marks the secret of a certificate.
	kid string
}

func newVault(s seed.Vault, now time.Time) *vault {
	v := &vault{secrets: map[string]*secret{}, deleted: map[string]*secret{}, certificates: map[string]*certificate{}}
	for name, c := range s.Certificates {
		v.certificates[name] = &certificate{name: name, seed: c}
	}
	for name, in := range s.Secrets {
		v.secrets[name] = &secret{name: name, versions: []*version{{
			id: exchange.NewHex(16), value: in.Value, contentType: in.ContentType, tags: in.Tags, enabled: !in.Disabled, created: now.Unix(), updated: now.Unix(),
		}}}
	}
	return v
}

func (s *secret) latest() *version { return s.versions[len(s.versions)-1] }

func (s *secret) find(id string) *version {
	for _, v := range s.versions {
		if v.id == id {
			return v
		}
	}
	return nil
}

// attributes renders the attributes of a version.
func (v *version) attributes() map[string]any {
	m := map[string]any{"enabled": v.enabled, "created": v.created, "updated": v.updated, "recoveryLevel": "Recoverable+Purgeable", "recoverableDays": 90}
	if v.notBefore != 0 {
		m["nbf"] = v.notBefore
	}
	if v.expires != 0 {
		m["exp"] = v.expires
	}
	return m
}

// item renders a version as lists show it: without its value.
func (v *version) item(id string) map[string]any {
	m := map[string]any{"id": id, "attributes": v.attributes(), "tags": map[string]string{}}
	if len(v.tags) > 0 {
		m["tags"] = v.tags
	}
	if v.contentType != "" {
		m["contentType"] = v.contentType
	}
	if v.kid != "" {
		m["kid"] = v.kid
		m["managed"] = true
	}
	return m
}
