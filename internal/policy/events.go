package policy

import (
	"context"

	"github.com/gatehouse-project/gatehouse/internal/azure/applicationinsights"
	"github.com/gatehouse-project/gatehouse/internal/azure/delivery"
	"github.com/gatehouse-project/gatehouse/internal/azure/eventhubs"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// NewEvents returns a publisher that sends through the host and with its identity.
func NewEvents(h *Host) *eventhubs.Publisher { return eventhubs.New(h.delivery()) }

// NewInsights returns a publisher that sends through the host and with its identity.
func NewInsights(h *Host) *applicationinsights.Publisher {
	return applicationinsights.New(h.delivery())
}

// delivery is what publishers get of the host.
func (h *Host) delivery() delivery.Options {
	return delivery.Options{
		Send: func(ctx context.Context, req *message.Request) (*message.Response, error) {
			return h.Send(ctx, req, SendOptions{})
		},
		Token: func(ctx context.Context, clientID, resource string) (string, error) {
			t, err := h.Identity.Token(ctx, "", clientID, resource)
			if err != nil {
				return "", err
			}
			return t.Bearer, nil
		},
		Go: h.Go, Context: h.Background, Log: h.Log,
	}
}
