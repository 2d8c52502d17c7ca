package cosmos

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func documents(t *testing.T) []any {
	t.Helper()
	var out []any
	for _, text := range []string{
		`{"id":"1","name":"Ada","age":36,"tags":["x","y"],"address":{"city":"London"},"active":true}`,
		`{"id":"2","name":"Grace","age":85.0,"tags":[],"address":{"city":"Arlington"},"active":true}`,
		`{"id":"3","name":"edsger","age":null,"active":false,"odd key":1}`,
		`{"id":"4","name":"Ada","age":"young"}`,
	} {
		m, err := decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, m)
	}
	return out
}

func TestQueries(t *testing.T) {
	ids := func(where string) string { return "SELECT VALUE c.id FROM c WHERE " + where }
	tests := []struct{ query, want string }{
		{"SELECT * FROM c WHERE c.id = '3'", `[{"active":false,"age":null,"id":"3","name":"edsger","odd key":1}]`},
		{"select c.id, c.address.city as town, c.tags[0] from c where c.id in ('1', '2')", `[{"$3":"x","id":"1","town":"London"},{"id":"2","town":"Arlington"}]`},
		{`SELECT r["odd key"] FROM root r WHERE IS_DEFINED(r["odd key"])`, `[{"odd key":1}]`},
		{"SELECT VALUE d.name FROM docs AS d ORDER BY d.name, d.id DESC", `["Ada","Ada","Grace","edsger"]`},
		{"SELECT VALUE c.id FROM c ORDER BY c.age", `["3","1","2","4"]`},
		{"SELECT DISTINCT VALUE c.name FROM c", `["Ada","Grace","edsger"]`},
		{"SELECT TOP 2 VALUE c.id FROM c", `["1","2"]`},
		{"SELECT VALUE c.id FROM c OFFSET 1 LIMIT @n", `["2","3"]`},
		{"SELECT VALUE COUNT(1) FROM c WHERE c.active", `[2]`},
		{"SELECT COUNT(1) AS n FROM c", `[{"n":4}]`},
		{"SELECT COUNT(1) FROM c", `[{"$1":4}]`},
		{ids("c.age > 36"), `["2"]`},
		{ids("c.age >= 36 AND c.age <> 85"), `["1"]`},
		{ids("c.age = 85"), `["2"]`},
		{ids("c.age = null"), `["3"]`},
		{ids("c.age != null"), `["1","2","4"]`},
		{ids("IS_NULL(c.age)"), `["3"]`},
		{ids("NOT (c.active = true)"), `["3"]`},
		{ids("c.missing = 1 OR c.id = '1'"), `["1"]`},
		{ids("c.missing != 1"), `null`},
		{ids("c.age BETWEEN 30 AND 40"), `["1"]`},
		{ids("c.id NOT IN ('1', '2')"), `["3","4"]`},
		{ids("c.age < -1"), `null`},
		{ids("CONTAINS(c.name, 'da')"), `["1","4"]`},
		{ids("STARTSWITH(c.name, 'ED', true)"), `["3"]`},
		{ids("ENDSWITH(LOWER(c.name), 'ce')"), `["2"]`},
		{ids("ARRAY_CONTAINS(c.tags, @tag)"), `["1"]`},
		{ids("ARRAY_LENGTH(c.tags) = 0"), `["2"]`},
		{ids("LENGTH(c.name) = 6 AND UPPER(c.name) = 'EDSGER'"), `["3"]`},
		{ids("c.address = @address"), `["1"]`},
		{ids(`c.name = "Gr\u0061ce" OR c.name = 'Grace'`), `["2"]`},
	}
	parameters := map[string]any{"@n": json.Number("2"), "@tag": "y", "@address": map[string]any{"city": "London"}}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			q, err := parseQuery(tt.query, parameters)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(q.run(documents(t)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestQueryErrors(t *testing.T) {
	tests := []struct{ query, want string }{
		{"", "unexpected end of query"},
		{"SELECT", "unexpected end of query"},
		{"SELECT * FROM", "unexpected end of query"},
		{"SELECT * FROM c WHERE", "unexpected end of query"},
		{"SELECT * FROM c JOIN t IN c.tags", "near 'JOIN'"},
		{"SELECT * FROM c GROUP BY c.x", "near 'GROUP'"},
		{"SELECT x.id FROM c", "identifier 'x' could not be resolved"},
		{"SELECT * FROM c WHERE c.x = @y", "the parameter @y has no value"},
		{"SELECT * FROM c WHERE c.x = 'y", "unterminated string"},
		{"SELECT * FROM c WHERE c.x = 1.2.3", "incorrect number near '1.2.3'"},
		{"SELECT * FROM c WHERE c.x # 1", "invalid token '#'"},
		{"SELECT * FROM c WHERE NOSUCH(c.x)", "'NOSUCH' with 1 arguments"},
		{"SELECT * FROM c OFFSET 1", "unexpected end of query"},
		{"SELECT TOP x * FROM c", "near 'x'"},
		{"SELECT VALUE c.a, c.b FROM c", "near 'FROM'"},
		{"SELECT * FROM c WHERE " + strings.Repeat("(", 100) + "1" + strings.Repeat(")", 100), "nested more than 50 levels"},
		{"SELECT * FROM c WHERE " + strings.Repeat("NOT ", 100) + "true", "nested more than 50 levels"},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			if _, err := parseQuery(tt.query, nil); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzQuery(f *testing.F) {
	for _, s := range []string{
		"SELECT * FROM c", "SELECT c.a['b'][0] AS x FROM c WHERE c.a BETWEEN 1 AND 2 OR NOT c.b IN (1,'x') ORDER BY c.a DESC OFFSET 0 LIMIT 1",
		"SELECT DISTINCT TOP 1 VALUE COUNT(1) FROM c", "SELECT", "FROM as", "SELECT COUNT", "SELECT * FROM c as",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if q, err := parseQuery(text, nil); err == nil {
			q.run([]any{map[string]any{"a": json.Number("1"), "b": []any{"x"}}, map[string]any{}})
		}
	})
}
