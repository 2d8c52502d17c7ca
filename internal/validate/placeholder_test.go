package validate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/validate"
)

// TestPlaceholders: what a pipeline has yet to replace is a warning in a document by
// itself, wherever it stands; what is wrong in its neighbourhood stays an error.
func TestPlaceholders(t *testing.T) {
	const origins = `<cors><allowed-origins>%s</allowed-origins><allowed-headers><header>*</header></allowed-headers></cors>`
	tests := []struct{ name, policies, want string }{
		{"attribute", `<limit-concurrency key="a" max-count="#limit#"><wait><choose><when condition="@(true)"/></choose></wait></limit-concurrency>`, "unresolved-placeholder"},
		{"text of a child", fmt.Sprintf(origins, "<origin>${origin}</origin>"), "unresolved-placeholder"},
		{"text of another child", fmt.Sprintf(origins, "<origin>a b</origin><origin>${origin}</origin>"), "invalid-value unresolved-placeholder"},
		{"children made of a placeholder", fmt.Sprintf(origins, "${origins}"), "unresolved-placeholder unresolved-placeholder"},
		{"directives", fmt.Sprintf(origins, "\n%{ for o in list ~}\n<origin>${o}</origin>\n%{ endfor ~}"), "unresolved-placeholder unresolved-placeholder unresolved-placeholder"},
		{"other text", fmt.Sprintf(origins, "<origin>*</origin>words"), "unexpected-text"},
		{"expression", `<set-variable name="v" value="@(${is-on})"/>`, "unresolved-placeholder unresolved-placeholder"},
		{"another expression", `<set-variable name="v" value="@(${is-on})"/><set-variable name="w" value="@(1 +)"/>`, "unresolved-placeholder unresolved-placeholder expression-syntax"},
		{"string", `<set-variable name="v" value="@("${not-looked-into}")"/>`, ""},
		{"interpolated string", `<set-variable name="v" value="@($"https://${host}/{context.Api.Id}")"/>`, "unresolved-placeholder"},
		{"with a hyphen", `<set-variable name="v" value="@($"https://${my-host}/{group-id}")"/>`, strings.TrimSpace(strings.Repeat("unresolved-placeholder ", 4))},
		{"a name that is missing", `<set-variable name="v" value="@($"https://{host}/")"/>`, "expression-name"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "policy.xml")
			document := "<policies><inbound>" + test.policies + "</inbound><backend/><outbound/><on-error/></policies>"
			if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
				t.Fatal(err)
			}
			checked, err := validate.Path(path, validate.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, c := range checked {
				for _, d := range c.Diagnostics {
					codes = append(codes, string(d.Code))
				}
			}
			if diff := cmp.Diff(test.want, strings.Join(codes, " ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
