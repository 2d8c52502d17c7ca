// Package x509certificates declares the namespace
// System.Security.Cryptography.X509Certificates as far as expressions may use it
// (expressions.md section 3.6): certificates with their names, dates, keys and
// extensions. See package bcl for how members are declared.
//
// Parsing and chains are Go's; the texts of names, dates and hashes are those of
// .NET Framework on Windows. No member reads a file, opens a connection or looks
// into the certificate stores of the machine other than its trusted roots.
//
// Start reading at Types and Certificate.
package x509certificates

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// namespace is how full names begin; parent is the namespace around it.
const (
	parent    = "System.Security.Cryptography."
	namespace = parent + "X509Certificates."
)

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	list := []types.Decl{certificateType(), certificate2Type(), keyExtensionsType(), publicKeyType(), nameType()}
	list = append(list, extensionTypes()...)
	list = append(list, enumTypes()...)
	for _, name := range []string{
		"X509Chain", "X509ChainPolicy", "X509ChainStatus", "X509ChainElement", "X509Store", "StoreName", "StoreLocation", "OpenFlags",
		"X509Certificate2Collection", "X509CertificateCollection", "X509KeyStorageFlags", "X500DistinguishedNameFlags", "X509RevocationMode",
		"X509VerificationFlags", "X509FindType", "CertificateRequest", "ECDsaCertificateExtensions", "DSACertificateExtensions",
		"X509BasicConstraintsExtension", "X509KeyUsageExtension", "X509EnhancedKeyUsageExtension", "X509SubjectKeyIdentifierExtension",
	} {
		list = append(list, types.Decl{
			Name: namespace + name, Kind: types.Class, Abstract: true,
			Refused: "not in the list of types that expressions may use",
		})
	}
	return list
}

func failure(text string) error {
	return clr.Throw(parent+"CryptographicException", "%s", text)
}

// universe returns the types of the library that a call is part of.
func universe(c *rt.Call) *types.Universe { return c.Owner.Static.(*types.Type).Universe() }

// byteType returns byte, the element of arrays that members make.
func byteType(c *rt.Call) *rt.Type {
	return universe(c).MustLookup("System.Byte", 0).Runtime.(*rt.Type)
}

// array makes a byte[] of a copy of the bytes.
func array(f *rt.Frame, elem *rt.Type, b []byte) (*rt.Array[uint8], error) {
	return rt.NewArray(elem, append([]byte{}, b...)), f.Alloc(len(b))
}

// enumTypes are X509ContentType and X509NameType.
func enumTypes() []types.Decl {
	return []types.Decl{
		{Name: namespace + "X509ContentType", Kind: types.Enum, Values: []types.EnumValue{
			{Name: "Unknown", Value: contentUnknown}, {Name: "Cert", Value: contentCert}, {Name: "SerializedCert", Value: 2},
			{Name: "Pfx", Value: contentPfx}, {Name: "Pkcs12", Value: contentPfx}, {Name: "SerializedStore", Value: 4}, {Name: "Pkcs7", Value: 5},
			{Name: "Authenticode", Value: 6},
		}},
		{Name: namespace + "X509NameType", Kind: types.Enum, Values: []types.EnumValue{
			{Name: "SimpleName", Value: simpleName}, {Name: "EmailName", Value: emailName}, {Name: "UpnName", Value: upnName},
			{Name: "DnsName", Value: dnsName}, {Name: "DnsFromAlternativeName", Value: dnsAlternative}, {Name: "UrlName", Value: urlName},
		}},
	}
}

// Values of X509ContentType and X509NameType.
const (
	contentUnknown, contentCert, contentPfx                                = 0, 1, 3
	simpleName, emailName, upnName, dnsName, dnsAlternative, urlName int64 = 0, 1, 2, 3, 4, 5
)
