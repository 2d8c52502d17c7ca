package build

import (
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
)

// accessPolicies reads who may use the connections of the credential manager. The
// connections themselves stand in the settings: artefacts hold no tokens.
func (b *builder) accessPolicies(root *tree.Resource) {
	for _, provider := range root.Of(tree.CredentialProvider) {
		for _, connection := range provider.Of(tree.Connection) {
			for _, r := range connection.Of(tree.AccessPolicy) {
				props := b.props(r)
				b.service.AccessPolicies = append(b.service.AccessPolicies, catalog.AccessPolicy{
					Provider: provider.Name, Connection: connection.Name,
					ObjectID: props.String("objectId"), TenantID: props.String("tenantId"), Origin: r.Origin,
				})
			}
		}
	}
	b.service.AccessPolicies = append(b.service.AccessPolicies, b.supply.AccessPolicies...)
}
