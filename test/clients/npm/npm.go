// Package npm installs the JavaScript clients and servers that tests run: the
// packages of a folder, exactly as its lock file pins them. Start reading at
// Install.
package npm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// Require returns the path of node. A test without node is skipped, except where
// CI is "true": there it fails.
func Require(t testing.TB) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = exec.LookPath("npm")
	}
	if err == nil {
		return node
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("this test needs node and npm: %v", err)
	}
	t.Skipf("this test needs node and npm: %v", err)
	return ""
}

// Install installs the packages that package-lock.json of a folder pins, unless
// they are there. Processes that install into one folder wait for each other.
// Install scripts of packages are not run.
func Install(ctx context.Context, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("finding %s: %w", dir, err)
	}
	lockFile, err := os.ReadFile(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return fmt.Errorf("reading what to install: %w", err)
	}
	want := fingerprint(lockFile)
	marker := filepath.Join(dir, "node_modules", ".installed")
	// The lock stands outside of the folder: npm removes what it finds there.
	unlock, err := lockedfile.MutexAt(filepath.Join(os.TempDir(), "gatehouse-npm-"+fingerprint([]byte(dir))[:16])).Lock()
	if err != nil {
		return fmt.Errorf("waiting for another installation: %w", err)
	}
	defer unlock()
	if have, err := os.ReadFile(marker); err == nil && string(have) == want {
		return nil
	}
	cmd := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-progress", "--loglevel=error")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("installing the packages of %s: %w\n%s", dir, err, out)
	}
	if err := os.WriteFile(marker, []byte(want), 0o644); err != nil {
		return fmt.Errorf("noting what is installed: %w", err)
	}
	return nil
}

func fingerprint(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
