package lint

import (
	"strings"
	"testing"
)

// mayImport says which packages of ours each package may import; what is not
// listed is forbidden. The first row that names a package counts. Paths are below
// internal, but for cmd and test.
var mayImport = []struct{ pkg, imports string }{
	{"diag", ""},
	{"clr", ""},
	{"clr/elementary", ""},
	{"message", ""},
	{"lint", ""},

	// Engines without policy knowledge; they build on each other and on .NET's
	// values and exceptions.
	{"text/...", "clr text/..."},

	// Expressions: phases, each knowing only those before it.
	{"expr/token", "diag"},
	{"expr/scan", "diag expr/token"},
	{"expr/ast", "diag expr/token"},
	{"expr/parse", "diag expr/token expr/scan expr/ast"},
	{"expr/types", "clr diag"},
	{"expr/bind", "clr diag expr/token expr/ast expr/types"},
	{"expr/rt", "clr"},
	{"expr/gen", "clr diag expr/bind expr/types expr/rt"},
	{"expr/exprgen", ""},
	{"expr", "clr diag expr/..."},

	// The class library, and what expressions see of the gateway.
	{"bcl/host", "clr expr/rt text/netfmt"},
	{"bcl/wtf8", "clr expr/rt"},
	{"bcl/apim", "bcl/... clr expr/types expr/rt message text/..."},
	{"bcl/system/...", "bcl/host bcl/wtf8 bcl/system/... clr clr/elementary expr/types expr/rt text/..."},
	{"bcl/newtonsoft/...", "bcl/host bcl/wtf8 bcl/system/... bcl/newtonsoft/... clr expr/types expr/rt text/..."},
	{"bcl/bclgen", "expr/types"},
	{"bcl", "bcl/... clr expr/types expr/rt expr/gen text/..."},

	{"policydoc", "diag expr/scan"},

	// Configuration.
	{"catalog/spec/...", "catalog catalog/node diag"},
	{"catalog/node", "diag"},
	{"catalog/load/...", "catalog catalog/node catalog/load/... catalog/spec/... diag"},
	{"catalog", "diag"},
	{"config", "catalog catalog/node catalog/load/files diag"},

	// Services of the process, each by itself.
	{"identity", ""},
	{"jwt", ""},
	{"egress", ""},
	{"memory", ""},
	{"state", ""},
	{"state/...", "state"},
	{"telemetry", "azure/applicationinsights azure/keyvault metric state/fallback wire/tunnel"},
	{"backend", "backend/servicefabric catalog identity message state"},
	{"backend/servicefabric", "catalog message"},
	{"azure/...", "azure/... message"},
	{"authorization", ""},
	{"gatewaylog", ""},
	{"revocation", ""},
	{"metric", ""},
	{"plot", ""},
	{"loadgen", "message plot wire wire/h1"},

	// Policies. They see no transport.
	{"policy", "authorization azure/applicationinsights azure/delivery azure/eventhubs backend backend/... bcl/apim bcl/host catalog clr diag expr expr/rt gatewaylog identity jwt message metric policydoc revocation state"},
	{"template", "bcl/... clr diag expr/rt message policy text/..."},
	{"policies", "policy policies/..."},
	{"policies/...", "authorization azure/... backend backend/... bcl/... catalog clr diag expr expr/rt identity jwt message metric policy state template text/..."},
	{"gateway", "backend bcl bcl/apim catalog clr diag expr identity jwt message policy"},
	{"wire/client", "catalog egress message policy wire wire/h1 wire/nethttp"},
	{"wire/nethttp", "catalog egress message policy wire wire/tunnel"},
	{"wire/...", "catalog egress message policy wire"},

	// The stand-ins share no code with what is tested against them.
	{"emulator/seed", "diag"},
	{"emulator/...", "emulator/..."},

	// Assemblies.
	{"evaluate", "bcl/... clr diag expr expr/rt message text/..."},
	{"server", "authorization azure/applicationinsights azure/eventhubs azure/keyvault backend bcl bcl/apim bcl/host catalog/... config diag egress emulator emulator/seed expr/rt gateway gatewaylog identity jwt message metric policies policy state state/fallback state/memory state/redis telemetry wire/..."},
	{"validate", "bcl bcl/apim catalog catalog/load config diag gateway policies policy server"},
	{"policytest", "authorization azure/eventhubs backend bcl bcl/apim bcl/host config diag expr expr/rt gateway gatewaylog identity jwt message metric policies policy server state state/memory text/netregex"},
	{"policydocs", "bcl diag evaluate expr expr/types policies policy policydoc policytest"},
	{"cmd/...", "bcl catalog config diag docs emulator emulator/seed evaluate expr gateway loadgen memory message policies policy server text/jsontree validate"},
	{"test/azureload", "emulator loadgen plot"},
	{"test/differential", "bcl bcl/bclgen evaluate expr/exprgen"},
	{"test/...", "test/..."},
}

// categories is where the categories of policies stand, which do not know each
// other.
const categories = "policies/"

func TestImports(t *testing.T) {
	used := map[string]bool{}
	for _, f := range files(t) {
		if f.test {
			continue
		}
		pkg := strings.TrimPrefix(f.dir, "internal/")
		allowed, row := "", ""
		for _, r := range mayImport {
			if matches(pkg, r.pkg) {
				allowed, row = r.imports, r.pkg
				break
			}
		}
		if row == "" {
			t.Errorf("%s: the package has no row in the table of imports", f.dir)
			continue
		}
		used[row] = true
		for _, i := range f.imports(t) {
			i, ours := strings.CutPrefix(i, module)
			if !ours {
				continue
			}
			i = strings.TrimPrefix(i, "internal/")
			if !matches(i, allowed) {
				t.Errorf("%s imports %s; its row allows: %s", f.path, i, allowed)
			}
			if strings.HasPrefix(pkg, categories) && strings.HasPrefix(i, categories) {
				t.Errorf("%s imports another category, %s", f.path, i)
			}
		}
	}
	for _, r := range mayImport {
		if !used[r.pkg] {
			t.Errorf("the row %s names no package", r.pkg)
		}
	}
}

// TestNoHTTP keeps net/http out of everything that knows policies.
func TestNoHTTP(t *testing.T) {
	const clean = "internal/gateway internal/policy internal/policies/... internal/template internal/expr/... internal/bcl/... internal/message internal/policydoc internal/catalog/..."
	for _, f := range files(t) {
		if f.test || !matches(f.dir, clean) {
			continue
		}
		for _, i := range f.imports(t) {
			if i == "net/http" || strings.HasPrefix(i, "net/http/") {
				t.Errorf("%s imports %s", f.path, i)
			}
		}
	}
}
