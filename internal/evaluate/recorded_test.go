package evaluate

import (
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
