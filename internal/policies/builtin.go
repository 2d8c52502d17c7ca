// Package policies lists the policies that this gateway has. The packages below
// it hold one category each; see package policy for what a policy is and
// docs/contributing/add-a-policy.md for how to add one.
package policies

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/policies/auth"
	"github.com/gatehouse-project/gatehouse/internal/policies/caching"
	"github.com/gatehouse-project/gatehouse/internal/policies/control"
	"github.com/gatehouse-project/gatehouse/internal/policies/crossdomain"
	"github.com/gatehouse-project/gatehouse/internal/policies/integration"
	"github.com/gatehouse-project/gatehouse/internal/policies/logging"
	"github.com/gatehouse-project/gatehouse/internal/policies/ratelimit"
	"github.com/gatehouse-project/gatehouse/internal/policies/routing"
	"github.com/gatehouse-project/gatehouse/internal/policies/transform"
	"github.com/gatehouse-project/gatehouse/internal/policies/validation"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// Builtin returns the registry of all policies.
func Builtin() *policy.Registry {
	return policy.NewRegistry(slices.Concat(
		auth.Policies(), caching.Policies(), control.Policies(), crossdomain.Policies(), integration.Policies(),
		logging.Policies(), ratelimit.Policies(), routing.Policies(), transform.Policies(),
		validation.Policies(),
	)...)
}
