package policy

import "github.com/gatehouse-project/gatehouse/internal/state"

// Gateways is a set of the service's gateways, which differ in the policies they
// have (00-documents-and-pipeline.md, words).
type Gateways uint8

// The gateways.
const (
	// Classic are the managed gateways of Developer, Basic, Standard and Premium.
	Classic Gateways = 1 << iota
	V2
	Consumption
	SelfHosted
	// WorkspaceGateway serves a workspace.
	WorkspaceGateway

	AllGateways = Classic | V2 | Consumption | SelfHosted | WorkspaceGateway
)

var gatewayNames = []string{"classic", "v2", "consumption", "self-hosted", "workspace"}

// String returns the names of the gateways.
func (g Gateways) String() string { return setString(uint8(g), gatewayNames) }

// GatewayNames lists the names that GatewaysNamed knows.
func GatewayNames() []string { return append([]string(nil), gatewayNames...) }

// GatewaysNamed returns the gateway of a name.
func GatewaysNamed(name string) (Gateways, bool) {
	for i, n := range gatewayNames {
		if n == name {
			return 1 << i, true
		}
	}
	return 0, false
}

// Stores returns what a gateway has of the stores: those of Consumption and the
// self-hosted one have no cache of their own (policies/cache-lookup.md,
// platform/self-hosted-gateway.md).
func (g Gateways) Stores(s state.Stores) state.Stores {
	if g == Consumption || g == SelfHosted {
		return s.WithoutInternal()
	}
	return s
}
