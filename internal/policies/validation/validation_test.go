package validation_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/policytest"
)

func TestPolicies(t *testing.T) { policytest.Dir(t, "testdata") }
