package gateway_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/policytest"
)

func TestArchives(t *testing.T) { policytest.Dir(t, "testdata") }
