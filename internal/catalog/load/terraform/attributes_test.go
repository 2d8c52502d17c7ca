package terraform

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

//go:embed testdata/attributes.txt
var schema string

// leftOut are the attributes that nothing is read from: places in Azure, and what
// the portals show. "kind attribute", or an attribute of every kind.
var leftOut = []string{
	"id", "api_management_name", "resource_group_name", "api_management_id",
	"api contact.email", "api contact.name", "api contact.url", "api license.name", "api license.url",
	"api oauth2_authorization.scope", "api openid_authentication.bearer_token_sending_methods",
	"user confirmation", "user password",
	"certificate expiration", "workspace_certificate expiration",
}

// TestAttributes says of every attribute that the provider has whether it is
// read: what is made of a resource changes with it.
func TestAttributes(t *testing.T) {
	var kind string
	all := map[string][][2]string{}
	for line := range strings.Lines(schema) {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0 || fields[0] == "#":
		case len(fields) == 1:
			kind = fields[0]
		default:
			all[kind] = append(all[kind], [2]string{fields[0], fields[1]})
		}
	}
	if len(all) < 30 {
		t.Fatalf("only %d types", len(all))
	}
	used := map[string]bool{}
	for kind, attributes := range all {
		for _, a := range attributes {
			full := made(t, kind, attributes, "") != made(t, kind, attributes, a[0])
			alone := made(t, kind, [][2]string{a}, "") != made(t, kind, nil, "")
			read := full || alone
			left := a[0]
			if !slices.Contains(leftOut, left) {
				left = kind + " " + a[0]
			}
			if slices.Contains(leftOut, left) {
				used[left] = true
				if read && strings.Contains(left, " ") {
					t.Errorf("%s: %s is read", kind, a[0])
				}
			} else if !read {
				t.Errorf("%s: %s is not read", kind, a[0])
			}
		}
	}
	for _, left := range leftOut {
		if !used[left] {
			t.Errorf("%s is no attribute", left)
		}
	}
}

// made writes down what is made of a resource with all attributes but one.
func made(t *testing.T, kind string, attributes [][2]string, but string) string {
	t.Helper()
	values := map[string]any{}
	for _, a := range attributes {
		if a[0] == but {
			continue
		}
		names := strings.Split(a[0], ".")
		at := values
		for _, n := range names[:len(names)-1] {
			if at[n] == nil {
				at[n] = []any{map[string]any{}}
			}
			at = at[n].([]any)[0].(map[string]any)
		}
		at[names[len(names)-1]] = map[string]any{
			"string": "7", "number": 7, "bool": true, "list": []string{"7"}, "set": []string{"7"}, "map": map[string]string{"7": "7"},
		}[a[1]]
	}
	text, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	list := &diag.List{}
	v := node.JSON(diag.NewSource("values.json", string(text)), diag.ConfigSyntax, list)
	if list.HasErrors() {
		t.Fatal(list.All())
	}
	translate := azurerm(kind)
	if translate == nil {
		t.Fatalf("%s is passed over", kind)
	}
	in := &resource{reader: &reader{list: &diag.List{}, services: map[string]bool{}}, values: v}
	got := translate(in)
	in.prefixWorkspace(&got)
	properties, err := node.AppendJSON(nil, got.Properties, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(got.Types, "/") + " " + strings.Join(got.Names, "/") + " " + string(properties)
}

// TestFollow says of expressions as a plan writes them what they mean.
func TestFollow(t *testing.T) {
	t.Run("longest", func(t *testing.T) {
		v := node.JSON(diag.NewSource("e.json", `{"references": ["a.b[\"k\"].id", "a.b[\"k\"]", "a.b", "a.bc", "each.key"]}`), diag.ConfigSyntax, &diag.List{})
		if diff := cmp.Diff([]string{`a.b["k"].id`, "a.bc", "each.key"}, longest(v)); diff != "" {
			t.Error(diff)
		}
	})
	for _, c := range []struct {
		text, want string
		fits       bool
	}{
		{"/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/a", instance, true},
		{"/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/a", "products", false},
		{"/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/a/products/p", "products", true},
		{"/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/a/products/p", instance, false},
		{"/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/a/apis/p;rev=2", "apis", true},
		{"gold", "products", false},
		{"gold", plain, true},
		{"/a/b", plain, false},
		{"", plain, false},
	} {
		if got := fits(c.text, c.want); got != c.fits {
			t.Errorf("fits(%q, %q) = %v", c.text, c.want, got)
		}
	}
}

// TestCycle reads a plan of resources that all refer to each other: it ends.
func TestCycle(t *testing.T) {
	var planned, changes, config []string
	for _, n := range strings.Split("abcdefghij", "") {
		address := "azurerm_api_management_product_api." + n
		planned = append(planned, `{"address": "`+address+`", "mode": "managed", "type": "azurerm_api_management_product_api", "name": "`+n+`", "values": {"api_management_name": "x"}}`)
		changes = append(changes, `{"address": "`+address+`", "change": {"after_unknown": {"product_id": true, "api_name": true}}}`)
		refs := []string{}
		for _, m := range strings.Split("abcdefghij", "") {
			refs = append(refs, `"azurerm_api_management_product_api.`+m+`.product_id", "azurerm_api_management_product_api.`+m+`.api_name"`)
		}
		all := `{"references": [` + strings.Join(refs, ",") + `]}`
		config = append(config, `{"mode": "managed", "type": "azurerm_api_management_product_api", "name": "`+n+`", "expressions": {"product_id": `+all+`, "api_name": `+all+`}}`)
	}
	text := `{"format_version": "1.2", "planned_values": {"root_module": {"resources": [` + strings.Join(planned, ",") + `]}}, "resource_changes": [` +
		strings.Join(changes, ",") + `], "configuration": {"root_module": {"resources": [` + strings.Join(config, ",") + `]}}}`
	list := &diag.List{}
	Read(diag.NewSource("plan.json", text), nil, list)
	if n := list.Count(diag.Warning); n != 10 {
		t.Errorf("%d warnings, want 10: %v", n, list.All())
	}
}
