package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

// rig is a gateway with all that it calls.
type rig struct {
	folder  string
	azure   *emulator.Server
	targets *targets
	gateway *exec.Cmd
	// url and admin are where the gateway listens.
	url, admin string
	log        *os.File
}

// newRig starts everything. Tokens live for lifetime.
func newRig(gatehouse string, lifetime time.Duration) (*rig, error) {
	r := &rig{}
	if err := r.start(gatehouse, lifetime); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *rig) start(gatehouse string, lifetime time.Duration) error {
	var err error
	if r.folder, err = os.MkdirTemp("", "azureload"); err != nil {
		return err
	}
	r.azure, err = emulator.Start(emulator.Options{
		IdentityAddress: "127.0.0.1:0", HTTPSAddress: "127.0.0.1:0", Folder: filepath.Join(r.folder, "azure"),
		TokenLifetime: lifetime, RequestLog: 10_000,
	})
	if err != nil {
		return err
	}
	if r.targets, err = newTargets(); err != nil {
		return err
	}
	tree := filepath.Join(r.folder, "tree")
	if err := writeTree(tree, r.targets, "127.0.0.1:0", "127.0.0.1:0"); err != nil {
		return err
	}
	r.gateway = exec.Command(gatehouse, "run", tree, "--output", "json", "--quiet")
	r.gateway.Env = append(os.Environ(), "XDG_CACHE_HOME="+r.folder)
	for _, v := range r.azure.Environment() {
		if strings.HasPrefix(v.Name, "IDENTITY_") {
			r.gateway.Env = append(r.gateway.Env, v.Name+"="+v.Value)
		}
	}
	if r.log, err = os.Create(filepath.Join(r.folder, "log")); err != nil {
		return err
	}
	r.gateway.Stderr = r.log
	out, err := r.gateway.StdoutPipe()
	if err != nil {
		return err
	}
	if err := r.gateway.Start(); err != nil {
		r.gateway = nil
		return err
	}
	var screen struct {
		Gateway []string `json:"gateway"`
		Admin   string   `json:"admin"`
	}
	if err := json.NewDecoder(out).Decode(&screen); err != nil || len(screen.Gateway) == 0 {
		text, _ := os.ReadFile(r.log.Name())
		return fmt.Errorf("the gateway does not start: %v\n%s", err, text)
	}
	r.url, r.admin = screen.Gateway[0], screen.Admin
	return r.ready()
}

// ready waits until the gateway serves.
func (r *rig) ready() error {
	for range 100 {
		resp, err := http.Get(r.admin + "/readyz")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("the gateway at %s is not ready", r.admin)
}

// tokenRequests counts the requests for tokens, and those that failed.
func (r *rig) tokenRequests() (all, failed int) {
	for _, q := range r.azure.Requests() {
		if q.Host == "identity" {
			all++
			if q.Status != http.StatusOK {
				failed++
			}
		}
	}
	return all, failed
}

// identity lets the identity endpoint fail; the zero value lets it work.
func (r *rig) identity(f emulator.Fault) error {
	r.azure.ClearFaults()
	if f == (emulator.Fault{}) {
		return nil
	}
	f.Host = "identity"
	return r.azure.SetFault(f)
}

func (r *rig) close() {
	if r.gateway != nil {
		_ = r.gateway.Process.Signal(syscall.SIGTERM)
		ended := time.AfterFunc(10*time.Second, func() { _ = r.gateway.Process.Kill() })
		_ = r.gateway.Wait()
		ended.Stop()
	}
	if r.targets != nil {
		r.targets.close()
	}
	if r.azure != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		_ = r.azure.Close(ctx)
		cancel()
	}
	if r.log != nil {
		r.log.Close()
	}
	if r.folder != "" {
		_ = os.RemoveAll(r.folder)
	}
}
