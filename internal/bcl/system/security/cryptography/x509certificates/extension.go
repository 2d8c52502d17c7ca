package x509certificates

import (
	"encoding/asn1"
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// encoded is an AsnEncodedData: bytes with their type.
type encoded struct {
	id  *cryptography.OID
	raw []byte
}

// extension is an X509Extension.
type extension struct {
	encoded
	critical bool
}

// encodedData is what objects of AsnEncodedData and its classes implement.
type encodedData interface{ data() *encoded }

func (e *encoded) data() *encoded { return e }

// extensionList is an X509ExtensionCollection.
type extensionList []*extension

// Enumerator returns an enumerator over the extensions.
func (l *extensionList) Enumerator() rt.Enumerator { return &extensionEnumerator{list: *l} }

type extensionEnumerator struct{ list extensionList }

// Next returns the next extension.
func (e *extensionEnumerator) Next(*rt.Frame) (any, bool, error) {
	if len(e.list) == 0 {
		return nil, false, nil
	}
	next := e.list[0]
	e.list = e.list[1:]
	return next, true, nil
}

func (c *Certificate) extensions() extensionList {
	list := make(extensionList, len(c.leaf.Extensions))
	for i, e := range c.leaf.Extensions {
		list[i] = &extension{encoded{cryptography.NewOID(e.Id.String()), e.Value}, e.Critical}
	}
	return list
}

// format is Format: the meaning of the common extensions, the bytes of the
// others.
func (e *encoded) format(multiLine bool, newLine string) string {
	separator, end := ", ", ""
	if multiLine {
		separator, end = newLine, newLine
	}
	switch e.id.Value() {
	case "2.5.29.17", "2.5.29.18":
		if names := generalNames(e.raw); names != nil {
			texts := make([]string, len(names))
			for i, n := range names {
				texts[i] = generalText(n)
			}
			return strings.Join(texts, separator) + end
		}
	case "2.5.29.15":
		var bits asn1.BitString
		if _, err := asn1.Unmarshal(e.raw, &bits); err == nil && len(bits.Bytes) > 0 {
			return usageText(bits) + end
		}
	case "2.5.29.37":
		var ids []asn1.ObjectIdentifier
		if _, err := asn1.Unmarshal(e.raw, &ids); err == nil {
			texts := make([]string, len(ids))
			for i, id := range ids {
				name := cryptography.NewOID(id.String()).FriendlyName()
				if name == "" {
					name = "Unknown Key Usage"
				}
				texts[i] = name + " (" + id.String() + ")"
			}
			return strings.Join(texts, separator) + end
		}
	case "2.5.29.19":
		basic := struct {
			Authority bool `asn1:"optional"`
			Path      int  `asn1:"optional,default:-1"`
		}{}
		if _, err := asn1.Unmarshal(e.raw, &basic); err == nil {
			kind, path := "End Entity", "None"
			if basic.Authority {
				kind = "CA"
			}
			if basic.Path >= 0 {
				path = fmt.Sprint(basic.Path)
			}
			return "Subject Type=" + kind + separator + "Path Length Constraint=" + path + end
		}
	case "2.5.29.14":
		var id []byte
		if _, err := asn1.Unmarshal(e.raw, &id); err == nil {
			return spaced(id) + end
		}
	}
	return spaced(e.raw)
}

// usageText prints the key usage, the bits in hexadecimal at the end.
func usageText(bits asn1.BitString) string {
	var names []string
	for i, name := range []string{
		"Digital Signature", "Non-Repudiation", "Key Encipherment", "Data Encipherment", "Key Agreement", "Certificate Signing",
		"Off-line CRL Signing, CRL Signing", "Encipher Only", "Decipher Only",
	} {
		if bits.At(i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ") + " (" + strings.ReplaceAll(spaced(bits.Bytes), " ", ", ") + ")"
}

// extensionTypes are AsnEncodedData, X509Extension and their collection, which
// properties of allowed types return.
func extensionTypes() []types.Decl {
	return []types.Decl{
		{
			Name: parent + "AsnEncodedData", Kind: types.Class, Class: rt.RefClass[*encoded](rt.Class{Instance: func(v any, _ *rt.Type) bool {
				_, ok := v.(encodedData)
				return ok
			}}),
			Members: []types.Member{
				{Sig: "Oid Oid", Impl: rt.Method0(func(e encodedData) (*cryptography.OID, error) { return e.data().id, nil })},
				{Sig: "byte[] RawData", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
					elem := byteType(c)
					return rt.FrameMethod0(func(f *rt.Frame, e encodedData) (*rt.Array[uint8], error) { return array(f, elem, e.data().raw) })
				})},
				{Sig: "string Format(bool multiLine)", Impl: rt.FrameMethod1(func(f *rt.Frame, e encodedData, multiLine bool) (rt.String, error) {
					s := e.data().format(multiLine, host.Of(f).NewLine)
					return rt.Str(s), f.Alloc(len(s))
				})},
			},
			RefusedMembers: []string{"CopyFrom"},
		},
		{
			Name: namespace + "X509Extension", Kind: types.Class, Base: parent + "AsnEncodedData", Class: rt.RefClass[*extension](rt.Class{}),
			Members: []types.Member{{Sig: "bool Critical", Impl: rt.Method0(func(e *extension) (bool, error) { return e.critical, nil })}},
		},
		{
			Name: namespace + "X509ExtensionCollection", Kind: types.Class, Class: rt.RefClass[*extensionList](rt.Class{}),
			Implements: []string{"System.Collections.Generic.IEnumerable<X509Extension>"},
			Members: []types.Member{
				{Sig: "int Count", Impl: rt.Method0(func(l *extensionList) (int32, error) { return int32(len(*l)), nil })},
				{Sig: "X509Extension this[int index]", Impl: rt.Method1(func(l *extensionList, i int32) (*extension, error) {
					switch {
					case i < 0:
						return nil, clr.InvalidOperation("Enumeration has not started. Call MoveNext.")
					case int(i) >= len(*l):
						return nil, clr.ArgumentOutOfRange("Index was out of range. Must be non-negative and less than the size of the collection.", "index")
					}
					return (*l)[i], nil
				})},
				{Sig: "X509Extension this[string oid]", Impl: rt.Method1(func(l *extensionList, id rt.String) (*extension, error) {
					if !id.Valid {
						return nil, clr.ArgumentNull("oid")
					}
					for _, e := range *l {
						if e.id.Value() == id.Text || strings.EqualFold(e.id.FriendlyName(), id.Text) {
							return e, nil
						}
					}
					return nil, nil
				})},
				{Sig: "IEnumerator<X509Extension> GetEnumerator()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
					typ, elem := c.ResultType, universe(c).MustLookup(namespace+"X509Extension", 0).Runtime.(*rt.Type)
					return rt.FrameMethod0(func(f *rt.Frame, l *extensionList) (*generic.Iterator, error) {
						return generic.NewIterator(f, l, elem, typ)
					})
				})},
			},
		},
	}
}
