package logging

import (
	"log/slog"
	"maps"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func traceDefinition() policy.Definition {
	return policy.Definition{
		Element: "trace", Summary: "Writes a message to the trace and the log.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &trace{} },
	}
}

// trace writes a message of the author's: verbose at the log's level debug,
// information at info, error at error. Where a diagnostic of the API or the service
// names a logger of type applicationInsights, messages that matter as much as its
// verbosity demands are sent there as well, metadata as properties.
type trace struct {
	// What the message comes from. The page of the service lists no expressions; the
	// templates of the Azure Developer CLI, which deploy, have one here.
	//
	// unverified: that the service evaluates it.
	Source expr.Value[string] `attr:"source,required"`
	// How much it matters.
	Severity severity `attr:"severity" default:"verbose"`
	// The message; the text of the element itself if absent.
	Message *traceMessage `elem:"message"`
	// Properties of the message.
	Metadata []metadata `elem:"metadata"`
	// The message as plain text, as published snippets write it.
	Text expr.Value[rt.String] `text:""`
}

type severity string

// Values lists the severities.
func (severity) Values() []string { return []string{"verbose", "information", "error"} }

// level is the log's level of a severity.
func (s severity) level() slog.Level {
	switch s {
	case "information":
		return slog.LevelInfo
	case "error":
		return slog.LevelError
	}
	return slog.LevelDebug
}

type traceMessage struct {
	Text expr.Value[rt.String] `text:""`
}

type metadata struct {
	// The name of the property.
	Name expr.Value[string] `attr:"name,required"`
	// Its value.
	Value expr.Value[rt.String] `attr:"value,required,free"`
}

// Check demands a message.
func (p *trace) Check(c *policy.Check) {
	if p.Message == nil && !p.Text.IsSet() {
		c.Errorf(diag.MissingElement, "", "trace needs an element message")
	}
	if p.Message != nil && p.Text.IsSet() {
		c.Warnf(diag.UnexpectedText, "", "the text beside the element message is not written; remove it")
	}
}

// Run writes the message.
func (p *trace) Run(x *policy.Exec) (policy.Flow, error) {
	text := &p.Text
	if p.Message != nil {
		text = &p.Message.Text
	}
	// unverified: null is an empty message, and an empty value of a property.
	message, err := text.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	source, err := p.Source.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	args := make([]any, 0, 4+2*len(p.Metadata))
	args = append(args, "source", source, "request", x.RequestID())
	for i := range p.Metadata {
		name, err := p.Metadata[i].Name.Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		value, err := p.Metadata[i].Value.Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		args = append(args, name, value.Text)
	}
	x.Host.Log.Log(x.Ctx, p.Severity.level(), message.Text, args...)
	if x.Recording == nil && x.Entry == nil {
		return policy.Next, nil
	}
	properties := map[string]string{}
	for i := 4; i < len(args); i += 2 { // what precedes is no metadata
		properties[args[i].(string)] = args[i+1].(string)
	}
	x.Entry.Trace(x.Now(), string(p.Severity), source, message.Text, maps.Clone(properties))
	if x.Recording != nil {
		// unverified: the name of the source.
		if _, ok := properties["source"]; !ok {
			properties["source"] = source
		}
		x.Recording.Trace(x.Now(), string(p.Severity), message.Text, properties)
	}
	return policy.Next, nil
}
