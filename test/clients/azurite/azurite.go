// Package azurite starts Azurite, a storage server that this project did not
// write, for tests: its blob service over HTTPS with token authentication, on a
// loopback port of the kernel's choice. Start reading at Start.
package azurite

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/test/clients/npm"
)

// startTime bounds how long Azurite may take to listen.
const startTime = 2 * time.Minute

// Server is a running Azurite.
type Server struct {
	// Address is the host and port of the blob service.
	Address string
	// CertificatePath is the server's self-signed certificate as a PEM file:
	// what a client has to trust. It is valid for *.blob.core.windows.net,
	// localhost and 127.0.0.1.
	CertificatePath string
	// Roots holds that certificate.
	Roots *x509.CertPool
}

// Start starts Azurite with the named accounts, which are reached as
// https://{account}.blob.core.windows.net at Server.Address, and stops it when
// the test ends. Any token is accepted that is issued by https://sts.windows.net/
// for the audience https://storage.azure.com (with or without a slash) or
// https://{account}.blob.core.windows.net and is valid now; Azurite does not
// check signatures. There are no containers at first.
//
// Without node the test is skipped, or fails where CI is "true".
func Start(t testing.TB, accounts ...string) *Server {
	t.Helper()
	node := npm.Require(t)
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("where is this file?")
	}
	dir := filepath.Dir(file)
	if err := npm.Install(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	s := &Server{}
	folder := t.TempDir()
	keyPath, err := s.writeCertificate(folder)
	if err != nil {
		t.Fatal(err)
	}
	// The context outlives the test function itself: cleanups still need the server.
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, node, filepath.Join(dir, "node_modules", "azurite", "dist", "src", "blob", "main.js"),
		"--blobHost", "127.0.0.1", "--blobPort", "0",
		"--cert", s.CertificatePath, "--key", keyPath, "--oauth", "basic",
		"--silent", "--disableTelemetry", "--skipApiVersionCheck", "--inMemoryPersistence")
	cmd.Dir = folder
	var list []string
	for _, name := range accounts {
		list = append(list, name+":"+base64.StdEncoding.EncodeToString([]byte("unused account key of "+name)))
	}
	cmd.Env = append(os.Environ(), "AZURITE_ACCOUNTS="+strings.Join(list, ";"))
	output := &tail{}
	cmd.Stderr = output
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // killed
	})
	if s.Address, err = waitForAddress(stdout, output); err != nil {
		t.Fatalf("Azurite did not start: %v\n%s", err, output)
	}
	return s
}

// waitForAddress reads what Azurite prints until it says where it listens, and
// goes on reading in the background so that it never blocks.
func waitForAddress(stdout io.Reader, output io.Writer) (string, error) {
	found := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			fmt.Fprintln(output, lines.Text())
			if _, address, ok := strings.Cut(lines.Text(), "successfully listens on "); ok {
				if u, err := url.Parse(strings.TrimSpace(address)); err == nil {
					found <- u.Host
					break
				}
			}
		}
		close(found)
		_, _ = io.Copy(io.Discard, stdout)
	}()
	select {
	case address, ok := <-found:
		if !ok {
			return "", fmt.Errorf("it ended without listening")
		}
		return address, nil
	case <-time.After(startTime):
		return "", fmt.Errorf("it was not listening after %v", startTime)
	}
}

// writeCertificate makes the server's certificate and key.
func (s *Server) writeCertificate(folder string) (keyPath string, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", fmt.Errorf("making a key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "azurite"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		DNSNames: []string{"*.blob.core.windows.net", "localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return "", fmt.Errorf("making a certificate: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return "", fmt.Errorf("reading the certificate: %w", err)
	}
	s.Roots = x509.NewCertPool()
	s.Roots.AddCert(cert)
	s.CertificatePath = filepath.Join(folder, "azurite.pem")
	keyPath = filepath.Join(folder, "azurite-key.pem")
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", fmt.Errorf("encoding the key: %w", err)
	}
	if err := os.WriteFile(s.CertificatePath, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		return "", fmt.Errorf("writing the certificate: %w", err)
	}
	if err := os.WriteFile(keyPath, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded}), 0o600); err != nil {
		return "", fmt.Errorf("writing the key: %w", err)
	}
	return keyPath, nil
}

// tail keeps what a process said, for the message when it fails.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// Write keeps the last 16 KiB.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b...)
	if over := len(t.text) - 16<<10; over > 0 {
		t.text = t.text[over:]
	}
	return len(b), nil
}

// String returns what was kept.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}
