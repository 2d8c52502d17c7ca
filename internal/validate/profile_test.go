package validate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/validate"
)

// TestProfiles: a gateway of the service takes what it has, as the pages of the
// policies say.
func TestProfiles(t *testing.T) {
	tests := []struct{ policy, has string }{
		{`<rate-limit-by-key calls="1" renewal-period="10" counter-key="k" />`, "classic v2 self-hosted workspace"},
		{`<quota-by-key calls="1" renewal-period="300" counter-key="k" />`, "classic v2 self-hosted workspace"},
		{`<get-authorization-context provider-id="p" authorization-id="a" context-variable-name="v" />`, "classic v2 consumption"},
		{`<cross-domain />`, "classic v2 consumption self-hosted"},
		{`<limit-concurrency key="k" max-count="1"><set-method>GET</set-method></limit-concurrency>`, "classic v2 consumption self-hosted workspace"},
		{`<validate-jwt header-name="a" />`, "classic v2 consumption self-hosted workspace"},
		{`<validate-parameters specified-parameter-action="ignore" unspecified-parameter-action="ignore" />`, "classic v2 consumption self-hosted workspace"},
		{`<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />`, "classic v2 consumption self-hosted workspace"},
		{`<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" caching-type="internal" />`, "classic v2 self-hosted workspace"},
		{`<cache-lookup-value key="k" variable-name="v" caching-type="internal" />`, "classic v2 self-hosted workspace"},
		{`<cache-store-value key="k" value="v" duration="1" caching-type="internal" />`, "classic v2 self-hosted workspace"},
		{`<cache-remove-value key="k" caching-type="internal" />`, "classic v2 self-hosted workspace"},
		{`<cache-remove-value key="k" caching-type="external" />`, "classic v2 consumption self-hosted workspace"},
	}
	for _, tt := range tests {
		t.Run(strings.TrimSuffix(strings.Fields(tt.policy)[0], ">")[1:], func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "policy.xml")
			document := fmt.Sprintf("<policies><inbound>%s</inbound></policies>", tt.policy)
			if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
				t.Fatal(err)
			}
			var has []string
			for _, name := range policy.GatewayNames() {
				profile, _ := policy.GatewaysNamed(name)
				checked, err := validate.Path(path, validate.Options{Profile: profile})
				if err != nil {
					t.Fatal(err)
				}
				if !slices.ContainsFunc(checked, func(c diag.Checked) bool {
					return slices.ContainsFunc(c.Diagnostics, func(d diag.Diagnostic) bool { return d.Code == diag.GatewayNotAllowed && d.Severity == diag.Error })
				}) {
					has = append(has, name)
				}
			}
			if diff := cmp.Diff(tt.has, strings.Join(has, " ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
