package server_test

import (
	"crypto/sha1"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// fabricCluster stands for the management of a Service Fabric cluster: it wants the
// certificate of gateway.test and knows partitions by what they are asked for.
type fabricCluster struct {
	mu sync.Mutex
	// partitions are the resolutions by service, kind of key and key; a later one is
	// given to who knows the version before.
	partitions map[string][]fabricAnswer
	asked      []string
}

type fabricAnswer struct {
	Name, Version string
	Endpoints     []fabricReplica
}

type fabricReplica struct{ Kind, Address string }

// at is a replica with its listeners, names and URLs in turn.
func at(kind string, listeners ...string) fabricReplica {
	named := map[string]string{}
	for i := 0; i < len(listeners); i += 2 {
		named[listeners[i]] = listeners[i+1]
	}
	text, _ := json.Marshal(map[string]any{"Endpoints": named}) // texts alone never fail
	return fabricReplica{kind, string(text)}
}

func (c *fabricCluster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, r.URL.RequestURI())
	refuse := func(status int, code string) {
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"Error": {"Code": %q}}`, code)
	}
	service, ok := strings.CutPrefix(r.URL.Path, "/Services/")
	service, found := strings.CutSuffix(service, "/$/ResolvePartition")
	q := r.URL.Query()
	switch {
	case r.TLS.PeerCertificates[0].Subject.CommonName != "gateway.test":
		refuse(http.StatusForbidden, "E_ACCESSDENIED")
		return
	case !ok || !found || q.Get("api-version") != "6.0":
		refuse(http.StatusBadRequest, "E_INVALIDARG")
		return
	}
	answers := c.partitions[service+" "+q.Get("PartitionKeyType")+" "+q.Get("PartitionKeyValue")]
	if len(answers) == 0 {
		refuse(http.StatusBadRequest, "FABRIC_E_INVALID_PARTITION_KEY")
		return
	}
	answer := answers[0]
	for i := range answers[1:] {
		if answers[i].Version == q.Get("PreviousRspVersion") {
			answer = answers[i+1]
		}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// questions returns what was asked since the last time.
func (c *fabricCluster) questions() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	asked := c.asked
	c.asked = nil
	return asked
}

// fabricReplicaServer answers with its name, the path and the body it was sent; 410
// when it is asked to.
func fabricReplicaServer(t *testing.T, name string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if r.URL.Query().Has("gone") && name != "late" {
			w.WriteHeader(http.StatusGone)
		}
		_, _ = io.WriteString(w, strings.TrimSpace(name+" "+r.URL.Path+" "+string(body)))
	}))
	t.Cleanup(s.Close)
	return s
}

// TestServiceFabric: requests reach the replicas of services of a cluster that wants a
// certificate, over the network as it is.
func TestServiceFabric(t *testing.T) {
	cluster := &fabricCluster{partitions: map[string][]fabricAnswer{}}
	ca := newAuthority(t)
	serving, _ := ca.issue(t, "management.test", time.Hour)
	management := httptest.NewUnstartedServer(cluster)
	management.TLS = &tls.Config{Certificates: []tls.Certificate{serving}, ClientAuth: tls.RequireAnyClientCert}
	management.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	management.StartTLS()
	t.Cleanup(management.Close)
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	away := gone.Addr().String()
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	_, gatewayPEM := identityOf(t, "gateway.test")
	_, otherPEM := identityOf(t, "other.test")

	one, two, late := fabricReplicaServer(t, "one"), fabricReplicaServer(t, "two"), fabricReplicaServer(t, "late")
	dead := "http://" + away
	cluster.partitions["Shop~Web 1 "] = []fabricAnswer{{Version: "1", Endpoints: []fabricReplica{at("Stateless", "", one.URL), at("Stateless", "", two.URL)}}}
	cluster.partitions["Shop~Moved 1 "] = []fabricAnswer{
		{Version: "1", Endpoints: []fabricReplica{at("StatefulPrimary", "", dead)}},
		{Version: "2", Endpoints: []fabricReplica{at("StatefulPrimary", "", late.URL)}},
	}
	cluster.partitions["Shop~Half 1 "] = []fabricAnswer{{Version: "1", Endpoints: []fabricReplica{at("Stateless", "", dead), at("Stateless", "", two.URL)}}}
	cluster.partitions["Shop~Dead 1 "] = []fabricAnswer{{Version: "1", Endpoints: []fabricReplica{at("Stateless", "", dead)}}}
	cluster.partitions["Shop~Gone 1 "] = []fabricAnswer{
		{Version: "1", Endpoints: []fabricReplica{at("StatefulPrimary", "", one.URL)}},
		{Version: "2", Endpoints: []fabricReplica{at("StatefulPrimary", "", two.URL)}},
		{Version: "3", Endpoints: []fabricReplica{at("StatefulPrimary", "", late.URL)}},
	}
	cluster.partitions["Shop~Store 2 7"] = []fabricAnswer{{Version: "1", Endpoints: []fabricReplica{
		at("StatefulPrimary", "", one.URL+"/p/", "admin", late.URL), at("StatefulSecondary", "", two.URL),
	}}}
	cluster.partitions["Shop~Store 3 north 1"] = []fabricAnswer{{Version: "1", Endpoints: []fabricReplica{at("StatefulPrimary", "", two.URL)}}}

	hash := func(c tls.Certificate) string {
		sum := sha1.Sum(c.Certificate[0])
		return hex.EncodeToString(sum[:])
	}
	issuer := sha1.Sum(ca.cert.Raw)
	entity := func(more string) string {
		return `{"properties": {"url": "fabric:/Shop/Web", "protocol": "http", "properties": {"serviceFabricCluster": {
			"managementEndpoints": ["https://away.test:19080", "https://cluster.test:19080"], "maxPartitionResolutionRetries": 3` + more + `}}}}`
	}
	pinned := `, "serverCertificateThumbprints": ["` + hash(serving) + `"]`
	tree := map[string]string{
		"policy.xml": `<policies><inbound /><backend><forward-request timeout="60" /></backend><outbound /><on-error>
			<set-header name="X-Error"><value>@(context.LastError.Reason + ": " + context.LastError.Message)</value></set-header></on-error></policies>`,
		"apis/a/apiInformation.json": information("a", "", `"subscriptionRequired": false, "protocols": ["http"]`),
		"apis/a/specification.json":  `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {"/x": {"get": {"operationId": "x", "responses": {}}, "post": {"operationId": "y", "responses": {}}}}}`,
		"apis/a/policy.xml": `<policies><inbound><base />
			<set-backend-service backend-id="@(context.Request.Url.Query.GetValueOrDefault("b", "pinned"))" sf-service-instance-name="@("fabric:/Shop/" + context.Request.Url.Query.GetValueOrDefault("s", "Web"))"
				sf-partition-key="@(context.Request.Url.Query.GetValueOrDefault("key", ""))" sf-replica-type="@(context.Request.Url.Query.GetValueOrDefault("type", "primary"))"
				sf-listener-name="@(context.Request.Url.Query.GetValueOrDefault("listener", ""))" sf-resolve-condition="@(context.Response.StatusCode == 410)" />
			</inbound><backend><choose><when condition="@(context.Request.Url.Query.ContainsKey("keep"))"><forward-request buffer-request-body="true" /></when><otherwise><base /></otherwise></choose></backend>
			<outbound><base /></outbound><on-error><base /></on-error></policies>`,
		"certificates/gateway/certificateInformation.json": `{"properties": {"subject": "CN=gateway.test"}}`,
		"certificates/other/certificateInformation.json":   `{"properties": {"subject": "CN=other.test"}}`,
		"backends/pinned/backendInformation.json":          entity(pinned + `, "clientCertificateId": "gateway"`),
		"backends/named/backendInformation.json":           entity(`, "serverX509Names": [{"name": "management.test", "issuerCertificateThumbprint": "` + hex.EncodeToString(issuer[:]) + `"}], "clientCertificateId": "/certificates/gateway"`),
		"backends/strange/backendInformation.json":         entity(`, "serverCertificateThumbprints": ["00"], "clientCertificateId": "gateway"`),
		"backends/misnamed/backendInformation.json":        entity(`, "serverX509Names": [{"name": "else.test"}], "clientCertificateId": "gateway"`),
		"backends/plain/backendInformation.json":           entity(`, "clientCertificateId": "gateway"`),
		"backends/nobody/backendInformation.json":          entity(pinned),
		"backends/other/backendInformation.json":           entity(pinned + `, "clientCertificateId": "other"`),
	}
	s := serveTree(t, tree, options{adjust: func(c *config.Settings) {
		c.Hosts = append(c.Hosts, config.Host{Pattern: "cluster.test", Address: management.Listener.Addr().String(), CA: ca.file}, config.Host{Pattern: "away.test", Address: away})
		c.Certificates = []config.Certificate{{Name: "gateway", PFX: gatewayPEM}, {Name: "other", PFX: otherPEM}}
	}})

	ask := func(service, rest string) string {
		return "/Services/Shop~" + service + "/$/ResolvePartition?api-version=6.0&PartitionKeyType=" + rest
	}
	// Each follows those before it: what the cluster said is kept.
	tests := []struct {
		name, method, query string
		status              int
		want                string // the body, or a part of the error
		asked               []string
	}{
		{name: "first instance", status: 200, want: "one /x", asked: []string{ask("Web", "1")}},
		{name: "second instance", status: 200, want: "two /x"},
		{name: "first instance again", status: 200, want: "one /x"},
		{name: "int64 partition, primary", query: "s=Store&key=7", status: 200, want: "one /p/x", asked: []string{ask("Store", "2&PartitionKeyValue=7")}},
		{name: "secondary", query: "s=Store&key=7&type=secondary", status: 200, want: "two /x"},
		{name: "named listener", query: "s=Store&key=7&listener=admin", status: 200, want: "late /x"},
		{name: "listener that is not there", query: "s=Store&key=7&listener=none", status: 500, want: `has the listener "none"`},
		{name: "named partition", query: "s=Store&key=north%201", status: 200, want: "two /x", asked: []string{ask("Store", "3&PartitionKeyValue=north%201")}},
		{name: "unknown partition", query: "s=Store&key=8", status: 500, want: "the cluster answered 400 FABRIC_E_INVALID_PARTITION_KEY",
			asked: []string{ask("Store", "2&PartitionKeyValue=8"), ask("Store", "3&PartitionKeyValue=8")}},
		{name: "primary that moved", query: "s=Moved", status: 200, want: "late /x", asked: []string{ask("Moved", "1"), ask("Moved", "1&PreviousRspVersion=1")}},
		{name: "primary that moved, known", query: "s=Moved", status: 200, want: "late /x"},
		{name: "instance that died", query: "s=Half", status: 200, want: "two /x", asked: []string{ask("Half", "1"), ask("Half", "1&PreviousRspVersion=1")}},
		{name: "nobody there", query: "s=Dead", status: 500, want: "BackendConnectionFailure: Error connecting to backend: dial tcp",
			asked: []string{ask("Dead", "1"), ask("Dead", "1&PreviousRspVersion=1"), ask("Dead", "1&PreviousRspVersion=1"), ask("Dead", "1&PreviousRspVersion=1")}},
		{name: "condition, body that streamed", method: "POST", query: "s=Gone&gone", status: 410, want: "one /x body", asked: []string{ask("Gone", "1")}},
		{name: "condition, body that is kept", method: "POST", query: "s=Gone&gone&keep", status: 200, want: "late /x body", asked: []string{ask("Gone", "1&PreviousRspVersion=1"), ask("Gone", "1&PreviousRspVersion=2")}},
		{name: "certificate by name and issuer", query: "b=named", status: 200, want: "one /x", asked: []string{ask("Web", "1")}},
		{name: "other thumbprint", query: "b=strange", status: 500, want: "is not one of those expected"},
		{name: "other name", query: "b=misnamed", status: 500, want: "no name matches"},
		{name: "usual rules", query: "b=plain", status: 500, want: "x509: certificate is valid for management.test, not cluster.test"},
		{name: "no client certificate", query: "b=nobody", status: 500, want: "certificate required"},
		{name: "other client certificate", query: "b=other", status: 500, want: "the cluster answered 403 E_ACCESSDENIED", asked: []string{ask("Web", "1")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var body io.Reader
			if tt.method == "" {
				tt.method = http.MethodGet
			} else {
				body = strings.NewReader("body")
			}
			req, err := http.NewRequestWithContext(t.Context(), tt.method, s.Addresses()[0]+"/a/x?"+tt.query, body)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			text, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			failure := resp.Header.Get("X-Error")
			if resp.StatusCode != tt.status || failure == "" && string(text) != tt.want || failure != "" && !strings.Contains(failure, tt.want) {
				t.Errorf("%d %q, error %q; want %d, %q", resp.StatusCode, text, failure, tt.status, tt.want)
			}
			if diff := cmp.Diff(tt.asked, cluster.questions()); diff != "" {
				t.Errorf("the cluster was asked (-want +got):\n%s", diff)
			}
		})
	}
}
