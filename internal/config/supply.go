package config

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Supply returns what the settings add to the artefacts. It reads the
// certificate files; what is wrong with them is reported. keySeed is from
// KeySeed.
func (s *Settings) Supply(keySeed []byte, l *diag.List) catalog.Supply {
	out := catalog.Supply{KeySeed: keySeed}
	for _, nv := range s.NamedValues {
		out.NamedValues = append(out.NamedValues, catalog.SuppliedValue{
			DisplayName: nv.Name, Value: nv.Value.Reveal(), Secret: nv.IsSecret, Origin: nv.Origin,
		})
	}
	for _, sub := range s.Subscriptions {
		out.Subscriptions = append(out.Subscriptions, catalog.SuppliedKeys{
			Name: sub.Name, PrimaryKey: sub.PrimaryKey.Reveal(), SecondaryKey: sub.SecondaryKey.Reveal(),
			AllowTracing: sub.AllowTracing, Origin: sub.Origin,
		})
	}
	for _, a := range s.Authorizations {
		out.AccessPolicies = append(out.AccessPolicies, a.AccessPolicies...)
	}
	for _, c := range s.Certificates {
		if cert := c.read(l); cert != nil {
			out.Certificates = append(out.Certificates, cert)
		}
	}
	return out
}

// read reads the file of a certificate.
func (c Certificate) read(l *diag.List) *catalog.Certificate {
	if c.PFX == "" {
		return nil // reported when the settings were read
	}
	data, err := files.Bytes(c.PFX, maxSecretFile)
	if err != nil {
		code := diag.UnreadableFile
		if errors.Is(err, fs.ErrNotExist) {
			code = diag.MissingFile
		}
		l.Errorf(code, c.Origin.Source, c.Origin.Span, "the certificate %q cannot be read from %s: %v", c.Name, c.PFX, err)
		return nil
	}
	cert, err := catalog.ParseCertificate(c.Name, data, c.Password.Reveal())
	if err != nil {
		l.Errorf(diag.InvalidValue, c.Origin.Source, c.Origin.Span, "the certificate %q in %s cannot be used: %v", c.Name, c.PFX, err)
		return nil
	}
	cert.Origin = c.Origin
	return cert
}

// seedSize is the length of the random seed in bytes.
const seedSize = 32

// KeySeed returns the seed of derived subscription keys for a configuration: the
// same at every start of the same user for the same path, not to be guessed by
// others. It keeps a random number in the folder dir, which it makes when
// needed; use the user's cache folder.
func KeySeed(dir, configuration string) ([]byte, error) {
	full, err := filepath.Abs(configuration)
	if err != nil {
		return nil, fmt.Errorf("making subscription keys: %w", err)
	}
	secret, err := userSeed(dir)
	if err != nil {
		return nil, fmt.Errorf("making subscription keys: %w", err)
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(full))
	return mac.Sum(nil), nil
}

// userSeed reads the random number of a user, or makes it. Of two processes that
// make it at the same time one wins.
func userSeed(dir string) ([]byte, error) {
	file := filepath.Join(dir, "key-seed")
	if secret, err := os.ReadFile(file); err == nil && len(secret) == seedSize {
		return secret, nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	secret := make([]byte, seedSize)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	temp, err := os.CreateTemp(dir, "key-seed-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(secret)
	if err = errors.Join(err, temp.Close()); err != nil {
		return nil, err
	}
	// A link fails where a rename would replace what another process made.
	if err := os.Link(temp.Name(), file); err == nil {
		return secret, nil
	}
	if made, err := os.ReadFile(file); err == nil && len(made) == seedSize {
		return made, nil
	}
	if err := os.Rename(temp.Name(), file); err != nil {
		return nil, err
	}
	return secret, nil
}
