package cryptography

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// OID is a System.Security.Cryptography.Oid.
type OID struct{ value, name rt.String }

// NewOID returns the object identifier of a dotted number, with its friendly name
// when it has one.
func NewOID(value string) *OID {
	o := &OID{value: rt.Str(value)}
	if name, ok := friendly(value); ok {
		o.name = rt.Str(name)
	}
	return o
}

// Value returns the dotted number.
func (o *OID) Value() string { return o.value.Text }

// FriendlyName returns the name of the number, "" when it has none.
func (o *OID) FriendlyName() string { return o.friendlyName().Text }

// identifiers are the dotted numbers that certificates and signatures use, each
// followed by the friendly name Windows has for it.
const identifiers = `1.2.840.113549.1.1.1 RSA
1.2.840.113549.1.1.2 md2RSA
1.2.840.113549.1.1.4 md5RSA
1.2.840.113549.1.1.5 sha1RSA
1.2.840.113549.1.1.7 RSAES_OAEP
1.2.840.113549.1.1.10 RSASSA-PSS
1.2.840.113549.1.1.11 sha256RSA
1.2.840.113549.1.1.12 sha384RSA
1.2.840.113549.1.1.13 sha512RSA
1.2.840.10040.4.1 DSA
1.2.840.10040.4.3 sha1DSA
1.2.840.10045.2.1 ECC
1.2.840.10045.3.1.7 nistP256
1.3.132.0.34 nistP384
1.3.132.0.35 nistP521
1.2.840.10045.4.1 sha1ECDSA
1.2.840.10045.4.3.2 sha256ECDSA
1.2.840.10045.4.3.3 sha384ECDSA
1.2.840.10045.4.3.4 sha512ECDSA
1.2.840.113549.2.5 md5
1.3.14.3.2.26 sha1
2.16.840.1.101.3.4.2.1 sha256
2.16.840.1.101.3.4.2.2 sha384
2.16.840.1.101.3.4.2.3 sha512
1.3.14.3.2.7 des
1.2.840.113549.3.7 3des
1.2.840.113549.3.2 rc2
2.16.840.1.101.3.4.1.2 aes128
2.16.840.1.101.3.4.1.22 aes192
2.16.840.1.101.3.4.1.42 aes256
1.2.840.113549.1.7.1 PKCS 7 Data
1.2.840.113549.1.9.1 E
2.5.4.3 CN
2.5.4.4 SN
2.5.4.5 SERIALNUMBER
2.5.4.6 C
2.5.4.7 L
2.5.4.8 S
2.5.4.9 STREET
2.5.4.10 O
2.5.4.11 OU
2.5.4.12 T
2.5.4.42 G
2.5.4.43 I
0.9.2342.19200300.100.1.25 DC
2.5.29.14 Subject Key Identifier
2.5.29.15 Key Usage
2.5.29.17 Subject Alternative Name
2.5.29.18 Issuer Alternative Name
2.5.29.19 Basic Constraints
2.5.29.30 Name Constraints
2.5.29.31 CRL Distribution Points
2.5.29.32 Certificate Policies
2.5.29.35 Authority Key Identifier
2.5.29.37 Enhanced Key Usage
1.3.6.1.5.5.7.1.1 Authority Information Access
1.3.6.1.5.5.7.3.1 Server Authentication
1.3.6.1.5.5.7.3.2 Client Authentication
1.3.6.1.5.5.7.3.3 Code Signing
1.3.6.1.5.5.7.3.4 Secure Email
1.3.6.1.5.5.7.3.8 Time Stamping
1.3.6.1.4.1.311.20.2.3 Principal Name
1.3.6.1.4.1.11129.2.4.2 SCT List`

func friendly(value string) (string, bool) {
	for line := range strings.SplitSeq(identifiers, "\n") {
		if number, name, _ := strings.Cut(line, " "); number == value {
			return name, true
		}
	}
	return "", false
}

// find returns the dotted number of a friendly name and its usual spelling.
func find(name string) (value, spelling string, ok bool) {
	for line := range strings.SplitSeq(identifiers, "\n") {
		if number, n, _ := strings.Cut(line, " "); strings.EqualFold(n, name) {
			return number, n, true
		}
	}
	return "", "", false
}

// parseOID is the constructor of a text: a friendly name or a dotted number.
func parseOID(s rt.String) (*OID, error) {
	if !s.Valid {
		return nil, clr.ArgumentNull("friendlyName")
	}
	if value, spelling, ok := find(s.Text); ok {
		return &OID{rt.Str(value), rt.Str(spelling)}, nil
	}
	o := &OID{value: s}
	if name, ok := friendly(s.Text); ok {
		o.name = rt.Str(name)
	}
	return o, nil
}

// oidType is System.Security.Cryptography.Oid.
func oidType() types.Decl {
	return types.Decl{
		Name: namespace + "Oid", Kind: types.Class, Class: rt.RefClass[*OID](rt.Class{}),
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Func0(func() (*OID, error) { return &OID{}, nil })},
			{Sig: "new(string oid)", Impl: rt.Func1(parseOID)},
			{Sig: "new(string value, string friendlyName)", Impl: rt.Func2(func(value, name rt.String) (*OID, error) { return &OID{value, name}, nil })},
			{Sig: "new(Oid oid)", Impl: rt.Func1(func(o *OID) (*OID, error) {
				if o == nil {
					return nil, clr.ArgumentNull("oid")
				}
				copied := *o
				return &copied, nil
			})},
			{
				Sig: "string Value", Impl: field(func(o *OID) rt.String { return o.value }),
				Set: rt.Method1(func(o *OID, s rt.String) (rt.Void, error) { o.value = s; return rt.Void{}, nil }),
			},
			{
				Sig: "string FriendlyName", Impl: field(func(o *OID) rt.String { return o.friendlyName() }),
				Set: rt.Method1(func(o *OID, s rt.String) (rt.Void, error) {
					o.name = s
					if value, _, ok := find(s.Text); ok && s.Valid {
						// A known name decides the number.
						o.value = rt.Str(value)
					}
					return rt.Void{}, nil
				}),
			},
		},
	}
}

func (o *OID) friendlyName() rt.String {
	if !o.name.Valid && o.value.Valid {
		if name, ok := friendly(o.value.Text); ok {
			return rt.Str(name)
		}
	}
	return o.name
}
