package logging

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// defaults are the dimensions that have a value of their own (emit-metric.md).
var defaults = []struct {
	name string
	of   func(x *policy.Exec) string
}{
	{"API ID", func(x *policy.Exec) string {
		if a := x.Context.API; a != nil {
			return a.ID
		}
		return ""
	}},
	{"Operation ID", func(x *policy.Exec) string {
		if o := x.Context.Operation; o != nil {
			return o.ID
		}
		return ""
	}},
	{"Product ID", func(x *policy.Exec) string {
		if p := x.Context.Product; p != nil {
			return p.ID
		}
		return ""
	}},
	{"User ID", func(x *policy.Exec) string {
		if u := x.Context.User; u != nil {
			return u.ID
		}
		return ""
	}},
	{"Subscription ID", func(x *policy.Exec) string {
		if s := x.Context.Subscription; s != nil {
			return s.ID
		}
		return ""
	}},
	{"Location", func(x *policy.Exec) string { return x.Context.Deployment.Region }},
	{"Gateway ID", func(x *policy.Exec) string { return x.Context.Deployment.GatewayID }},
	{"Backend ID", func(x *policy.Exec) string {
		if b := x.Context.Backend; b != nil {
			return b.ID
		}
		return ""
	}},
}

// defaultDimension returns how to find a default dimension's value, nil for other
// names. Case does not matter (service changelog of May 2025).
func defaultDimension(name string) func(*policy.Exec) string {
	for _, d := range defaults {
		if strings.EqualFold(d.name, name) {
			return d.of
		}
	}
	return nil
}

func defaultNames() []string {
	var out []string
	for _, d := range defaults {
		out = append(out, d.name)
	}
	return out
}
