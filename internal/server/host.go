package server

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// maxCallDepth bounds nested calls of lambdas and local functions in expressions.
const maxCallDepth = 1000

// host is what the gateway lends to policies.
func (s *Server) host(settings *config.Settings) *policy.Host {
	h := &policy.Host{
		Send: s.client.Send, Identity: s.identity, State: s.opts.Profile.Stores(s.store.Stores()), Services: host.Default(),
		Limits:              limits(settings.Limits),
		SkipBackendHostName: settings.Compatibility["skipBackendHostName"],
		QuotedJSONP:         settings.Compatibility["quotedJSONP"],
		ClientAuthorities:   s.authorities,
		TypeOf:              s.library.TypeOf, Type: s.library.Type, Spelling: s.library.Spelling, Log: s.log,
		Background: s.background.ctx, Go: s.background.run,
	}
	if s.requestLog != nil {
		h.GatewayLog = s.requestLog.log
	}
	h.CheckCertificates()
	h.Events, h.Metrics, h.Authorizations = policy.NewEvents(h), s.samples, s.authorizations
	h.Insights = policy.NewInsights(h)
	s.insights = h.Insights
	return h
}

func limits(l config.Limits) policy.Limits {
	return policy.Limits{
		Body:       apim.Limits{BodyBuffer: l.BodyBuffer},
		WebSockets: l.WebSocket.Connections,
		Expression: rt.Budget{
			Steps: l.Expression.Steps, Memory: l.Expression.Memory, Time: l.Expression.Time, MaxDepth: maxCallDepth,
		},
	}
}
