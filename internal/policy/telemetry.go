package policy

import (
	"github.com/gatehouse-project/gatehouse/internal/azure/applicationinsights"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Telemetry says what is recorded of an API's requests, and where it goes. It is
// immutable.
type Telemetry struct {
	// diagnostic is that of Application Insights, nil when nothing is sent there.
	diagnostic *catalog.Diagnostic
	to         *applicationinsights.Destination
	// logged is that of the log of requests, nil for none.
	logged *catalog.Diagnostic
}

// Diagnostics finds the telemetry of APIs. It belongs to one load of a configuration.
type Diagnostics struct {
	list  *diag.List
	known map[*catalog.Diagnostic]*Telemetry
	// said are the findings so far: each stands once, for the first that it is about.
	said map[string]bool
}

// NewDiagnostics returns one that reports what has no effect to l.
func NewDiagnostics(l *diag.List) *Diagnostics {
	return &Diagnostics{list: l, known: map[*catalog.Diagnostic]*Telemetry{}, said: map[string]bool{}}
}

// Of returns what the first of the levels demands that has a diagnostic for
// Application Insights, and the first that has one for Azure Monitor, nil for none:
// that of an API takes the place of its workspace's, and that of the service's. All of
// a level are looked at, so that what has no effect is reported.
func (d *Diagnostics) Of(levels ...[]*catalog.Diagnostic) *Telemetry {
	found := &Telemetry{}
	taken := false
	for _, level := range levels {
		for _, x := range level {
			t, ours := d.read(x)
			if ours && !taken {
				taken = true
				if t != nil {
					found.diagnostic, found.to = t.diagnostic, t.to
				}
			}
			if found.logged == nil && x.Logger != nil && x.Logger.Type == catalog.AzureMonitor {
				found.logged = x
			}
		}
	}
	if *found == (Telemetry{}) {
		return nil
	}
	return found
}

// read looks at a diagnostic; ours says that it is one for Application Insights.
func (d *Diagnostics) read(x *catalog.Diagnostic) (t *Telemetry, ours bool) {
	if t, ok := d.known[x]; ok {
		return t, t != nil || insights(x)
	}
	t = d.compile(x)
	d.known[x] = t
	return t, insights(x)
}

func insights(x *catalog.Diagnostic) bool {
	return x.Logger != nil && x.Logger.Type == catalog.ApplicationInsights
}

func (d *Diagnostics) compile(x *catalog.Diagnostic) *Telemetry {
	report := func(severity diag.Severity, code diag.Code, text string) {
		if d.said[text] {
			return
		}
		d.said[text] = true
		d.list.Add(diag.Diagnostic{Severity: severity, Code: code, Source: x.Origin.Source, Span: x.Origin.Span, Message: text})
	}
	switch {
	case x.Logger == nil:
		return nil // reported where it was read
	case x.Logger.Type == catalog.AzureMonitor:
		report(diag.Info, diag.IgnoredResource, "diagnostic "+x.Name+": records for Azure Monitor go where logs.gateway of gatehouse.yaml says, if it says so")
		return nil
	case x.Logger.Type != catalog.ApplicationInsights:
		report(diag.Warning, diag.NotSupported, "diagnostic "+x.Name+": nothing is sent to a logger of type "+string(x.Logger.Type)+", only log-to-eventhub does")
		return nil
	}
	to, err := applicationinsights.NewDestination(x.Logger.Credentials)
	switch {
	case err == applicationinsights.ErrNoKey: //nolint:errorlint // it is returned as it is
		// Exports hold no secrets.
		report(diag.Info, diag.IgnoredResource, "diagnostic "+x.Name+": the logger "+x.Logger.Name+" has no connection string here; nothing is sent")
		return nil
	case err != nil:
		report(diag.Warning, diag.InvalidValue, "diagnostic "+x.Name+": the logger "+x.Logger.Name+" cannot be used, nothing is sent: "+err.Error())
		return nil
	}
	if x.Verbosity == "debug" {
		report(diag.Info, diag.NotSupported, "diagnostic "+x.Name+": traces of the inspector are not sent; the verbosity debug is as verbose")
	}
	return &Telemetry{diagnostic: x, to: to}
}
