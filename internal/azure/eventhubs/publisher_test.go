package eventhubs_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/azure/delivery"
	"github.com/gatehouse-project/gatehouse/internal/azure/eventhubs"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// TestLargeEvents: an event has at most 200 KB; what is longer is cut at the end of a
// character, not refused (log-to-eventhub.md, semantics 2 and test 2).
func TestLargeEvents(t *testing.T) {
	const most = 200 << 10
	for _, tt := range []struct {
		name, text string
		want       int
	}{
		{"as long as it may be", strings.Repeat("x", most), most},
		{"too long", strings.Repeat("x", 300<<10), most},
		{"a character of two bytes over the end", "x" + strings.Repeat("ä", most), most - 1},
		{"a character of four bytes over the end", "xxx" + strings.Repeat("😀", most), most - 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hub, err := eventhubs.NewHub(map[string]string{"name": "events", "endpointAddress": "contoso.servicebus.windows.net", "identityClientId": "SystemAssigned"}, false)
			if err != nil {
				t.Fatal(err)
			}
			sent := ""
			p := eventhubs.New(delivery.Options{
				Send: func(_ context.Context, req *message.Request) (*message.Response, error) {
					data, err := req.Body.Bytes(1 << 20)
					sent = string(data)
					return &message.Response{Status: 201}, err
				},
				Token:   func(context.Context, string, string) (string, error) { return "Bearer t", nil },
				Go:      func(f func()) { f() },
				Context: t.Context(), Log: slog.New(slog.DiscardHandler),
			})
			p.Publish(hub, eventhubs.Event{Body: tt.text})
			if len(sent) != tt.want || !strings.HasPrefix(tt.text, sent) {
				t.Errorf("%d bytes were sent, want %d of the text", len(sent), tt.want)
			}
		})
	}
}
