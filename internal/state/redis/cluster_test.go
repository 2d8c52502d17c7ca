package redis

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	client "github.com/redis/go-redis/v9"
)

// freePorts are ports that nobody had a moment ago: redis-server takes no socket
// of ours, and tells nobody which port the kernel gave it.
func freePorts(t *testing.T, count int) []string {
	t.Helper()
	var out []string
	for range count {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		out = append(out, strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
	}
	return out
}

// launch starts a redis-server and waits until it accepts connections.
func launch(t *testing.T, address string, args ...string) {
	t.Helper()
	cmd := exec.Command("redis-server", args...)
	cmd.Dir = t.TempDir()
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v; make setup installs it", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	eventually(t, "redis-server listens", func() error {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			err = conn.Close()
		}
		return err
	})
}

// eventually calls do until it has no error.
func eventually(t *testing.T, what string, do func() error) {
	t.Helper()
	late := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := do()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%s: %v", what, err)
		}
	}
}

// TestCluster: every call is on one node of a cluster, whichever it is.
func TestCluster(t *testing.T) {
	ports := freePorts(t, 4)
	var nodes []*client.Client
	for i := range 2 {
		address := "127.0.0.1:" + ports[2*i]
		launch(t, address, "--bind", "127.0.0.1", "--port", ports[2*i], "--cluster-port", ports[2*i+1], "--cluster-enabled", "yes", "--save", "")
		node := client.NewClient(&client.Options{Addr: address, DisableIdentity: true, Protocol: 2})
		defer node.Close()
		nodes = append(nodes, node)
		if err := node.ClusterAddSlotsRange(t.Context(), 8192*i, 8192*i+8191).Err(); err != nil {
			t.Fatal(err)
		}
	}
	if err := nodes[0].Do(t.Context(), "cluster", "meet", "127.0.0.1", ports[2], ports[3]).Err(); err != nil {
		t.Fatal(err)
	}
	store := New(Settings{Addresses: []string{"127.0.0.1:" + ports[0]}, Cluster: true, Prefix: "test:"})
	defer store.Close()
	for _, node := range nodes {
		eventually(t, "the cluster is whole", func() error {
			info, err := node.ClusterInfo(t.Context()).Result()
			if err == nil && !(strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:2")) {
				err = fmt.Errorf("the cluster is not ready:\n%s", info)
			}
			return err
		})
	}
	eventually(t, "the probe passes", func() error { return store.Probe(t.Context()) })
	for i := range 20 {
		if err := everything(t.Context(), store.Stores(), fmt.Sprint("name", i)); err != nil {
			t.Fatal(err)
		}
	}
	for i, node := range nodes {
		if n, err := node.DBSize(t.Context()).Result(); err != nil || n < 20 {
			t.Errorf("node %d has %d keys (%v)", i, n, err)
		}
	}
}

// TestSentinel: the master is found by its Sentinels.
func TestSentinel(t *testing.T) {
	ports := freePorts(t, 2)
	launch(t, "127.0.0.1:"+ports[0], "--bind", "127.0.0.1", "--port", ports[0], "--save", "")
	file := filepath.Join(t.TempDir(), "sentinel.conf")
	text := "bind 127.0.0.1\nport " + ports[1] + "\nsentinel monitor main 127.0.0.1 " + ports[0] + " 1\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	launch(t, "127.0.0.1:"+ports[1], file, "--sentinel")
	store := New(Settings{Addresses: []string{"127.0.0.1:" + ports[1]}, Master: "main", Prefix: "test:"})
	defer store.Close()
	eventually(t, "the probe passes", func() error { return store.Probe(t.Context()) })
	if err := everything(t.Context(), store.Stores(), "name"); err != nil {
		t.Fatal(err)
	}
}

// TestTLS: connections go through Dial, with a login and a database.
func TestTLS(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "redis"}, DNSNames: []string{"redis.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, block := range map[string]*pem.Block{"cert": {Type: "CERTIFICATE", Bytes: der}, "key": {Type: "EC PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	port := freePorts(t, 1)[0]
	launch(t, "127.0.0.1:"+port, "--bind", "127.0.0.1", "--port", "0", "--tls-port", port, "--tls-auth-clients", "no",
		"--tls-cert-file", filepath.Join(dir, "cert"), "--tls-key-file", filepath.Join(dir, "key"), "--requirepass", "hunter2", "--save", "")
	authority, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	store := New(Settings{
		Addresses: []string{"redis.example:6380"}, Password: "hunter2", DB: 3, Prefix: "test:",
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			if address != "redis.example:6380" {
				return nil, fmt.Errorf("asked for %s", address)
			}
			d := tls.Dialer{Config: &tls.Config{RootCAs: roots, ServerName: "redis.example"}}
			return d.DialContext(ctx, network, "127.0.0.1:"+port)
		},
	})
	defer store.Close()
	if err := everything(t.Context(), store.Stores(), "name"); err != nil {
		t.Fatal(err)
	}
}
