package build

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

func (s *scope) readLoggers() {
	for _, r := range s.tree.Of(tree.Logger) {
		props := s.props(r)
		l := &catalog.Logger{
			Name: r.Name, Description: props.String("description"), ResourceID: props.String("resourceId"),
			Type:     catalog.LoggerType(props.Enum("loggerType", "", "applicationInsights", "azureEventHub", "azureMonitor")),
			Buffered: props.Bool("isBuffered", true), Credentials: map[string]string{}, Origin: r.Origin,
		}
		for _, m := range props.Entries("credentials") {
			if m.Value.Kind == node.String {
				// Exports refer to secrets that they do not hold; telemetry that
				// cannot be sent is no reason to complain about each.
				l.Credentials[m.Name] = s.expand(m.Value, diag.Warning, true)
			}
		}
		if enter(s, &s.loggers, "logger", l.Name, l, r.Origin) {
			s.out.Loggers = append(s.out.Loggers, l)
		}
	}
}

// diagnostics reads the diagnostics below the service, a workspace or an API.
func (s *scope) diagnostics(parent *tree.Resource) []*catalog.Diagnostic {
	var out []*catalog.Diagnostic
	for _, r := range parent.Of(tree.Diagnostic) {
		out = append(out, s.diagnostic(r))
	}
	return out
}

func (s *scope) diagnostic(r *tree.Resource) *catalog.Diagnostic {
	props := s.props(r)
	correlation := "Legacy"
	if !props.Bool("enableHttpCorrelationHeaders", true) { // of API versions before httpCorrelationProtocol
		correlation = "None"
	}
	d := &catalog.Diagnostic{
		Name:                strings.ToLower(r.Name),
		AlwaysLogErrors:     strings.EqualFold(props.String("alwaysLog"), "allErrors"),
		SamplingPercentage:  100,
		Verbosity:           props.Enum("verbosity", "information", "verbose", "information", "error", "debug"),
		LogClientIP:         props.Bool("logClientIp", false),
		CorrelationProtocol: props.Enum("httpCorrelationProtocol", correlation, "None", "Legacy", "W3C"),
		OperationNameFormat: props.Enum("operationNameFormat", "Name", "Name", "Url"),
		Metrics:             props.Bool("metrics", false),
		Origin:              r.Origin,
	}
	sampling := props.Object("sampling")
	sampling.Enum("samplingType", "fixed", "fixed") // there is no other
	if p, ok := sampling.Float("percentage"); ok {
		d.SamplingPercentage = min(max(p, 0), 100)
	}
	frontend, backend := props.Object("frontend"), props.Object("backend")
	d.FrontendRequest, d.FrontendResponse = diagnosticMessage(frontend, "request"), diagnosticMessage(frontend, "response")
	d.BackendRequest, d.BackendResponse = diagnosticMessage(backend, "request"), diagnosticMessage(backend, "response")
	if id := props.String("loggerId"); id != "" {
		_, name := catalog.ParseID(id, "loggers").Last()
		logger, ok := find(s, func(s *scope) *registry[*catalog.Logger] { return &s.loggers }, name)
		if !ok {
			s.missing(propsOrigin(r, "loggerId"), diag.Warning, diag.UnresolvedLogger, "logger", name, s.loggers.names, "nothing is logged there")
		}
		d.Logger = logger
	}
	return d
}

func diagnosticMessage(side *node.Reader, which string) catalog.DiagnosticMessage {
	m := side.Object(which)
	masking := m.Object("dataMasking")
	out := catalog.DiagnosticMessage{
		Headers: m.Strings("headers"), MaskHeaders: masks(masking, "headers"), MaskQuery: masks(masking, "queryParams"),
	}
	if n, ok := m.Object("body").Int("bytes", 0, 8192); ok {
		out.BodyBytes = int(n)
	}
	return out
}

func masks(masking *node.Reader, name string) []catalog.DataMask {
	var out []catalog.DataMask
	for _, m := range masking.Objects(name) {
		out = append(out, catalog.DataMask{Name: m.String("value"), Hide: m.Enum("mode", "Mask", "Mask", "Hide") == "Hide"})
	}
	return out
}
