package x509certificates

import (
	"encoding/asn1"
	"encoding/hex"
	"strings"
	"unicode/utf16"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// attribute is a part of a distinguished name.
type attribute struct {
	Type  asn1.ObjectIdentifier
	Value asn1.RawValue
}

// The sets of a distinguished name; asn1 reads a type whose name ends in SET as
// a SET.
type (
	relativeSET []attribute
	sequence    []relativeSET
)

// keywords are Windows' names for the types of attributes.
func keyword(id string) string {
	switch id {
	case "2.5.4.3":
		return "CN"
	case "2.5.4.4":
		return "SN"
	case "2.5.4.5":
		return "SERIALNUMBER"
	case "2.5.4.6":
		return "C"
	case "2.5.4.7":
		return "L"
	case "2.5.4.8":
		return "S"
	case "2.5.4.9":
		return "STREET"
	case "2.5.4.10":
		return "O"
	case "2.5.4.11":
		return "OU"
	case "2.5.4.12":
		return "T"
	case "2.5.4.13":
		return "Description"
	case "2.5.4.17":
		return "PostalCode"
	case "2.5.4.18":
		return "POBox"
	case "2.5.4.20":
		return "Phone"
	case "2.5.4.42":
		return "G"
	case "2.5.4.43":
		return "I"
	case "2.5.4.46":
		return "dnQualifier"
	case "1.2.840.113549.1.9.1":
		return "E"
	case "0.9.2342.19200300.100.1.25":
		return "DC"
	}
	return "OID." + id
}

// nameParts returns the sets of a distinguished name in the order of the
// certificate.
func nameParts(raw []byte) sequence {
	var s sequence
	if _, err := asn1.Unmarshal(raw, &s); err != nil {
		return nil
	}
	return s
}

// nameText prints a distinguished name as Windows does: `CN=a, O="b, c"`, the
// last part of the certificate first when reversed.
func nameText(raw []byte, reversed bool) string {
	s := nameParts(raw)
	parts := make([]string, len(s))
	for i, set := range s {
		values := make([]string, len(set))
		for j, a := range set {
			values[j] = keyword(a.Type.String()) + "=" + quoted(attributeText(a.Value))
		}
		at := i
		if reversed {
			at = len(s) - 1 - i
		}
		parts[at] = strings.Join(values, " + ")
	}
	return strings.Join(parts, ", ")
}

func quoted(s string) string {
	if s != "" && !strings.ContainsAny(s, ",+=\"\n<>#;") && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// The tags of strings that package asn1 does not name.
const tagUniversalString, tagVisibleString = 28, 26

// attributeText returns the text of a value, whatever string type it has.
func attributeText(v asn1.RawValue) string {
	switch v.Tag {
	case asn1.TagUTF8String, asn1.TagPrintableString, asn1.TagIA5String, asn1.TagNumericString, tagVisibleString:
		return strings.ToValidUTF8(string(v.Bytes), "\uFFFD")
	case asn1.TagT61String:
		runes := make([]rune, len(v.Bytes))
		for i, b := range v.Bytes {
			runes[i] = rune(b)
		}
		return string(runes)
	case asn1.TagBMPString:
		units := make([]uint16, len(v.Bytes)/2)
		for i := range units {
			units[i] = uint16(v.Bytes[2*i])<<8 | uint16(v.Bytes[2*i+1])
		}
		return string(utf16.Decode(units))
	case tagUniversalString:
		var b strings.Builder
		for i := 0; i+3 < len(v.Bytes); i += 4 {
			b.WriteRune(rune(v.Bytes[i])<<24 | rune(v.Bytes[i+1])<<16 | rune(v.Bytes[i+2])<<8 | rune(v.Bytes[i+3]))
		}
		return b.String()
	}
	return "#" + hex.EncodeToString(v.FullBytes)
}

// nameValue returns the first value of a type of attribute, looking from the most
// specific part.
func nameValue(raw []byte, id string) (string, bool) {
	s := nameParts(raw)
	for i := len(s) - 1; i >= 0; i-- {
		for _, a := range s[i] {
			if a.Type.String() == id {
				return attributeText(a.Value), true
			}
		}
	}
	return "", false
}

// distinguishedName is an X500DistinguishedName.
type distinguishedName struct{ raw []byte }

// nameType is X500DistinguishedName, of which the service allows Name.
func nameType() types.Decl {
	return types.Decl{
		Name: namespace + "X500DistinguishedName", Kind: types.Class, Abstract: true, Class: rt.RefClass[*distinguishedName](rt.Class{}),
		Members: []types.Member{
			{Sig: "string Name", Impl: rt.Method0(func(n *distinguishedName) (rt.String, error) { return rt.Str(nameText(n.raw, true)), nil })},
		},
		RefusedMembers: []string{".ctor", "Decode", "Format", "RawData", "Oid", "CopyFrom"},
	}
}
