package lint

import (
	"os"
	"strings"
	"testing"
)

// libraries says which packages may import a third-party library (docs/dependencies.md).
// Tests may import any of them, and those of testLibraries.
var libraries = map[string]string{
	"github.com/Azure/azure-sdk-for-go/sdk/azcore":     "internal/identity",
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity": "internal/identity",
	"github.com/Azure/go-ntlmssp":                      "internal/egress",
	"github.com/HdrHistogram/hdrhistogram-go":          "internal/loadgen",
	"github.com/andybalholm/brotli":                    "internal/policies/validation",
	"github.com/dlclark/regexp2/v2":                    "internal/text/netregex",
	"github.com/fsnotify/fsnotify":                     "internal/server",
	"github.com/go-jose/go-jose/v4":                    "internal/emulator/access internal/emulator/entra internal/jwt",
	"github.com/goccy/go-yaml":                         "internal/catalog/node internal/emulator/seed",
	"filippo.io/bigmod":                                "internal/jwt",
	"github.com/maypok86/otter/v2":                     "internal/state/memory",
	"github.com/prometheus/client_golang":              "internal/telemetry",
	"github.com/redis/go-redis/v9":                     "internal/state/redis",
	"github.com/santhosh-tekuri/jsonschema/v6":         "internal/policies/validation",
	"github.com/spf13/cobra":                           "cmd/gatehouse",
	"github.com/spf13/pflag":                           "cmd/gatehouse",
	"golang.org/x/crypto":                              "internal/revocation",
	"golang.org/x/net":                                 "internal/text/neturi",
	"golang.org/x/sync":                                "internal/...",
	"golang.org/x/term":                                "cmd/gatehouse",
	"golang.org/x/text":                                "internal/bcl/... internal/text/...",
	"software.sslmate.com/src/go-pkcs12":               "internal/catalog internal/emulator/keyvault internal/identity internal/bcl/...",
}

// testLibraries are used by tests, and by the packages that exist for tests.
const (
	testLibraries = "github.com/Azure/... github.com/alicebob/miniredis/... github.com/coder/websocket github.com/getkin/kin-openapi/... github.com/google/go-cmp/... " +
		"github.com/rogpeppe/go-internal/... go.uber.org/goleak golang.org/x/tools/... google.golang.org/grpc/... google.golang.org/protobuf/..."
	testPackages = "internal/policydocs internal/policytest internal/state/statetest test/..."
)

// TestLibraries checks where libraries are imported, and that each has its line
// in docs/dependencies.md.
func TestLibraries(t *testing.T) {
	reasons, err := os.ReadFile(root + "/docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, f := range files(t) {
		for _, i := range f.imports(t) {
			if first, _, _ := strings.Cut(i, "/"); !strings.Contains(first, ".") || strings.HasPrefix(i, module) {
				continue
			}
			lib, where := library(i)
			if lib != "" {
				used[lib] = true
			}
			if (f.test || matches(f.dir, testPackages)) && (lib != "" || matches(i, testLibraries)) {
				continue
			}
			switch {
			case lib == "":
				t.Errorf("%s imports %s, which is not in the table of libraries", f.path, i)
			case !matches(f.dir, where):
				t.Errorf("%s imports %s, which only %s may", f.path, i, where)
			}
		}
	}
	for lib := range libraries {
		if !used[lib] {
			t.Errorf("%s is in the table and used nowhere", lib)
		}
		if !strings.Contains(string(reasons), "`"+lib+"`") {
			t.Errorf("docs/dependencies.md has no line for `%s`", lib)
		}
	}
}

// library returns the row of an import path.
func library(path string) (lib, where string) {
	for l, w := range libraries {
		if path == l || strings.HasPrefix(path, l+"/") {
			return l, w
		}
	}
	return "", ""
}
