package apim

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// Deployment is context.Deployment.
type Deployment struct {
	Gateway                                   *Gateway
	GatewayID, Region, ServiceID, ServiceName string
}

func deploymentType() types.Decl {
	return record[*Deployment]("IDeployment",
		object("IGateway Gateway", func(d *Deployment) *Gateway { return d.Gateway }),
		text("string GatewayId", func(d *Deployment) string { return d.GatewayID }),
		text("string Region", func(d *Deployment) string { return d.Region }),
		text("string ServiceId", func(d *Deployment) string { return d.ServiceID }),
		text("string ServiceName", func(d *Deployment) string { return d.ServiceName }),
		object("ISustainabilityInfo SustainabilityInfo", func(*Deployment) *sustainability { return &sustainability{} }),
	)
}
