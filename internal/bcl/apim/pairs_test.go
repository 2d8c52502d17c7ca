package apim_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// TestPairs: the pairs of a dictionary of the context are KeyValuePair also to who
// reads them as objects, and every dictionary has a type of its own.
func TestPairs(t *testing.T) {
	u, _ := message.ParseURL("https://gateway.test/orders/7?page=2")
	request := &message.Request{Method: "GET", URL: u}
	request.Header.Add("X-Id", "a")
	c := &apim.Context{Request: apim.NewRequest(request, nil), Variables: apim.NewVariables(), Deployment: &apim.Deployment{}}
	c.Request.URL = apim.NewURL(u)
	c.Variables.Set("name", "value")
	for _, test := range []struct{ name, statements, want string }{
		{"variables", `return context.Variables.Cast<object>().First().ToString();`, "[name, value]"},
		{"variables as pairs", `return context.Variables.First().ToString();`, "[name, value]"},
		{"headers", `return context.Request.Headers.Cast<object>().First().ToString();`, "[X-Id, System.String[]]"},
		{"query", `return string.Join(";", context.Request.Url.Query.OfType<object>());`, "[page, System.String[]]"},
		{"certificates", `return context.Deployment.Certificates.ToString();`, "Apim.CertificateDictionary"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := evaluate(t, test.statements, c); got != test.want {
				t.Errorf("%s gives %v, want %s", test.statements, got, test.want)
			}
		})
	}
}
