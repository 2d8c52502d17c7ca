package x509certificates

import (
	"crypto/rsa"
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// describe is ToString: sections with a heading in brackets. verbose is
// ToString(true) of an X509Certificate2.
func (c *Certificate) describe(f *rt.Frame, verbose bool) (rt.String, error) {
	newLine := host.Of(f).NewLine
	var b strings.Builder
	section := func(heading string, lines ...string) {
		if b.Len() > 0 {
			b.WriteString(newLine + newLine)
		}
		b.WriteString("[" + heading + "]")
		for _, line := range lines {
			b.WriteString(newLine + "  " + line)
		}
	}
	name := func(text string, issuer bool) []string {
		lines := []string{text}
		if !verbose {
			return lines
		}
		for _, x := range []struct {
			label string
			kind  int64
		}{{"Simple Name: ", simpleName}, {"Email Name: ", emailName}, {"UPN Name: ", upnName}, {"DNS Name: ", dnsName}} {
			if s := nameInfo(c.leaf, x.kind, issuer); s != "" {
				lines = append(lines, x.label+s)
			}
		}
		return lines
	}
	notBefore, err := c.date(f, c.notBefore())
	if err != nil {
		return rt.String{}, err
	}
	notAfter, err := c.date(f, c.notAfter())
	if err != nil {
		return rt.String{}, err
	}
	if verbose {
		section("Version", fmt.Sprintf("V%d", c.leaf.Version))
	}
	section("Subject", name(nameText(c.leaf.RawSubject, true), false)...)
	section("Issuer", name(nameText(c.leaf.RawIssuer, true), true)...)
	section("Serial Number", upperHex(c.serial()))
	section("Not Before", notBefore)
	section("Not After", notAfter)
	section("Thumbprint", upperHex(c.thumbprint()))
	if verbose {
		id := cryptography.NewOID(c.signatureAlgorithm())
		section("Signature Algorithm", id.FriendlyName()+"("+id.Value()+")")
		section("Public Key", c.keyLines()...)
		c.describeExtensions(&b, newLine)
	} else {
		b.WriteString(newLine)
	}
	return rt.Str(b.String()), f.Alloc(b.Len())
}

// date prints a date in the current culture.
func (c *Certificate) date(f *rt.Frame, d clr.DateTime) (string, error) {
	return netfmt.FormatDateTime(d, "", host.Of(f).Culture)
}

func (c *Certificate) keyLines() []string {
	info := c.keyInfo()
	length := ""
	if k, ok := c.leaf.PublicKey.(*rsa.PublicKey); ok {
		length = fmt.Sprint(k.N.BitLen())
	}
	return []string{
		"Algorithm: " + cryptography.NewOID(info.Algorithm.Algorithm.String()).FriendlyName(),
		"Length: " + length,
		"Key Blob: " + spaced(info.Key.Bytes),
		"Parameters: " + spaced(info.Algorithm.Parameters.FullBytes),
	}
}

func (c *Certificate) describeExtensions(b *strings.Builder, newLine string) {
	list := c.extensions()
	if len(list) == 0 {
		b.WriteString(newLine)
		return
	}
	b.WriteString(newLine + newLine + "[Extensions]")
	for _, e := range list {
		b.WriteString(newLine + "* " + e.id.FriendlyName() + "(" + e.id.Value() + "):" + newLine + "  " + e.format(true, newLine))
	}
	b.WriteString(newLine)
}

// spaced prints bytes in hexadecimal with spaces between.
func spaced(b []byte) string { return fmt.Sprintf("% x", b) }
