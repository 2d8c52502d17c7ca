package logging

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/metric"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func emitMetricDefinition() policy.Definition {
	return policy.Definition{
		Element: "emit-metric", Summary: "Counts in a metric of one's own.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &emitMetric{} },
	}
}

// emitMetric adds a sample to a metric, which the admin listener shows at /metrics.
// Where a diagnostic with metrics of the API or the service names a logger of type
// applicationInsights, the sample is sent there as well.
type emitMetric struct {
	// The name of the metric.
	Name string `attr:"name,required"`
	// Its namespace.
	Namespace string `attr:"namespace" default:"API Management"`
	// What is added; 1 if absent.
	Value expr.Value[float64] `attr:"value"`
	// In the service's schema only: neither documentation nor a public document says what
	// it does.
	DefaultDimensions string `attr:"default-dimensions,unsupported" why:"it is in the service's schema, but no documentation says what it does; name the dimensions in elements instead"`
	// What tells series of the metric apart.
	Dimensions []dimension `elem:"dimension"`
}

type dimension struct {
	// The name; one of the default dimensions needs no value.
	Name expr.Value[string] `attr:"name,required"`
	// The value.
	Value expr.Value[rt.String] `attr:"value,free"`
}

// maxCustomDimensions is how many dimensions with a value there may be
// (emit-metric.md; earlier pages say 10).
const maxCustomDimensions = 5

// Check wants values for names that have none of their own, and few of them.
func (p *emitMetric) Check(c *policy.Check) {
	if strings.TrimSpace(p.Name) == "" && c.Has("name") {
		c.Errorf(diag.InvalidValue, "name", "a metric needs a name")
	}
	if len(p.Dimensions) == 0 {
		c.Warnf(diag.MissingElement, "", "emit-metric without an element dimension: the service wants at least one")
	}
	custom := 0
	for i := range p.Dimensions {
		d := &p.Dimensions[i]
		name, literal := d.Name.Constant()
		switch own := literal && defaultDimension(name) == nil; {
		case d.Value.IsSet() && (own || !literal):
			// unverified: a default dimension with a value of the author's is none of them.
			if custom++; custom == maxCustomDimensions+1 {
				c.ChildErrorf(diag.InvalidValue, "dimension", i, "name", "a metric has at most %d dimensions of one's own", maxCustomDimensions)
			}
		case !d.Value.IsSet() && own:
			c.ChildErrorf(diag.MissingAttribute, "dimension", i, "name", "the dimension %q needs a value; without one there are: %s", name, strings.Join(defaultNames(), ", "))
		}
	}
}

// Run adds the sample.
func (p *emitMetric) Run(x *policy.Exec) (policy.Flow, error) {
	value := 1.0
	if p.Value.IsSet() {
		var err error
		if value, err = p.Value.Eval(x.Frame()); err != nil {
			return policy.End, err
		}
	}
	var room [maxCustomDimensions * 2]metric.Dimension
	dimensions := room[:0]
	for i := range p.Dimensions {
		d := &p.Dimensions[i]
		name, err := d.Name.Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		text := ""
		if d.Value.IsSet() {
			v, err := d.Value.Eval(x.Frame())
			if err != nil {
				return policy.End, err
			}
			text = v.Text
		} else if of := defaultDimension(name); of != nil {
			// unverified: empty for what the request has none of.
			text = of(x)
		}
		dimensions = append(dimensions, metric.Dimension{Name: name, Value: text})
	}
	x.Host.Metrics.Add(p.Namespace, p.Name, dimensions, value)
	if x.Recording != nil {
		x.Recording.Metric(x.Now(), p.Namespace, p.Name, dimensions, value)
	}
	return policy.Next, nil
}
