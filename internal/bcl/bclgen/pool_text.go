package bclgen

import "strings"

// sized reports whether a parameter says how much is made, so that only small
// literals do: the oracle has no budget.
func sized(h hint) bool {
	n := strings.ToLower(h.name)
	return n == "count" || n == "repeatcount" || n == "length" || n == "size" || n == "newsize" || n == "lengths" ||
		strings.Contains(n, "capacity") || strings.Contains(n, "width")
}

// numberFor are the ints for a parameter.
func numberFor(owner, name string) []string {
	switch {
	case strings.Contains(name, "capacity"), strings.Contains(name, "totalwidth"), name == "repeatcount", name == "size", name == "newsize":
		return []string{"0", "1", "2", "5", "8", "12", "(-1)"}
	case owner == "Enumerable" || name == "count" || strings.Contains(name, "index") || name == "length" || name == "index1" || name == "lengths":
		return []string{"0", "1", "2", "3", "1", "2", "4", "7", "(-1)"}
	case name == "year":
		return []string{"2020", "2021", "1999", "2024", "1", "9999", "0"}
	case name == "month":
		return []string{"1", "2", "2", "6", "11", "12", "0", "13"}
	case name == "day":
		return []string{"1", "15", "28", "29", "30", "31", "0"}
	case name == "hour", name == "minute", name == "second", name == "hours", name == "minutes", name == "seconds", name == "days":
		return []string{"0", "1", "12", "23", "24", "59", "60", "(-3)"}
	case name == "digits", name == "decimals":
		return []string{"0", "1", "2", "5", "15", "(-1)", "28"}
	case name == "tobase", name == "frombase":
		return []string{"2", "8", "10", "16", "16", "3"}
	case name == "utf32":
		return []string{"65", "233", "128512", "55296", "1114112"}
	case name == "codepage":
		return []string{"65001", "1252", "20127", "1200", "28591"}
	case name == "key" || name == "result":
		return []string{"1", "2", "3"}
	}
	return nil
}

// textFor are the strings for a parameter.
func textFor(owner, name string) []string {
	switch name {
	case "format":
		return formatFor(owner)
	case "json":
		return jsonTexts
	case "xml":
		return xmlTexts
	case "pattern":
		return []string{`"(?<l>[a-z]+)(\\d*)"`, `"\\s*,\\s*"`, `"[^\\w]"`, `"^$"`, `"(?<=a)b"`, `"(a|b)+?"`, `"("`, `"\\bx\\b"`, `"(?i)HELLO"`, `"\\p{Lu}"`, `"(.)\\1"`}
	case "replacement":
		return []string{`"$1"`, `"<$&>"`, `"${l}-$2"`, `"$$"`, `""`, `"$9"`, "\"$`|$'\""}
	case "newline", "separator", "delimiter":
		return []string{`","`, `""`, `", "`, `"--"`}
	case "uristring", "relativeuri", "baseuri", "stringtoescape", "stringtounescape", "url", "encodedvalue":
		return []string{
			`"https://User@Contoso.com:8443/a/b%20c?x=1#f"`, `"http://h"`, `"//h/p"`, `"../x?y"`, `"a b/\u00E9?&=+~*!()'"`, `"a+b%20c%C3%A9%zz%"`, `""`, `"http://"`, `"https://h:99999/"`, `"%41%e2%82%ac"`,
			`"https://\u00FCml\u00E4ut.de/\u00FC"`, `"&lt;a&gt;&#39;&#233;&eacute;&amp;&bogus;"`, `"https://h/a/../b//c?q=%7e"`, `"c:\\dir\\f.txt"`,
		}
	case "path", "xpath", "expression", "propertyname":
		return pathFor(owner, name)
	case "id", "destinationtimezoneid", "sourcetimezoneid":
		return []string{`"Europe/Berlin"`, `"UTC"`, `"America/New_York"`, `"Nowhere"`, `""`}
	case "alg", "hashname", "algname":
		return []string{`"AES"`, `"aes"`, `"DES"`, `"TripleDES"`, `"3DES"`}
	case "base64", "inarray":
		return []string{`"AQID"`, `"YQ=="`, `"Y Q==\n"`, `"YQ"`, `"*"`, `""`}
	case "key":
		return []string{`"a"`, `"b"`, `"k"`, `"n"`, `"missing"`, `"A"`}
	case "name", "localname", "attributename", "expandedname", "prefix", "namespacename", "qualifiedname":
		return nameFor(owner)
	}
	switch owner {
	case "XName", "XNamespace":
		return nameFor(owner)
	case "Int32", "Int64", "Int16", "Byte", "SByte", "UInt16", "UInt32", "UInt64", "Double", "Single", "Decimal":
		return numberTexts
	case "Convert":
		return append([]string{`"true"`, `"False"`, `"2020-01-02T03:04:05Z"`, `"AQID"`, `"x"`, `"YQ=="`, `"FF"`, `"1010"`}, numberTexts...)
	case "DateTime", "DateTimeOffset":
		return dateTexts
	case "TimeSpan":
		return []string{`"1:02:03"`, `"1.02:03:04.5"`, `"-0:00:01"`, `"5"`, `"24:00:00"`, `"1:60:00"`, `""`, `"00:00:00.1234567"`, `"10675199.02:48:05.4775807"`, `" 2:00 "`, `"1:2:3:4.5"`}
	case "Guid":
		return []string{`"0f8fad5b-d9cb-469f-a165-70867728950e"`, `"{0F8FAD5B-D9CB-469F-A165-70867728950E}"`, `"0f8fad5bd9cb469fa16570867728950e"`, `"x"`, `"(0f8fad5b-d9cb-469f-a165-70867728950e)"`, `"D"`, `"N"`, `"X"`}
	case "Boolean":
		return []string{`"true"`, `"FALSE"`, `" True "`, `"1"`, `""`}
	case "IPAddress":
		return []string{`"10.1.2.3"`, `"::1"`, `"fe80::1%2"`, `"256.1.1.1"`, `"1.2"`, `""`, `"0x7f.1"`}
	case "Encoding":
		return []string{`"utf-8"`, `"iso-8859-1"`, `"us-ascii"`, `"utf-16"`, `"windows-1252"`, `"h\u00E9\uD83D\uDE00"`, `"a\uD83Db"`}
	case "WebUtility":
		return textFor("Uri", "url")
	case "JsonConvert":
		return jsonTexts
	case "Extensions":
		return []string{`"Basic dTpw"`, `"Bearer a.b.c"`, `"Basic x"`, `"X-Trace"`, `"Accept"`, `"a"`, `"missing"`, `"count"`}
	}
	return nil
}

func pathFor(owner, name string) []string {
	if strings.HasPrefix(owner, "J") && name != "propertyname" {
		return []string{
			`"a"`, `"b[0]"`, `"$..d"`, `"$.store.book[?(@.price > 10)].t"`, `"['a.b']"`, `"[*]"`, `"$"`, `"b[*]"`, `"$..[?(@.id==2)]"`, `"x.y[1].id"`, `"b[1:]"`, `"["`, `"missing.deep"`, `"$.*"`, `"store.book[0,1].id"`,
		}
	}
	if name == "propertyname" {
		return []string{`"a"`, `"A"`, `"b"`, `"k"`, `"missing"`, `""`}
	}
	return []string{`"b"`, `"//b"`, `"count(//*)"`, `"b[1]/text()"`, `"@x"`, `"*[@y]"`, `"string(.)"`, `"sum(//n)"`, `"b | c"`, `"//b["`, `"boolean(zz)"`}
}

func nameFor(owner string) []string {
	return []string{`"a"`, `"b"`, `"x"`, `"k"`, `"p"`, `"urn:p"`, `"{urn:d}s"`, `"1bad"`, `""`}
}

var jsonTexts = []string{
	`"{\"a\":1}"`, `"[1,2,{\"b\":null}]"`, `"\"text\""`, `"null"`, `"12"`, `"1.50"`, `"1e3"`, `"{'a':'b',}"`, `"{a:0x1F,b:012,/*c*/c:NaN}"`, `"{\"t\":\"2020-01-02T03:04:05.120Z\"}"`, `"\"2020-01-02T03:04:05+02:00\""`,
	`"{\"a\":1}x"`, `"{"`, `""`, `"[1,,2]"`, `"123456789012345678901234567890"`, `"{\"a\":1,\"a\":2}"`, `"\"\\u00e9\\ud83d\\ude00\\n\""`, `"undefined"`, `"new Date(1)"`, `"[-Infinity, 1E400, -0.0, 1e-7]"`, `"true false"`,
	`"{\"d\":\"/Date(1577934245000)/\"}"`, `"\"\t\""`, `"[\"\\x\"]"`, `"tru"`, `"{\"n\":{\"m\":[[]]}}"`,
}

var xmlTexts = []string{
	`"<a/>"`, `"<a b='1'>t<c/></a>"`, `"<a><b></a>"`, `""`, `"<a>&amp;&lt;&#65;&bogus;</a>"`, `"<?xml version='1.0'?><r>\n  <s/>\n</r>"`, `"<p:a xmlns:p='u'/>"`, `"<p:a/>"`, `"text"`, `"<a><![CDATA[x]]>y</a>"`, `"<!DOCTYPE a><a/>"`, `"<a/><b/>"`,
}

var numberTexts = []string{
	`"12"`, `" 12 "`, `"-5"`, `"1,000"`, `"1.5"`, `"1e3"`, `"0x1F"`, `"abc"`, `""`, `"99999999999"`, `"+7"`, `"(5)"`, `"255"`, `"256"`, `"\u0661\u0662"`, `"-0"`, `"NaN"`, `"Infinity"`, `"$1.50"`, `"5-"`, `"1 000"`, `".5"`, `"5."`,
	`"2147483648"`, `"-129"`, `"1,0,0.5"`, `"79228162514264337593543950336"`, `"0.10000"`, `"1e400"`, `"12\0"`,
}

var dateTexts = []string{
	`"2020-01-02"`, `"2020-01-02T03:04:05Z"`, `"2020-01-02T03:04:05.1234567+02:00"`, `"01/02/2020"`, `"13/02/2020"`, `"Thu, 02 Jan 2020 03:04:05 GMT"`, `"January 2, 2020"`, `"2 Jan 2020 3:04 PM"`, `"2020-02-30"`, `""`, `"x"`,
	`"20200102"`, `"2020-01"`, `"1/2/2020 3:04:05 AM +02:00"`, `"2020-01-02 03:04:05"`, `"Thursday, January 2, 2020"`, `"2020/1/2"`, `"2020.01.02"`, `"2020-01-02T24:00:00"`, `"12/31/9999 11:59:59 PM"`, `"Jan 2020"`,
}
