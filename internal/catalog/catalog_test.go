package catalog_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

func TestParseID(t *testing.T) {
	const arm = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim"
	tests := []struct {
		name, id, bare string
		kind, last     string
		pairs          int
	}{
		{"absolute", arm + "/products/starter", "", "products", "starter", 1},
		{"absolute with host", "https://management.azure.com" + arm + "/apis/a;rev=2/operations/get", "", "operations", "get", 2},
		{"other case", strings.ToUpper(arm) + "/Backends/X", "", "Backends", "X", 1},
		{"relative", "/apiVersionSets/vs", "", "apiVersionSets", "vs", 1},
		{"relative without slash", "loggers/l", "loggers", "loggers", "l", 1},
		{"bare name", "l", "loggers", "loggers", "l", 1},
		{"collection", "/apis", "", "apis", "", 1},
		{"collection is no bare name", "/apis", "loggers", "apis", "", 1},
		{"service", arm, "", "", "", 0},
		{"workspace", arm + "/workspaces/w/apis/a", "", "apis", "a", 2},
		{"empty", "", "apis", "", "", 0},
		{"cut off", "/subscriptions/s/providers/Microsoft.ApiManagement/service", "", "", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id := catalog.ParseID(tt.id, tt.bare)
			kind, name := id.Last()
			if kind != tt.kind || name != tt.last || len(id.Pairs) != tt.pairs {
				t.Errorf("got %q %q of %d, want %q %q of %d", kind, name, len(id.Pairs), tt.kind, tt.last, tt.pairs)
			}
		})
	}
	if got := catalog.ParseID("/apis/a/operations/o", "").Name("APIS"); got != "a" {
		t.Errorf("Name: %q", got)
	}
}

func TestOperationName(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Get Pet By ID", "get-pet-by-id"},
		{"GET /pets/{petId}/", "get-pets-petid"},
		{"--Überfällig--", "berf-llig"},
		{"***", ""},
		{strings.Repeat("ab-", 40), strings.TrimRight(strings.Repeat("ab-", 40)[:76], "-")},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			if got := catalog.OperationName(tt.in); got != tt.want || len(got) > 76 {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	for name, want := range map[string]bool{"Create_Response": true, "get.item-2": true, "with space": false, "": false, "-x": false, strings.Repeat("a", 81): false} {
		if got := catalog.IsOperationName(name); got != want {
			t.Errorf("IsOperationName(%q) = %t", name, got)
		}
	}
	var names catalog.Names
	var got []string
	for _, n := range []string{"a", "A", "a-1", "a", "b"} {
		got = append(got, names.Take(n))
	}
	if diff := cmp.Diff([]string{"a", "A-1", "a-1-1", "a-2", "b"}, got); diff != "" {
		t.Errorf("unique names (-want +got):\n%s", diff)
	}
}

func TestParseDuration(t *testing.T) {
	tests := []struct {
		in   string
		want time.Duration
		ok   bool
	}{
		{"PT1M", time.Minute, true},
		{"P1DT2H3M4.5S", 26*time.Hour + 3*time.Minute + 4500*time.Millisecond, true},
		{"P2W", 14 * 24 * time.Hour, true},
		{"PT0,5S", 500 * time.Millisecond, true},
		{"00:01:30", 90 * time.Second, true},
		{"1.00:00:00", 24 * time.Hour, true},
		{"P1Y", 0, false}, {"P1M", 0, false}, {"P", 0, false}, {"PT", 0, false}, {"P1DT", 0, false}, {"PT1S1M", 0, false}, {"PTS", 0, false},
		{"PT-1S", 0, false}, {"PT1e9H", 0, false}, {"", 0, false}, {"10s", 0, false}, {"25:00:00", 0, false}, {"1:2", 0, false}, {"PTNaNS", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			if got, ok := catalog.ParseDuration(tt.in); got != tt.want || ok != tt.ok {
				t.Errorf("got %v %t, want %v %t", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestNamedValueReferences(t *testing.T) {
	tests := []struct {
		name, in string
		want     []catalog.NamedValueReference
	}{
		{"none", "https://a/{b}", nil},
		{"whole", "{{a-b.c_1}}", []catalog.NamedValueReference{{Name: "a-b.c_1", Start: 0, End: 11}}},
		{"two and spaces", "x{{ a }}y{{b}}", []catalog.NamedValueReference{{Name: "a", Start: 1, End: 8}, {Name: "b", Start: 9, End: 14}}},
		{"three braces", "{{{a}}}", []catalog.NamedValueReference{{Name: "a", Start: 1, End: 6}}},
		{"no name", "{{a b}} {{}} {{x", nil},
		{"end far away", "{{" + strings.Repeat("a", 400) + "}}", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, catalog.NamedValueReferences(tt.in)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPublicPath(t *testing.T) {
	segment := &catalog.VersionSet{Scheme: catalog.SegmentVersion}
	header := &catalog.VersionSet{Scheme: catalog.HeaderVersion}
	tests := []struct {
		name string
		api  catalog.API
		want string
	}{
		{"no version", catalog.API{Path: "a/b"}, "a/b"},
		{"segment", catalog.API{Path: "a", Version: "v1", VersionSet: segment}, "a/v1"},
		{"segment, already there", catalog.API{Path: "a/v1", Version: "v1", VersionSet: segment}, "a/v1"},
		{"segment at the root", catalog.API{Version: "v1", VersionSet: segment}, "v1"},
		{"original version", catalog.API{Path: "a", VersionSet: segment}, "a"},
		{"header", catalog.API{Path: "a", Version: "v1", VersionSet: header}, "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.api.PublicPath(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCovers(t *testing.T) {
	orders := &catalog.API{Name: "orders", BaseName: "orders"}
	revision := &catalog.API{Name: "orders;rev=2", BaseName: "orders"}
	other := &catalog.API{Name: "other", BaseName: "other"}
	team := &catalog.Workspace{Name: "team"}
	inTeam := &catalog.API{Name: "orders", BaseName: "orders", Workspace: team}
	product := &catalog.Product{APIs: []*catalog.API{orders}}
	tests := []struct {
		name string
		sub  catalog.Subscription
		api  *catalog.API
		want bool
	}{
		{"service", catalog.Subscription{Scope: catalog.ScopeService}, inTeam, true},
		{"all APIs", catalog.Subscription{Scope: catalog.ScopeAllAPIs}, inTeam, true},
		{"all APIs of another workspace", catalog.Subscription{Scope: catalog.ScopeAllAPIs, Workspace: team}, orders, false},
		{"product", catalog.Subscription{Scope: catalog.ScopeProduct, Product: product}, orders, true},
		{"product, another revision", catalog.Subscription{Scope: catalog.ScopeProduct, Product: product}, revision, true},
		{"product without it", catalog.Subscription{Scope: catalog.ScopeProduct, Product: product}, other, false},
		{"product, same name in a workspace", catalog.Subscription{Scope: catalog.ScopeProduct, Product: product}, inTeam, false},
		{"API", catalog.Subscription{Scope: catalog.ScopeAPI, API: orders}, revision, true},
		{"another API", catalog.Subscription{Scope: catalog.ScopeAPI, API: orders}, other, false},
		{"nothing", catalog.Subscription{Scope: catalog.ScopeNothing}, orders, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.sub.Covers(tt.api); got != tt.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

func TestLookups(t *testing.T) {
	s := &catalog.Service{}
	s.APIs = []*catalog.API{{Name: "Orders"}, {Name: "orders"}}
	s.NamedValues = []*catalog.NamedValue{{Name: "id", DisplayName: "Api-Key"}}
	s.Fragments = []*catalog.Fragment{{Name: "f"}}
	if got := s.API("ORDERS"); got != s.APIs[0] {
		t.Errorf("API: %v", got)
	}
	if s.NamedValue("api-key") != s.NamedValues[0] || s.NamedValue("id") != nil {
		t.Error("named values are found by display name alone")
	}
	if s.Fragment("F") != s.Fragments[0] || s.Backend("x") != nil || s.Product("x") != nil {
		t.Error("look-up of fragments, backends, products")
	}
	if got := s.UnresolvedNamedValues(); len(got) != 1 {
		t.Errorf("unresolved: %v", got)
	}
}

func TestCheckOperations(t *testing.T) {
	op := func(name, method, text string) *catalog.Operation {
		template, _ := catalog.ParseTemplate(text)
		return &catalog.Operation{Name: name, Method: method, URLTemplate: text, Template: template}
	}
	a := &catalog.API{Name: "api", Operations: []*catalog.Operation{
		op("a", "GET", "/x/{id}"), op("b", "POST", "/x/{id}"), op("c", "GET", "/X/{other}/"), op("A", "GET", "/y"), op("d", "GET", "/x/{id}?q={q}"),
	}}
	var l diag.List
	catalog.CheckOperations(a, &l)
	var got []string
	for _, d := range l.All() {
		got = append(got, string(d.Code)+": "+d.Message)
	}
	want := []string{
		"duplicate-operation: GET /X/{other}/ answers the same requests as GET /x/{id}; only the first is ever reached",
		`duplicate-operation: two operations of the API "api" are called "A"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDeriveKey(t *testing.T) {
	a := catalog.DeriveKey([]byte("seed"), "partner", "primary")
	if len(a) != 32 || a != catalog.DeriveKey([]byte("seed"), "Partner", "primary") {
		t.Errorf("the key %q is not stable", a)
	}
	for _, other := range []string{
		catalog.DeriveKey([]byte("seed"), "partner", "secondary"), catalog.DeriveKey([]byte("seed"), "other", "primary"), catalog.DeriveKey([]byte("tree"), "partner", "primary"),
	} {
		if other == a {
			t.Error("two keys are the same")
		}
	}
}
