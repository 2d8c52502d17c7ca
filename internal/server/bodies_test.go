package server_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// verdict is what has to become of a body where a policy reads it.
type verdict int

const (
	isRefused verdict = iota
	isAccepted
	// isEither is for bodies that a budget may refuse, or that some readers know.
	isEither
)

// hostileBody is a body that was made to harm whoever reads it.
type hostileBody struct {
	name, contentType, encoding string
	// data makes the body, $B for the backend's address; stream makes one that is sent
	// in chunks.
	data   func() []byte
	stream func() io.Reader
	// read is for policies that read what the body says it is, checked for
	// validate-content, which decompresses as well and does without DTDs.
	read, checked verdict
	// large says that it is more than is kept of a body once it is decompressed.
	large bool
}

const (
	jsonType = "application/json"
	xmlType  = "application/xml"
)

var hostileBodies = []hostileBody{
	{name: "deep arrays", contentType: jsonType, data: nested("[", "", "]", 100_000)},
	{name: "deep objects", contentType: jsonType, data: nested(`{"a":`, "1", "}", 100_000)},
	{name: "deep objects without an end", contentType: jsonType, data: nested(`{"a":`, "1", "", 100_000)},
	{name: "many keys", contentType: jsonType, data: many(`{"a":1`, 100_000, `,"k%d":1`, "}"), read: isAccepted, checked: isAccepted},
	{name: "one key often", contentType: jsonType, data: many(`{"k0":1`, 100_000, `,"a":%d`, "}"), read: isAccepted, checked: isAccepted},
	{name: "a long array", contentType: jsonType, data: many("[0", 200_000, ",%d", "]"), read: isEither, checked: isEither},
	{name: "a long text", contentType: jsonType, data: many(`{"a":"`, 100_000, `\u0041\n%d`, `"}`), read: isAccepted, checked: isAccepted},
	{name: "a long number", contentType: jsonType, data: nested(`{"a":1`, strings.Repeat("0", 1_000_000), "}", 1)},
	{name: "a huge exponent", contentType: jsonType, data: text(`{"a":1e999999999}`)},
	{name: "JSON that breaks off", contentType: jsonType, data: text(`{"a":[1,{"b":`)},
	{name: "halves of surrogate pairs", contentType: jsonType, data: text(`{"a":"\ud800","b\udfff":"\udc00\ud800"}`), read: isAccepted, checked: isAccepted},
	{name: "no UTF-8", contentType: jsonType, data: text("{\"a\":\"\xff\xfe\xc0\x80\"}"), read: isAccepted, checked: isAccepted},
	{name: "UTF-16 of odd length", contentType: jsonType, data: text("\xff\xfe{\x00\"\x00a")},
	{name: "another charset than it says", contentType: jsonType + "; charset=utf-16", data: text(`{"a":1}`)},
	{name: "an unknown charset", contentType: jsonType + "; charset=klingon", data: text(`{"a":1}`), read: isAccepted, checked: isAccepted},
	{name: "a charset that breaks off", contentType: jsonType + `; charset="`, data: text(`{"a":1}`), read: isAccepted, checked: isAccepted},
	{name: "a bomb of gzip", contentType: jsonType, encoding: "gzip", data: gzipBomb(1 << 30), large: true},
	{name: "a bomb of deflate", contentType: jsonType, encoding: "deflate", data: bomb(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })},
	{name: "a bomb of br", contentType: jsonType, encoding: "br", data: bomb(func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 2) })},
	{name: "no gzip", contentType: jsonType, encoding: "gzip", data: text(`{"a":1}`), read: isAccepted},
	{name: "an unknown encoding", contentType: jsonType, encoding: "zstd", data: text(`{"a":1}`), read: isAccepted},
	{name: "an encoding of an encoding", contentType: jsonType, encoding: "gzip, gzip, gzip, gzip", data: text(`{"a":1}`), read: isAccepted},
	{name: "a long stream", contentType: jsonType, stream: func() io.Reader { return io.LimitReader(endless('['), large) }},

	{name: "deep elements", contentType: xmlType, data: nested("<a>", "", "</a>", 100_000)},
	{name: "deep elements without an end", contentType: xmlType, data: nested("<a>", "", "", 100_000)},
	{name: "many elements", contentType: xmlType, data: nested("<a>", strings.Repeat("<b/>", 200_000/slower), "</a>", 1), read: isEither, checked: isEither},
	{name: "many attributes", contentType: xmlType, data: many("<a", 100_000, ` k%d=""`, "/>"), read: isAccepted, checked: isEither},
	{name: "an attribute twice among many", contentType: xmlType, data: many(`<a k7=""`, 1000, ` k%d=""`, "/>")},
	{name: "many namespaces and attributes", contentType: xmlType, data: join(many("<a", 20_000, ` xmlns:k%d="u%[1]d"`, ""), many("", 20_000, ` k%d:a=""`, "/>")), read: isEither, checked: isEither},
	{name: "many namespaces over many elements", contentType: xmlType, data: join(many("<a", 20_000, ` xmlns:k%d="u%[1]d"`, ">"), many("", 50_000, `<k7:b c="%d"/>`, "</a>")), read: isEither, checked: isEither},
	{name: "many attributes over many elements", contentType: xmlType, data: join(many("<a", 50_000, ` k%d=""`, ">"), many("", 50_000, `<p:b xmlns:p="u" c="%d"/>`, "</a>")), read: isEither, checked: isEither},
	{name: "many elements below many namespaces", contentType: xmlType, data: join(many("", 4000, `<a xmlns:k%d="u%[1]d">`, ""), many("", 50_000, `<k0:b c="%d"/>`, ""), nested("", "", "</a>", 4000)), read: isEither, checked: isEither},
	{name: "a long comment", contentType: xmlType, data: nested("<a><!--", strings.Repeat("- ", 500_000/slower), "--></a>", 1), read: isAccepted, checked: isEither},
	{name: "a billion laughs", contentType: xmlType, data: text(billionLaughs)},
	{name: "a long entity often", contentType: xmlType, data: nested(`<!DOCTYPE a [<!ENTITY e "`+strings.Repeat("e", 1000)+`">]><a>`, strings.Repeat("&e;", 500_000), "</a>", 1)},
	{name: "an entity of itself", contentType: xmlType, data: text(`<!DOCTYPE a [<!ENTITY e "&f;"><!ENTITY f "&e;">]><a>&e;</a>`)},
	{name: "an external entity", contentType: xmlType, data: text(`<!DOCTYPE a [<!ENTITY e SYSTEM "$B/fetched">]><a>&e;</a>`)},
	{name: "a file", contentType: xmlType, data: text(`<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>`)},
	{name: "an external DTD", contentType: xmlType, data: text(`<!DOCTYPE a SYSTEM "$B/fetched"><a/>`), read: isAccepted},
	{name: "a parameter entity", contentType: xmlType, data: text(`<!DOCTYPE a [<!ENTITY % e SYSTEM "$B/fetched">%e;]><a/>`), read: isAccepted},
	{name: "an inclusion", contentType: xmlType, data: text(`<a xmlns:x="http://www.w3.org/2001/XInclude" xmlns:s="http://www.w3.org/2001/XMLSchema-instance" s:schemaLocation="u $B/fetched"><x:include href="$B/fetched"/></a>`), read: isAccepted, checked: isEither},
	{name: "a stylesheet of its own", contentType: xmlType, data: text(`<?xml-stylesheet type="text/xsl" href="$B/fetched"?><a/>`), read: isAccepted, checked: isEither},
	{name: "half a surrogate pair in UTF-16", contentType: xmlType, data: text("\xfe\xff\x00<\x00a\x00>\xd8\x00\x00<\x00/\x00a\x00>"), read: isEither, checked: isEither},
	{name: "UTF-32", contentType: xmlType, data: text("\x00\x00\xfe\xff\x00\x00\x00<")},
	{name: "UTF-7", contentType: xmlType, data: text(`<?xml version="1.0" encoding="utf-7"?>+ADw-a/+AD4-`)},
	{name: "XML that breaks off", contentType: xmlType, data: text(`<a><b c="`)},
	{name: "a long stream of XML", contentType: xmlType, stream: func() io.Reader { return io.LimitReader(endless('<'), large) }},
}

// large is more than is kept of any body.
const large = 100 << 20 / slower

const billionLaughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">` +
	`<!ENTITY a "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">` +
	`<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">` +
	`<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;">]><lolz>&h;</lolz>`

func text(s string) func() []byte { return func() []byte { return []byte(s) } }

func nested(start, inner, end string, n int) func() []byte {
	return func() []byte { return []byte(strings.Repeat(start, n) + inner + strings.Repeat(end, n)) }
}

func many(start string, n int, format, end string) func() []byte {
	return func() []byte {
		b := []byte(start)
		for i := range n / slower {
			b = fmt.Appendf(b, format, i)
		}
		return append(b, end...)
	}
}

func join(parts ...func() []byte) func() []byte {
	return func() (all []byte) {
		for _, p := range parts {
			all = append(all, p()...)
		}
		return all
	}
}

// gzipBomb is a text of n bytes: one member after the other, which is one text.
func gzipBomb(n int) func() []byte {
	return func() []byte {
		const size = 16 << 20
		var member bytes.Buffer
		w := gzip.NewWriter(&member)
		io.CopyN(w, endless(' '), size)
		w.Close()
		return bytes.Repeat(member.Bytes(), n/size)
	}
}

// bomb is 64 MiB, compressed.
func bomb(compress func(io.Writer) io.WriteCloser) func() []byte {
	return func() []byte {
		var b bytes.Buffer
		w := compress(&b)
		io.CopyN(w, endless(' '), 64<<20)
		w.Close()
		return b.Bytes()
	}
}

// endless is a text of one character.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for n := copy(p, []byte{byte(e)}); n < len(p); {
		n += copy(p[n:], p[:n])
	}
	return len(p), nil
}

// bodyReader is a policy that reads a body. $M stands for Request or Response.
type bodyReader struct {
	name, policy string
	// types are the bodies it reads, empty for all of them.
	types string
	// texts says that it takes a body for a text, whatever it says it is.
	texts bool
	// checks says that it is validate-content, with statuses of its own.
	checks bool
	// asIs says that it leaves compressed bodies as they are.
	asIs bool
	// streams says that it reads nothing.
	streams bool
	// only is the direction it knows: Request or Response, empty for both.
	only string
}

const validateContent = `<validate-content unspecified-content-type-action="prevent" max-size="4000000" size-exceeded-action="prevent">`

var bodyReaders = []bodyReader{
	{name: "nothing", streams: true},
	{name: "string", policy: `<set-variable name="v" value="@(context.$M.Body.As<string>(true))" />`, texts: true},
	{name: "bytes", policy: `<set-variable name="v" value="@(context.$M.Body.As<byte[]>(true))" />`, texts: true},
	{name: "form", policy: `<set-variable name="v" value="@(context.$M.Body.AsFormUrlEncodedContent(true))" />`, texts: true},
	{name: "find-and-replace", policy: `<find-and-replace from="a" to="bb" />`, texts: true},
	{name: "redirect-content-urls", policy: `<redirect-content-urls />`, texts: true},
	{name: "log-to-eventhub", policy: `<log-to-eventhub logger-id="events">@(context.$M.Body.As<string>(true))</log-to-eventhub>`, texts: true},
	{name: "cache-store-value", policy: `<cache-store-value key="k" value="@(context.$M.Body.As<string>(true))" duration="10" />`, texts: true},
	{name: "send-service-bus-message", policy: `<send-service-bus-message queue-name="q" namespace="contoso.servicebus.windows.net" ignore-error="true"><payload>@(context.$M.Body.As<string>(true))</payload></send-service-bus-message>`, texts: true},
	{name: "JToken", policy: `<set-variable name="v" value="@(context.$M.Body.As<JToken>(true).SelectTokens("$..a").Count())" />`, types: jsonType},
	{name: "JObject", policy: `<set-body>@{ var b = context.$M.Body.As<JToken>(); b["x"] = 1; return b.ToString(); }</set-body>`, types: jsonType},
	{name: "liquid", policy: `<set-body template="liquid">{% for x in body %}{{ x }}{% endfor %}{{ body.a }}</set-body>`, types: jsonType},
	{name: "json-to-xml", policy: `<json-to-xml apply="always" consider-accept-header="false" />`, types: jsonType},
	{name: "validate JSON", policy: validateContent + `<content type="application/json" validate-as="json" schema-id="any" action="prevent" /></validate-content>`, types: jsonType, checks: true},
	{name: "XElement", policy: `<set-body>@(new XElement("x", context.$M.Body.As<XElement>().Attributes()).ToString())</set-body>`, types: xmlType},
	{name: "XDocument", policy: `<set-variable name="v" value="@(context.$M.Body.As<XDocument>(true).ToString())" />`, types: xmlType},
	{name: "xml-to-json", policy: `<xml-to-json kind="direct" apply="always" consider-accept-header="false" />`, types: xmlType},
	{name: "xsl-transform", policy: `<xsl-transform><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template></xsl:stylesheet></xsl-transform>`, types: xmlType},
	{name: "validate XML", policy: validateContent + `<content type="application/xml" validate-as="xml" schema-id="a" action="prevent" /></validate-content>`, types: xmlType, checks: true},
	{name: "validate SOAP", policy: validateContent + `<content-type-map any-content-type-value="text/xml" /><content type="text/xml" validate-as="soap" schema-id="a" action="prevent" /></validate-content>`, types: xmlType, checks: true},
	{name: "jsonp", policy: `<jsonp callback-parameter-name="cb" />`, types: jsonType, texts: true, asIs: true, only: "Response"},
	{name: "cache-store", policy: `<cache-store duration="10" />`, streams: true, only: "Response"},
}

func (r *bodyReader) parts() []string {
	if r.only != "" {
		return []string{r.only}
	}
	return []string{"Request", "Response"}
}

// status is what the caller gets of a body in one direction, 0 for that it may be
// accepted or not.
func (r *bodyReader) status(b *hostileBody, response bool) int {
	v := b.read
	if r.checks {
		v = b.checked
	}
	tooLarge, fails := 413, 500
	switch {
	case r.checks && response:
		tooLarge, fails = 502, 502
	case r.checks:
		tooLarge, fails = 400, 400
	case response:
		tooLarge = 500
	}
	switch {
	case r.streams:
		return 200
	case b.stream != nil || b.large && !r.asIs:
		return tooLarge
	case r.texts || v == isAccepted:
		return 200
	case v == isEither:
		return 0
	}
	return fails
}

func TestBodies(t *testing.T) {
	g := newBodyGateway(t)
	for i := range bodyReaders {
		r := &bodyReaders[i]
		t.Run(r.name, func(t *testing.T) {
			for j := range hostileBodies {
				b := &hostileBodies[j]
				if !strings.HasPrefix(b.contentType, r.types) {
					continue
				}
				for _, part := range r.parts() {
					got, why := g.send(t, r, b, part)
					switch want := r.status(b, part == "Response"); {
					case got == want:
					case want != 0:
						t.Errorf("%s, %s: got %d (%s), want %d", part, b.name, got, why, want)
					case got != 200 && got != r.status(&hostileBody{}, part == "Response"):
						t.Errorf("%s, %s: got %d (%s)", part, b.name, got, why)
					}
				}
			}
			g.serves(t)
		})
	}
	g.rests(t)
}
