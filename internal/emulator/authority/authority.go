package authority

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	caLife   = 10 * 365 * 24 * time.Hour
	leafLife = 90 * 24 * time.Hour
	// maxLeaves is how many server certificates are kept; beyond that they
	// are made anew for each connection.
	maxLeaves = 512

	subfolder       = "authority"
	certificateFile = "ca.pem"
	keyFile         = "ca-key.pem"
	signingFile     = "token-signing-key.pem"
)

// Authority issues the certificates of the local hosts. It is safe for
// concurrent use.
type Authority struct {
	folder string
	cert   *x509.Certificate
	key    *ecdsa.PrivateKey
	signer *rsa.PrivateKey
	leaf   *ecdsa.PrivateKey // shared by all server certificates

	mu     sync.Mutex
	leaves map[string]*tls.Certificate
}

// DefaultFolder returns the place in the user's cache folder where the
// authority is kept.
func DefaultFolder() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding the user's cache folder: %w", err)
	}
	return filepath.Join(dir, "gatehouse", "local-azure"), nil
}

// Open reads the authority and the token-signing key from a folder, or makes
// them there. An authority that is about to expire is replaced.
func Open(folder string, now time.Time) (*Authority, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the local authority: %w", err)
	}
	a, err := load(filepath.Join(folder, subfolder))
	if err == nil && now.After(a.cert.NotAfter.Add(-leafLife)) {
		if err := os.RemoveAll(a.folder); err != nil {
			return nil, fmt.Errorf("removing the expired authority: %w", err)
		}
		err = fs.ErrNotExist
	}
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(folder, now); err != nil {
			return nil, err
		}
		a, err = load(filepath.Join(folder, subfolder))
	}
	if err != nil {
		return nil, fmt.Errorf("%w (delete %s to get a new authority)", err, filepath.Join(folder, subfolder))
	}
	if a.leaf, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	return a, nil
}

// Certificate returns the authority's own certificate.
func (a *Authority) Certificate() *x509.Certificate { return a.cert }

// CertificatePath returns the path of that certificate as a PEM file.
func (a *Authority) CertificatePath() string { return filepath.Join(a.folder, certificateFile) }

// SigningKey returns the RSA key that signs tokens. It is kept so that tokens
// outlive a restart, as clients expect.
func (a *Authority) SigningKey() *rsa.PrivateKey { return a.signer }

// ServerCertificate returns the certificate for a host name or IP address.
func (a *Authority) ServerCertificate(host string) (*tls.Certificate, error) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	a.mu.Lock()
	defer a.mu.Unlock()
	if c, ok := a.leaves[host]; ok {
		return c, nil
	}
	c, err := a.issue(host)
	if err != nil {
		return nil, err
	}
	if len(a.leaves) < maxLeaves {
		a.leaves[host] = c
	}
	return c, nil
}

func (a *Authority) issue(host string) (*tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{CommonName: commonName(host), Organization: []string{"Gatehouse local Azure"}},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(leafLife),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if template.NotAfter.After(a.cert.NotAfter) {
		template.NotAfter = a.cert.NotAfter
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{host}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &a.leaf.PublicKey, a.key)
	if err != nil {
		return nil, fmt.Errorf("making a certificate for %q: %w", host, err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate made for %q: %w", host, err)
	}
	return &tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: a.leaf, Leaf: leaf}, nil
}

// commonName keeps to the 64 characters that a common name may have.
func commonName(host string) string {
	if len(host) > 64 {
		return host[:64]
	}
	return host
}

func serial() *big.Int {
	n, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127)) // never fails
	return n
}

// load reads an authority from its folder.
func load(dir string) (*Authority, error) {
	a := &Authority{folder: dir, leaves: map[string]*tls.Certificate{}}
	var err error
	if a.cert, err = readCertificate(filepath.Join(dir, certificateFile)); err != nil {
		return nil, err
	}
	if a.key, err = readKey[*ecdsa.PrivateKey](filepath.Join(dir, keyFile)); err != nil {
		return nil, err
	}
	if a.signer, err = readKey[*rsa.PrivateKey](filepath.Join(dir, signingFile)); err != nil {
		return nil, err
	}
	if !a.key.PublicKey.Equal(a.cert.PublicKey) {
		return nil, errors.New("the local authority's certificate and key do not belong together")
	}
	return a, nil
}

// create makes an authority. Its files appear under their names together, in
// one rename: of two processes that start at once, one wins and the other uses
// what the first made.
func create(folder string, now time.Time) error {
	dir, err := os.MkdirTemp(folder, subfolder+"-*") // 0700
	if err != nil {
		return fmt.Errorf("making the folder of the local authority: %w", err)
	}
	defer os.RemoveAll(dir)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("making the authority's key: %w", err)
	}
	signer, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return fmt.Errorf("making the token-signing key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:          serial(),
		Subject:               pkix.Name{CommonName: "Gatehouse local Azure CA", Organization: []string{"Gatehouse local Azure"}},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(caLife),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return fmt.Errorf("making the authority: %w", err)
	}
	if err := writeKey(filepath.Join(dir, keyFile), key); err != nil {
		return err
	}
	if err := writeKey(filepath.Join(dir, signingFile), signer); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, certificateFile), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		return fmt.Errorf("writing the authority: %w", err)
	}
	if err := os.Rename(dir, filepath.Join(folder, subfolder)); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("putting the authority in its place: %w", err)
	}
	return nil
}

func readCertificate(path string) (*x509.Certificate, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the authority: %w", err)
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, fmt.Errorf("reading the authority: %s holds no PEM", path)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("reading the authority %s: %w", path, err)
	}
	return cert, nil
}

func readKey[K crypto.Signer](path string) (K, error) {
	var none K
	b, err := os.ReadFile(path)
	if err != nil {
		return none, fmt.Errorf("reading a key: %w", err)
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return none, fmt.Errorf("reading a key: %s holds no PEM", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return none, fmt.Errorf("reading the key %s: %w", path, err)
	}
	key, ok := parsed.(K)
	if !ok {
		return none, fmt.Errorf("reading the key %s: it is a %T", path, parsed)
	}
	return key, nil
}

func writeKey(path string, key crypto.Signer) error {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("encoding a key: %w", err)
	}
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		return fmt.Errorf("writing a key: %w", err)
	}
	return nil
}
