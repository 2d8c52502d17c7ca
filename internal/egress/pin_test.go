package egress

import (
	"crypto/tls"
	"strings"
	"testing"
	"time"
)

// TestPins: which certificates Thumbprints and Names accept.
func TestPins(t *testing.T) {
	trusted, unknown := newAuthority(t, "trusted"), newAuthority(t, "unknown")
	known := trusted.issue(t, time.Hour, "cluster.test", "alias.test")
	bare := unknown.issue(t, time.Hour, "cluster.test")
	whole := bare
	whole.Certificate = append(whole.Certificate[:1:1], unknown.cert.Raw)
	late := unknown.issue(t, -time.Hour, "cluster.test")
	late.Certificate = append(late.Certificate, unknown.cert.Raw)
	self := tls.Certificate{Certificate: [][]byte{unknown.cert.Raw}, PrivateKey: unknown.key}
	hash := thumbprint(leaf(t, bare))
	tests := []struct {
		name  string
		shows tls.Certificate
		rules TLS
		want  string // what the error says, empty for none
	}{
		{"thumbprint", bare, TLS{Thumbprints: []string{"00", hash}}, ""},
		{"thumbprint as people write it", bare, TLS{Thumbprints: []string{"\u200e" + strings.ToLower(hash[:2]) + ":" + hash[2:] + " "}}, ""},
		{"other thumbprint", known, TLS{Thumbprints: []string{hash}}, "not one of those expected"},
		{"empty thumbprint", known, TLS{Thumbprints: []string{""}}, "not one of those expected"},
		{"name", known, TLS{Names: []CertificateName{{Name: "cluster.test"}}}, ""},
		{"name as a subject", known, TLS{Names: []CertificateName{{Name: "CN=Cluster.Test"}}}, ""},
		{"other name of the certificate", known, TLS{Names: []CertificateName{{Name: "alias.test"}}}, ""},
		{"other name", known, TLS{Names: []CertificateName{{Name: "else.test"}}}, "no name matches"},
		{"name of a certificate that is not trusted", bare, TLS{Names: []CertificateName{{Name: "cluster.test"}}}, "unknown authority"},
		{"issuer that is trusted", known, TLS{Names: []CertificateName{{"cluster.test", thumbprint(trusted.cert)}}}, ""},
		{"issuer that is shown", whole, TLS{Names: []CertificateName{{"cluster.test", "00, " + thumbprint(unknown.cert)}}}, ""},
		{"issuer that nobody shows", bare, TLS{Names: []CertificateName{{"cluster.test", thumbprint(unknown.cert)}}}, "issuer is not one of those"},
		{"other issuer", known, TLS{Names: []CertificateName{{"cluster.test", thumbprint(unknown.cert)}}}, "issuer is not one of those"},
		{"issuer shown beside a certificate that it did not issue", tls.Certificate{Certificate: [][]byte{known.Certificate[0], unknown.cert.Raw}, PrivateKey: known.PrivateKey}, TLS{Names: []CertificateName{{"cluster.test", thumbprint(unknown.cert)}}}, "issuer is not one of those"},
		{"issued by itself", self, TLS{Names: []CertificateName{{"unknown", thumbprint(unknown.cert)}}}, ""},
		{"issuer, expired", late, TLS{Names: []CertificateName{{"cluster.test", thumbprint(unknown.cert)}}}, "expired"},
		{"thumbprint or name", known, TLS{Thumbprints: []string{hash}, Names: []CertificateName{{Name: "cluster.test"}}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := serveTLS(t, tt.shows)
			n := network(t, Settings{CAs: [][]byte{trusted.pem}, Hosts: map[string]Host{"management.test": {Address: address(server)}}})
			_, err := get(t, transport(t, n, TransportSettings{TLS: tt.rules}), "https://management.test/")
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}
