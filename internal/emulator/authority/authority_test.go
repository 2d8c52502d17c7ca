package authority_test

import (
	"crypto/tls"
	"crypto/x509"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/authority"
)

func TestOpenKeepsTheAuthority(t *testing.T) {
	folder := t.TempDir()
	first, err := authority.Open(folder, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	second, err := authority.Open(folder, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if !first.Certificate().Equal(second.Certificate()) {
		t.Error("the second start made another authority")
	}
	if !first.SigningKey().Equal(second.SigningKey()) {
		t.Error("the second start made another signing key")
	}
	later, err := authority.Open(folder, time.Now().Add(20*365*24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if later.Certificate().Equal(first.Certificate()) {
		t.Error("an expired authority was kept")
	}
}

func TestOpenAtOnce(t *testing.T) {
	folder := t.TempDir()
	var wg sync.WaitGroup
	certs := make([]*x509.Certificate, 4)
	for i := range certs {
		wg.Go(func() {
			a, err := authority.Open(folder, time.Now())
			if err != nil {
				t.Error(err)
				return
			}
			certs[i] = a.Certificate()
		})
	}
	wg.Wait()
	for _, c := range certs[1:] {
		if c != nil && !c.Equal(certs[0]) {
			t.Error("starts at the same time have different authorities")
		}
	}
	entries, _ := os.ReadDir(folder)
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestFilesArePrivate(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new")
	if _, err := authority.Open(folder, time.Now()); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestBrokenFilesAreNamed(t *testing.T) {
	folder := t.TempDir()
	a, err := authority.Open(folder, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(a.CertificatePath(), []byte("junk"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := authority.Open(folder, time.Now()); err == nil || !strings.Contains(err.Error(), "ca.pem") || !strings.Contains(err.Error(), "delete") {
		t.Errorf("the error is %v", err)
	}
}

func TestServerCertificates(t *testing.T) {
	a, err := authority.Open(t.TempDir(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(a.Certificate())
	for _, host := range []string{"demo.blob.core.windows.net", "Management.Azure.com", "127.0.0.1", "::1", "localhost", strings.Repeat("a", 60) + ".vault.azure.net"} {
		t.Run(host, func(t *testing.T) {
			cert, err := a.ServerCertificate(host)
			if err != nil {
				t.Fatal(err)
			}
			client, server := net.Pipe()
			defer client.Close()
			defer server.Close()
			go func() { _ = tls.Server(server, &tls.Config{Certificates: []tls.Certificate{*cert}}).Handshake() }()
			if err := tls.Client(client, &tls.Config{ServerName: host, RootCAs: roots}).Handshake(); err != nil {
				t.Error(err)
			}
			if again, _ := a.ServerCertificate(host); again != cert {
				t.Error("made twice")
			}
		})
	}
}
