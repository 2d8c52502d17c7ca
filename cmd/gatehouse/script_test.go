package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gatehouse": main})
}

// TestScripts runs testdata/script: commands as users type them. Beside the usual
// commands of testscript there are
//
//	serve ARGS…          starts `gatehouse run ARGS…` on ports of the kernel's choice and
//	                     waits for the first screen, which goes into the file screen;
//	                     sets GATEWAY and ADMIN, and LOCAL for the local Azure
//	azure ARGS…          the same for `gatehouse azure`
//	[!] call STATUS ARGS…  a request as curl takes it (-X, -H, -d, URL); stdout is the body
//	try                  runs the curl lines of the first screen; stdout has their statuses
//	hangup               sends SIGHUP to what was started
//	said REGEXP          waits until what was started has said that on stderr, behind
//	                     what the last said found
//	quit                 ends it with SIGTERM; the exit status has to be 0
//	substitute FROM TO   copies a file with ${NAME} replaced
//	busy NAME            takes a port for the rest of the script; NAME is its address
//	backend NAME         a server that answers with what it is asked; NAME is its URL
func TestScripts(t *testing.T) {
	example, err := filepath.Abs("../../examples/call-azure")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", filepath.Join(e.WorkDir, ".home"))
			e.Setenv("XDG_CACHE_HOME", filepath.Join(e.WorkDir, ".cache"))
			e.Setenv("NO_COLOR", "1")
			e.Values[processKey{}] = &process{}
			return os.CopyFS(filepath.Join(e.WorkDir, "example"), os.DirFS(example))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": serveCommand, "azure": azureStartCommand, "call": callCommand, "try": tryCommand, "hangup": hangupCommand,
			"said": saidCommand, "quit": quitCommand, "busy": busyCommand, "backend": backendCommand, "substitute": substituteCommand,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// TestScriptsAreComplete: every command has a script, so that a new one is not
// forgotten.
func TestScriptsAreComplete(t *testing.T) {
	var all strings.Builder
	err := fs.WalkDir(os.DirFS("testdata/script"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join("testdata/script", path))
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &app{}
	root := a.root()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if !strings.Contains(all.String(), "exec gatehouse "+c.Name()) {
			t.Errorf("no script runs gatehouse %s", c.Name())
		}
	}
}
