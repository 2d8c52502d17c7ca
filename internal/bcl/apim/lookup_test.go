package apim_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// TestGetValueOrDefault: the short way for constants gives what the long way gives.
func TestGetValueOrDefault(t *testing.T) {
	full := &apim.Context{Request: apim.NewRequest(&message.Request{Method: "GET"}, nil), Variables: apim.NewVariables()}
	for _, f := range [][2]string{{"One", "1"}, {"Two", "2"}, {"two", "3"}, {"Empty", ""}} {
		full.Request.Message.Header.Add(f[0], f[1])
	}
	full.Request.Matched = apim.NewTexts(true)
	full.Request.Matched.Set("id", "7")
	u, _ := message.ParseURL("https://gateway.test/?a=1&A=2&b=")
	full.Request.URL = apim.NewURL(u)
	full.Variables.Set("text", "t")
	full.Variables.Set("number", int32(3))
	full.Variables.Set("null", nil)
	for _, test := range []struct {
		dictionary, method, name, rest string
		want                           any
	}{
		{"Request.Headers", "GetValueOrDefault", "one", ``, "1"},
		{"Request.Headers", "GetValueOrDefault", "TWO", `, "x"`, "2,3"},
		{"Request.Headers", "GetValueOrDefault", "empty", `, "x"`, ""},
		{"Request.Headers", "GetValueOrDefault", "none", `, "x"`, "x"},
		{"Request.Headers", "GetValueOrDefault", "none", ``, nil},
		{"Request.MatchedParameters", "GetValueOrDefault", "ID", `, "x"`, "7"},
		{"Request.MatchedParameters", "GetValueOrDefault", "none", ``, nil},
		{"Request.Url.Query", "GetValueOrDefault", "a", `, "x"`, "1,2"},
		{"Request.Url.Query", "GetValueOrDefault", "b", `, "x"`, ""},
		{"Request.Url.Query", "GetValueOrDefault", "none", `, "x"`, "x"},
		{"Variables", "GetValueOrDefault<string>", "text", ``, "t"},
		{"Variables", "GetValueOrDefault<string>", "Text", `, "x"`, "x"},
		{"Variables", "GetValueOrDefault<string>", "null", `, "x"`, nil},
		{"Variables", "GetValueOrDefault<string>", "number", ``, "System.InvalidCastException"},
		{"Variables", "GetValueOrDefault<int>", "number", ``, int32(3)},
		{"Variables", "GetValueOrDefault<int>", "none", `, 4`, int32(4)},
		{"Variables", "GetValueOrDefault<int>", "none", ``, int32(0)},
		{"Variables", "GetValueOrDefault<int>", "text", `, 4`, "System.InvalidCastException"},
		{"Variables", "GetValueOrDefault<int>", "null", `, 4`, "System.NullReferenceException"},
		{"Variables", "GetValueOrDefault<object>", "number", ``, int32(3)},
		{"Variables", "GetValueOrDefault<int?>", "number", ``, int32(3)},
		{"Variables", "GetValueOrDefault<int?>", "none", ``, nil},
	} {
		call := "context." + test.dictionary + "." + test.method
		for _, statements := range []string{
			`return ` + call + `("` + test.name + `"` + test.rest + `);`,
			`var name = "` + test.name + `"; return ` + call + `(name` + test.rest + `);`,
		} {
			if got := evaluate(t, statements, full); got != test.want {
				t.Errorf("%s gives %v, want %v", statements, got, test.want)
			}
		}
	}
	// Where the dictionary is null.
	none := &apim.Context{Request: apim.NewRequest(&message.Request{Method: "GET"}, nil)}
	for _, d := range []string{"Request.MatchedParameters", "Request.Url.Query", "Response.Headers", "Variables"} {
		for _, statements := range []string{
			`return context.` + d + `.GetValueOrDefault("a");`,
			`var name = "a"; return context.` + d + `.GetValueOrDefault(name);`,
		} {
			if got := evaluate(t, statements, none); got != "System.NullReferenceException" {
				t.Errorf("%s gives %v where there is nothing", statements, got)
			}
		}
	}
}
