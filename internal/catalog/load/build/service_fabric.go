package build

import (
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// resolutionRetries is how often a request is sent again to a newly resolved replica
// when the entity does not say.
//
// unverified: the service's own default.
const resolutionRetries = 5

// serviceFabric reads the cluster of a backend entity, nil when there is none.
func (s *scope) serviceFabric(props *node.Reader, r *tree.Resource) *catalog.ServiceFabric {
	if props == nil {
		return nil
	}
	sf := &catalog.ServiceFabric{ServerThumbprints: props.Strings("serverCertificateThumbprints"), MaxPartitionResolutionRetries: resolutionRetries}
	for _, v := range props.List("managementEndpoints") {
		u, err := url.Parse(v.Text)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.ForceQuery {
			v.Errorf(s.list, diag.InvalidValue, "a management endpoint must be an absolute http or https URL, such as https://cluster.example:19080")
			continue
		}
		sf.ManagementEndpoints = append(sf.ManagementEndpoints, v.Text)
	}
	if len(props.List("managementEndpoints")) == 0 && !r.Broken {
		props.Errorf("managementEndpoints", "the Service Fabric cluster of the backend %q needs `managementEndpoints`", r.Name)
	}
	// A thumbprint is passed over where there is an id (management API,
	// "BackendServiceFabricClusterProperties").
	id, thumbprint := props.Get("clientCertificateId"), props.Get("clientCertificatethumbprint")
	switch {
	case id != nil && strings.TrimSpace(id.Text) != "":
		sf.ClientCertificate = s.certificateByID(id)
	case thumbprint != nil && strings.TrimSpace(thumbprint.Text) != "":
		sf.ClientCertificate = s.certificateByThumbprint(thumbprint)
	}
	if n, ok := props.Int("maxPartitionResolutionRetries", 0, 1000); ok {
		sf.MaxPartitionResolutionRetries = int(n)
	}
	for _, name := range props.Objects("serverX509Names") {
		n := catalog.ServerName{Name: name.String("name"), IssuerThumbprint: name.String("issuerCertificateThumbprint")}
		if n.Name == "" {
			name.Errorf("name", "a certificate name needs a `name`")
			continue
		}
		sf.ServerNames = append(sf.ServerNames, n)
	}
	return sf
}
