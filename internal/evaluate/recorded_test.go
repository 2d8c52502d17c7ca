package evaluate

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// FuzzReadContext: whatever a file holds, it is a context or an error, and a
// context can be built or refused.
func FuzzReadContext(f *testing.F) {
	for _, seed := range []string{
		"", "{}", "\ufeff{}", `{"request": {"url": "https://h/x"}}`, `{"log": {"entries": [{"request": {"headers": []}}]}}`,
		"GET /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab", "GET https://h\n\n\xff", "-- request.http --\nGET /\n-- response.http --\nHTTP/1.1 200\n",
		"-- context.json --\n{\"variables\": {\"a\": {\"$t\": \"char\", \"v\": \"\"}}}", `{"request": {"headers": [1]}}`, `{"log": {"entries": [1]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := ReadContext(data)
		if err != nil {
			return
		}
		if _, err := jsontree.Append(nil, o, jsontree.Format{}); err != nil {
			t.Errorf("what was read cannot be written: %v", err)
		}
	})
}

// TestShape: keys that nothing reads and values of the wrong kind are told of with
// their place.
func TestShape(t *testing.T) {
	for _, x := range []struct{ context, want string }{
		{`{"request": 1}`, "request: want an object, found 1"},
		{`{"request": {"method": "G ET"}}`, `request.method: want a method such as GET, found "G ET"`},
		{`{"request": {"url": []}}`, "request.url: want text, found an array"},
		{`{"request": {"matchedParameters": {"id": {}}}}`, "request.matchedParameters.id: want text, found an object"},
		{`{"response": {"statusCode": 20}}`, "response.statusCode: want a status such as 200, found 20"},
		{`{"variables": [1]}`, "variables: want an object of names and values, found an array"},
		{`{"tracing": "true"}`, `tracing: want true or false, found "true"`},
		{`{"elapsedMs": "1"}`, `elapsedMs: want a number, found "1"`},
		{`{"product": {"state": "Draft"}}`, `product.state: want NotPublished or Published, found "Draft"`},
		{`{"product": {"subscriptionsLimit": 1.5}}`, "product.subscriptionsLimit: want a whole number, found 1.5"},
		{`{"product": {"apis": [{"protocols": ["https", {}]}]}}`, "product.apis[0].protocols[1]: want text, found an object"},
		{`{"user": {"groups": ["g", {"nam": "x"}]}}`, `unknown key "nam" in user.groups[1]; did you mean "name"?`},
		{`{"user": {"groups": {}}}`, "user.groups: want an array, found an object"},
		{`{"deployment": {"gateway": {"isManaged": 1}}}`, "deployment.gateway.isManaged: want true or false, found 1"},
		{`{"api": {"version": "` + strings.Repeat("v", 50) + `", "path": []}}`, "api.path: want text, found an array"},
		{`{"backend": {"type": "` + strings.Repeat("v", 50) + `"}}`, `backend.type: want Single or Pool, found "` + strings.Repeat("v", 39) + "…"},
	} {
		if _, err := ReadContext([]byte(x.context)); err == nil || err.Error() != x.want {
			t.Errorf("%s\n\tgot  %v\n\twant %s", x.context, err, x.want)
		}
	}
	for _, good := range []string{
		testContext, `{"request": null, "response": {"statusCode": 200, "headers": {"a": "x", "b": ["y", 1], "c": null}, "body": [1]}}`,
		`{"variables": {"r": {"$t": "response", "v": {"statusCode": 500}}}, "user": {"groups": ["a", {"id": "b"}], "identities": [{"id": "1"}]}}`,
	} {
		if _, err := ReadContext([]byte(good)); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
}
