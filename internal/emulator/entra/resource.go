package entra

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// GraphAppID is the application id of Microsoft Graph, which is also accepted
// as its audience.
const GraphAppID = "00000003-0000-0000-c000-000000000000"

// graphRoles are the application permissions of Graph that "*" stands for.
var graphRoles = []string{
	"Application.Read.All", "Directory.Read.All", "Group.Read.All", "GroupMember.Read.All", "User.Read.All", "User.ReadWrite.All",
}

// resources are the audiences of Microsoft's services (reference
// managed-identity section 5), without a trailing slash.
var resources = []string{
	"https://management.azure.com", "https://management.core.windows.net",
	"https://graph.microsoft.com", "https://graph.windows.net",
	"https://vault.azure.net", "https://managedhsm.azure.net",
	"https://storage.azure.com",
	"https://servicebus.azure.net", "https://eventhubs.azure.net",
	"https://database.windows.net", "https://ossrdbms-aad.database.windows.net",
	"https://cosmos.azure.com",
	"https://cognitiveservices.azure.com", "https://ai.azure.com", "https://ml.azure.com",
	"https://signalr.azure.com", "https://webpubsub.azure.com", "https://monitor.azure.com", "https://eventgrid.azure.net",
	"https://azconfig.io", "https://azure.azconfig.io", "https://datalake.azure.net", "https://search.azure.com",
	"https://atlas.microsoft.com", "https://api.loganalytics.io", "https://api.applicationinsights.io",
	"https://redis.azure.com", "https://digitaltwins.azure.net", "https://iothubs.azure.net",
	"https://batch.core.windows.net", "https://dev.azuresynapse.net", "https://communication.azure.com",
	"https://api.fabric.microsoft.com", "https://analysis.windows.net/powerbi/api",
	"https://azure-api.net/authorization-manager", "https://apihub.azure.com", "https://logic.azure.com", "https://batch.azure.com",
	"https://relay.azure.net", "https://kusto.kusto.windows.net", "https://api.kusto.windows.net",
}

// hostResources are the endings of hosts that are audiences of their own.
var hostResources = []string{
	".blob.core.windows.net", ".queue.core.windows.net", ".table.core.windows.net", ".file.core.windows.net", ".dfs.core.windows.net",
	".documents.azure.com", ".servicebus.windows.net", ".kusto.windows.net", ".azconfig.io", ".search.windows.net",
	".service.signalr.net", ".azurehdinsight.net", ".crm.dynamics.com", ".sharepoint.com",
}

// target is what a token is for.
type target struct {
	audience string
	version2 bool
	names    []string // names under which app roles of it may be granted
	defined  []string // its app roles
}

// resolve finds what is known under the name of a resource. Names are compared
// without regard to case and to one trailing slash, and become the audience
// byte for byte.
func (i *Issuer) resolve(name string) (target, bool) {
	if app := i.seed.ResourceApplication(name); app != nil {
		t := target{audience: name, names: append([]string{app.ClientID}, app.IdentifierURIs...), defined: app.DefinedAppRoles}
		if app.RequestedAccessTokenVersion == 2 {
			t.version2, t.audience = true, app.ClientID
		}
		return t, true
	}
	trimmed := strings.ToLower(strings.TrimSuffix(name, "/"))
	t := target{audience: name, names: []string{trimmed}}
	switch {
	case trimmed == "https://graph.microsoft.com" || trimmed == GraphAppID:
		t.names, t.defined = []string{"https://graph.microsoft.com", GraphAppID}, graphRoles
		return t, true
	case slices.Contains(resources, trimmed):
		return t, true
	case seed.IsGUID(name):
		// An application that the seed does not describe.
		return t, true
	case strings.HasPrefix(trimmed, "api://") && len(trimmed) > len("api://"):
		return t, true
	}
	u, err := url.Parse(trimmed)
	if err != nil || u.Scheme != "https" || u.Path != "" || u.RawQuery != "" {
		return target{}, false
	}
	switch u.Hostname() {
	case "127.0.0.1", "localhost", "::1":
		// Clients that are pointed at the local endpoints by URL ask for that
		// URL as the audience (reference managed-identity section 6).
		return t, true
	}
	for _, suffix := range hostResources {
		if label, ok := strings.CutSuffix(u.Host, suffix); ok && label != "" {
			return t, true
		}
	}
	return target{}, false
}

// rolesOf returns the app roles of the target that a principal has.
func (t target) rolesOf(p *seed.Principal) []string {
	var out []string
	for resource, roles := range p.Access.AppRoles {
		if resource != "*" && !slices.ContainsFunc(t.names, func(n string) bool {
			return strings.EqualFold(strings.TrimSuffix(n, "/"), strings.TrimSuffix(resource, "/"))
		}) {
			continue
		}
		for _, role := range roles {
			if role == "*" {
				out = append(out, t.defined...)
			} else {
				out = append(out, role)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
