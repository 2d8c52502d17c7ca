package logging

import (
	"maps"
	"slices"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/azure/eventhubs"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func logToEventHubDefinition() policy.Definition {
	return policy.Definition{
		Element: "log-to-eventhub", Summary: "Sends an event to an event hub.",
		Sections: policy.AllSections, Scopes: policy.Global | policy.Product | policy.API | policy.Operation,
		Gateways: policy.Classic | policy.V2 | policy.Consumption | policy.SelfHosted,
		New:      func() policy.Policy { return &logToEventHub{} },
	}
}

// logToEventHub hands a text to a logger, which sends it in the background: the
// request neither waits nor fails. A text above 200 KB is cut.
type logToEventHub struct {
	// The name of a logger of type azureEventHub.
	Logger string `attr:"logger-id,required"`
	// The index of a partition; not together with partition-key.
	PartitionID string `attr:"partition-id"`
	// Events of one key go to one partition.
	PartitionKey expr.Value[string] `attr:"partition-key"`
	// The event.
	Text expr.Value[string] `text:"required"`

	hub *eventhubs.Hub
}

// Check demands one way to choose a partition.
func (p *logToEventHub) Check(c *policy.Check) {
	if p.PartitionID != "" && p.PartitionKey.IsSet() {
		c.Errorf(diag.InvalidValue, "partition-key", "partition-id and partition-key may not stand together; remove one")
	}
	if n, err := strconv.Atoi(p.PartitionID); p.PartitionID != "" && (err != nil || n < 0) {
		c.Errorf(diag.InvalidValue, "partition-id", "the attribute partition-id: expected the index of a partition, 0 or more, not %q", p.PartitionID)
	}
}

// Prepare looks up the logger.
func (p *logToEventHub) Prepare(c *policy.Check) {
	l := c.Logger("logger-id", p.Logger)
	if l == nil {
		return
	}
	if l.Type != catalog.EventHub {
		c.Errorf(diag.InvalidValue, "logger-id", "the logger %q is of type %s; log-to-eventhub needs one of type %s", l.Name, l.Type, catalog.EventHub)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(l.Credentials)) {
		if refs := catalog.NamedValueReferences(l.Credentials[key]); len(refs) > 0 {
			c.Errorf(diag.UnresolvedNamedValue, "logger-id", "the logger %q cannot be used: its %s is the named value %s, which has no value here; give it in gatehouse.yaml under `namedValues`", l.Name, key, refs[0].Name)
			return
		}
	}
	hub, err := eventhubs.NewHub(l.Credentials, l.Buffered)
	if err != nil {
		c.Errorf(diag.InvalidValue, "logger-id", "the logger %q cannot be used: %v", l.Name, err)
		return
	}
	p.hub = hub
}

// Run publishes the event.
func (p *logToEventHub) Run(x *policy.Exec) (policy.Flow, error) {
	text, err := p.Text.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	e := eventhubs.Event{Body: text, PartitionID: p.PartitionID}
	if p.PartitionKey.IsSet() {
		if e.PartitionKey, err = p.PartitionKey.Eval(x.Frame()); err != nil {
			return policy.End, err
		}
	}
	x.Host.Events.Publish(p.hub, e)
	return policy.Next, nil
}
