package x509certificates

import (
	"crypto/x509"
	"encoding/asn1"
	"net/netip"
	"strings"
)

// The tags of GeneralName.
const (
	generalOther, generalEmail, generalDNS, generalDirectory, generalURI, generalIP, generalID = 0, 1, 2, 4, 6, 7, 8
)

// generalNames returns the names of an extension such as the subject's
// alternative name; nil when it is malformed.
func generalNames(raw []byte) []asn1.RawValue {
	var outer asn1.RawValue
	if _, err := asn1.Unmarshal(raw, &outer); err != nil || outer.Tag != asn1.TagSequence {
		return nil
	}
	var names []asn1.RawValue
	for rest := outer.Bytes; len(rest) > 0; {
		var v asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &v); err != nil {
			return nil
		}
		names = append(names, v)
	}
	return names
}

// alternative returns the first alternative name of a kind, of the subject or of
// the issuer.
func alternative(c *x509.Certificate, issuer bool, tag int) (string, bool) {
	id := "2.5.29.17"
	if issuer {
		id = "2.5.29.18"
	}
	for _, e := range c.Extensions {
		if e.Id.String() != id {
			continue
		}
		for _, n := range generalNames(e.Value) {
			if n.Tag != tag {
				continue
			}
			if tag != generalOther {
				return strings.ToValidUTF8(string(n.Bytes), "\uFFFD"), true
			}
			if upn, ok := principalName(n.Bytes); ok {
				return upn, true
			}
		}
	}
	return "", false
}

// principalName reads the user principal name that Windows puts into an other
// name.
func principalName(b []byte) (string, bool) {
	var id asn1.ObjectIdentifier
	rest, err := asn1.Unmarshal(b, &id)
	if err != nil || id.String() != "1.3.6.1.4.1.311.20.2.3" {
		return "", false
	}
	var outer, inner asn1.RawValue
	if _, err := asn1.Unmarshal(rest, &outer); err != nil {
		return "", false
	}
	if _, err := asn1.Unmarshal(outer.Bytes, &inner); err != nil {
		return "", false
	}
	return attributeText(inner), true
}

// nameInfo is GetNameInfo, "" when there is no such name.
func nameInfo(c *x509.Certificate, kind int64, issuer bool) string {
	raw := c.RawSubject
	if issuer {
		raw = c.RawIssuer
	}
	inName := func(ids ...string) string {
		for _, id := range ids {
			if s, ok := nameValue(raw, id); ok {
				return s
			}
		}
		return ""
	}
	const commonName, unit, organization, email = "2.5.4.3", "2.5.4.11", "2.5.4.10", "1.2.840.113549.1.9.1"
	switch kind {
	case simpleName:
		if s := inName(commonName, unit, organization, email); s != "" {
			return s
		}
		if s, ok := alternative(c, issuer, generalEmail); ok {
			return s
		}
		s, _ := alternative(c, issuer, generalDNS)
		return s
	case emailName:
		if s, ok := alternative(c, issuer, generalEmail); ok {
			return s
		}
		return inName(email)
	case upnName:
		s, _ := alternative(c, issuer, generalOther)
		return s
	case dnsName:
		if s, ok := alternative(c, issuer, generalDNS); ok {
			return s
		}
		return inName(commonName)
	case dnsAlternative:
		s, _ := alternative(c, issuer, generalDNS)
		return s
	case urlName:
		s, _ := alternative(c, issuer, generalURI)
		return s
	}
	return ""
}

// generalText prints an alternative name as Windows does.
func generalText(n asn1.RawValue) string {
	text := strings.ToValidUTF8(string(n.Bytes), "\uFFFD")
	switch n.Tag {
	case generalOther:
		if upn, ok := principalName(n.Bytes); ok {
			return "Other Name:Principal Name=" + upn
		}
		return "Other Name:" + upperHex(n.Bytes)
	case generalEmail:
		return "RFC822 Name=" + text
	case generalDNS:
		return "DNS Name=" + text
	case generalDirectory:
		return "Directory Address:" + nameText(n.Bytes, true)
	case generalURI:
		return "URL=" + text
	case generalIP:
		if a, ok := netip.AddrFromSlice(n.Bytes); ok {
			return "IP Address=" + a.String()
		}
		return "IP Address=" + upperHex(n.Bytes)
	case generalID:
		return "Registered ID=" + upperHex(n.Bytes)
	}
	return "Unknown=" + upperHex(n.Bytes)
}
