package xmltree

import "github.com/gatehouse-project/gatehouse/internal/clr"

// buildRow is a piece of C# and what does the same in Go; testdata/build.jsonl holds
// what the C# gave.
type buildRow struct {
	code string
	run  func(b *builder) string
}

// buildRows build trees and write them.
var buildRows = []buildRow{
	{`new XElement("a", null, "x", 1, 1.5m, 'c', new object[]{"p", new XElement("b")}).ToString()`, func(b *builder) string {
		return b.str(b.el("a", nil, "x", 1, dec(15, 1), clr.Char('c'), []any{"p", b.el("b")}))
	}},
	{`new XElement("a", "").ToString()`, func(b *builder) string { return b.str(b.el("a", "")) }},
	{`new XElement("a", (object)null).ToString()`, func(b *builder) string { return b.str(b.el("a", nil)) }},
	{`new XElement("a", "x", "").Nodes().Count().ToString()`, func(b *builder) string { return count(b.el("a", "x", "")) }},
	{`new XElement("a", "x", "y").Nodes().Count().ToString()`, func(b *builder) string { return count(b.el("a", "x", "y")) }},
	{`new XElement("a", new XText("x"), new XText("y")).Nodes().Count().ToString()`, func(b *builder) string { return count(b.el("a", NewText("x"), NewText("y"))) }},
	{`new XElement("a", new XCData("x"), "y").Nodes().Count().ToString()`, func(b *builder) string { return count(b.el("a", NewCData("x"), "y")) }},
	{`new XElement("a", new XAttribute("x",1), new XAttribute("x",2)).ToString()`, func(b *builder) string { return b.str(b.el("a", b.at("x", 1), b.at("x", 2))) }},
	{`new XElement("a", new XDocument()).ToString()`, func(b *builder) string { return b.str(b.el("a", b.doc())) }},
	{`new XElement("a", new XDocumentType("a",null,null,null)).ToString()`, func(b *builder) string { return b.str(b.el("a", b.doctype("a"))) }},
	{`new XDocument(" ", new XElement("a")).ToString()`, func(b *builder) string { return b.str(b.doc(" ", b.el("a"))) }},
	{`new XDocument(new XElement("a"), new XElement("b")).ToString()`, func(b *builder) string { return b.str(b.doc(b.el("a"), b.el("b"))) }},
	{`new XDocument(new XAttribute("a","b")).ToString()`, func(b *builder) string { return b.str(b.doc(b.at("a", "b"))) }},
	{`new XDocument(new XCData("a")).ToString()`, func(b *builder) string { return b.str(b.doc(NewCData("a"))) }},
	{`new XDocument(new XElement("a"), new XDocumentType("a",null,null,null)).ToString()`, func(b *builder) string { return b.str(b.doc(b.el("a"), b.doctype("a"))) }},
	{`new XDocument(new XDocumentType("a",null,null,null), new XElement("a")).ToString()`, func(b *builder) string { return b.str(b.doc(b.doctype("a"), b.el("a"))) }},
	{`new XDocument(new XDocumentType("a","p","s","<!ELEMENT a ANY>"), new XElement("a")).ToString()`, func(b *builder) string { return b.str(b.doc(b.doctype("a", "p", "s", "<!ELEMENT a ANY>"), b.el("a"))) }},
	{`new XDeclaration("1.0","utf-8","yes").ToString()`, func(b *builder) string {
		return (&Declaration{Version: "1.0", Encoding: "utf-8", Standalone: "yes"}).String()
	}},
	{`new XDeclaration("1.0",null,null).ToString()`, func(b *builder) string { return (&Declaration{Version: "1.0"}).String() }},
	{`new XDeclaration(null,null,null).ToString()`, func(b *builder) string { return (&Declaration{}).String() }},
	{`new XAttribute("x", new XText("t")).ToString()`, func(b *builder) string { return b.str(b.at("x", NewText("t"))) }},
	{`new XAttribute("x", 1.5).ToString()`, func(b *builder) string { return b.str(b.at("x", 1.5)) }},
	{`new XAttribute("x", "a\"b<>&'\n\t\r").ToString()`, func(b *builder) string { return b.str(b.at("x", "a\"b<>&'\n\t\r")) }},
	{`new XAttribute((XNamespace)"u"+"x", "1").ToString()`, func(b *builder) string { return b.str(b.at("{u}x", "1")) }},
	{`new XAttribute(XNamespace.Xml+"lang", "en").ToString()`, func(b *builder) string { return b.str(b.at("{http://www.w3.org/XML/1998/namespace}lang", "en")) }},
	{`new XAttribute("xmlns", "u").ToString()`, func(b *builder) string { return b.str(b.at("xmlns", "u")) }},
	{`new XAttribute(XNamespace.Xmlns+"p", "u").ToString()`, func(b *builder) string { return b.str(b.xmlns("p", "u")) }},
	{`new XAttribute(XNamespace.Xmlns+"p", "").ToString()`, func(b *builder) string { return b.str(b.xmlns("p", "")) }},
	{`new XAttribute(XNamespace.Xmlns+"xml", "u").ToString()`, func(b *builder) string { return b.str(b.xmlns("xml", "u")) }},
	{`new XAttribute(XNamespace.Xmlns+"xmlns", "u").ToString()`, func(b *builder) string { return b.str(b.xmlns("xmlns", "u")) }},
	{`new XAttribute(XNamespace.Xmlns+"p", "http://www.w3.org/XML/1998/namespace").ToString()`, func(b *builder) string { return b.str(b.xmlns("p", "http://www.w3.org/XML/1998/namespace")) }},
	{`new XAttribute(XNamespace.Xmlns+"xml", "http://www.w3.org/XML/1998/namespace").ToString()`, func(b *builder) string { return b.str(b.xmlns("xml", "http://www.w3.org/XML/1998/namespace")) }},
	{`new XAttribute(XNamespace.Xmlns+"q", "http://www.w3.org/2000/xmlns/").ToString()`, func(b *builder) string { return b.str(b.xmlns("q", "http://www.w3.org/2000/xmlns/")) }},
	{`new XAttribute("xmlns", "http://www.w3.org/2000/xmlns/").ToString()`, func(b *builder) string { return b.str(b.at("xmlns", "http://www.w3.org/2000/xmlns/")) }},
	{`new XAttribute("xmlns", "http://www.w3.org/XML/1998/namespace").ToString()`, func(b *builder) string { return b.str(b.at("xmlns", "http://www.w3.org/XML/1998/namespace")) }},
	{`new XText("a<b>&\"c'\r\n\td").ToString()`, func(b *builder) string { return b.str(NewText("a<b>&\"c'\r\n\td")) }},
	{`new XCData("a<b>&").ToString()`, func(b *builder) string { return b.str(NewCData("a<b>&")) }},
	{`new XCData("a]]>b]]").ToString()`, func(b *builder) string { return b.str(NewCData("a]]>b]]")) }},
	{`new XComment("a--b-").ToString()`, func(b *builder) string { return b.str(NewComment("a--b-")) }},
	{`new XComment("---").ToString()`, func(b *builder) string { return b.str(NewComment("---")) }},
	{`new XComment("-").ToString()`, func(b *builder) string { return b.str(NewComment("-")) }},
	{`new XComment("a-b").ToString()`, func(b *builder) string { return b.str(NewComment("a-b")) }},
	{`new XComment("--").ToString()`, func(b *builder) string { return b.str(NewComment("--")) }},
	{`new XProcessingInstruction("t","d?>x").ToString()`, func(b *builder) string { return b.str(b.pi("t", "d?>x")) }},
	{`new XProcessingInstruction("t","").ToString()`, func(b *builder) string { return b.str(b.pi("t", "")) }},
	{`new XProcessingInstruction("xml","d").ToString()`, func(b *builder) string { return b.str(b.pi("xml", "d")) }},
	{`new XProcessingInstruction("XmL","d").ToString()`, func(b *builder) string { return b.str(b.pi("XmL", "d")) }},
	{`new XProcessingInstruction("1","d").ToString()`, func(b *builder) string { return b.str(b.pi("1", "d")) }},
	{`new XProcessingInstruction("","d").ToString()`, func(b *builder) string { return b.str(b.pi("", "d")) }},
	{`new XProcessingInstruction("t","?").ToString()`, func(b *builder) string { return b.str(b.pi("t", "?")) }},
	{`new XProcessingInstruction("t","d??>").ToString()`, func(b *builder) string { return b.str(b.pi("t", "d??>")) }},
	{`new XProcessingInstruction("a:b","d").ToString()`, func(b *builder) string { return b.str(b.pi("a:b", "d")) }},
	{`new XElement((XNamespace)"u"+"a", new XElement((XNamespace)"u"+"b"), new XElement("c")).ToString()`, func(b *builder) string { return b.str(b.el("{u}a", b.el("{u}b"), b.el("c"))) }},
	{`new XElement("a", new XAttribute((XNamespace)"u"+"x",1), new XAttribute((XNamespace)"v"+"x",1), new XElement("b", new XAttribute((XNamespace)"u"+"x",1), new XAttribute((XNamespace)"w"+"x",1))).ToString()`, func(b *builder) string {
		return b.str(b.el("a", b.at("{u}x", 1), b.at("{v}x", 1), b.el("b", b.at("{u}x", 1), b.at("{w}x", 1))))
	}},
	{`new XElement((XNamespace)"u"+"a", new XAttribute((XNamespace)"u"+"x",1)).ToString()`, func(b *builder) string { return b.str(b.el("{u}a", b.at("{u}x", 1))) }},
	{`new XElement((XNamespace)"u"+"a", new XAttribute("xmlns","u"), new XAttribute((XNamespace)"u"+"x",1)).ToString()`, func(b *builder) string { return b.str(b.el("{u}a", b.at("xmlns", "u"), b.at("{u}x", 1))) }},
	{`new XElement("a", new XAttribute("xmlns","u")).ToString()`, func(b *builder) string { return b.str(b.el("a", b.at("xmlns", "u"))) }},
	{`new XElement((XNamespace)"v"+"a", new XAttribute("xmlns","u")).ToString()`, func(b *builder) string { return b.str(b.el("{v}a", b.at("xmlns", "u"))) }},
	{`new XElement((XNamespace)"u"+"a", new XAttribute(XNamespace.Xmlns+"p","u"), new XAttribute(XNamespace.Xmlns+"q","u"), new XElement((XNamespace)"u"+"b")).ToString()`, func(b *builder) string {
		return b.str(b.el("{u}a", b.xmlns("p", "u"), b.xmlns("q", "u"), b.el("{u}b")))
	}},
	{`new XElement((XNamespace)"u"+"a", new XAttribute(XNamespace.Xmlns+"p1","z"), new XElement("b", new XAttribute((XNamespace)"u"+"x",1), new XAttribute((XNamespace)"y"+"x",1))).ToString()`, func(b *builder) string {
		return b.str(b.el("{u}a", b.xmlns("p1", "z"), b.el("b", b.at("{u}x", 1), b.at("{y}x", 1))))
	}},
	{`new XElement((XNamespace)"u"+"a", new XAttribute(XNamespace.Xmlns+"p","u"), new XElement("b", new XAttribute(XNamespace.Xmlns+"p","v"), new XElement((XNamespace)"u"+"c"))).ToString()`, func(b *builder) string {
		return b.str(b.el("{u}a", b.xmlns("p", "u"), b.el("b", b.xmlns("p", "v"), b.el("{u}c"))))
	}},
	{`new XElement(XNamespace.Xml+"a").ToString()`, func(b *builder) string { return b.str(b.el("{http://www.w3.org/XML/1998/namespace}a")) }},
	{`new XElement(XNamespace.Xmlns+"a").ToString()`, func(b *builder) string { return b.str(b.el("{http://www.w3.org/2000/xmlns/}a")) }},
	{`new XElement("a", new XAttribute(XNamespace.Xml+"space","bad")).ToString()`, func(b *builder) string {
		return b.str(b.el("a", b.at("{http://www.w3.org/XML/1998/namespace}space", "bad")))
	}},
	{`new XElement("a", new XAttribute(XNamespace.Xml+"space"," preserve "), "x").ToString()`, func(b *builder) string {
		return b.str(b.el("a", b.at("{http://www.w3.org/XML/1998/namespace}space", " preserve "), "x"))
	}},
	{`new XElement("a", new XAttribute(XNamespace.Xml+"id","i")).ToString()`, func(b *builder) string {
		return b.str(b.el("a", b.at("{http://www.w3.org/XML/1998/namespace}id", "i")))
	}},
	{`new XElement("a",new XAttribute((XNamespace)"u"+"p1","1"),new XAttribute(XNamespace.Xmlns+"p1","w"),new XAttribute((XNamespace)"v"+"x","1")).ToString()`, func(b *builder) string {
		return b.str(b.el("a", b.at("{u}p1", "1"), b.xmlns("p1", "w"), b.at("{v}x", "1")))
	}},
	{`new XElement((XNamespace)"u"+"a",new XAttribute(XNamespace.Xmlns+"p","u"),new XElement((XNamespace)"u"+"b",new XAttribute(XNamespace.Xmlns+"p","v"),new XAttribute((XNamespace)"u"+"y",1))).ToString()`, func(b *builder) string {
		return b.str(b.el("{u}a", b.xmlns("p", "u"), b.el("{u}b", b.xmlns("p", "v"), b.at("{u}y", 1))))
	}},
	{`new XElement("a",new XAttribute("xmlns",""),new XElement("b",new XAttribute("xmlns",""))).ToString(SaveOptions.OmitDuplicateNamespaces)`, func(b *builder) string {
		return b.write(b.el("a", b.at("xmlns", ""), b.el("b", b.at("xmlns", ""))), OmitDuplicateNamespaces)
	}},
	{`new XElement("a",new XAttribute("xmlns",""),new XElement("b",new XAttribute("xmlns",""))).ToString()`, func(b *builder) string { return b.str(b.el("a", b.at("xmlns", ""), b.el("b", b.at("xmlns", "")))) }},
	{`new XElement("a",new XAttribute(XNamespace.Xmlns+"p","u"),new XAttribute((XNamespace)"v"+"x",1),new XAttribute((XNamespace)"u"+"x",1)).ToString()`, func(b *builder) string { return b.str(b.el("a", b.xmlns("p", "u"), b.at("{v}x", 1), b.at("{u}x", 1))) }},
	{`new XElement((XNamespace)"u"+"a",new XElement((XNamespace)"v"+"b",new XElement((XNamespace)"u"+"c",new XAttribute((XNamespace)"v"+"x",1)))).ToString()`, func(b *builder) string { return b.str(b.el("{u}a", b.el("{v}b", b.el("{u}c", b.at("{v}x", 1))))) }},
	{`new XElement("a", "\u0001").ToString()`, func(b *builder) string { return b.str(b.el("a", "\u0001")) }},
	{`new XElement("a", "\ud83d").ToString()`, func(b *builder) string { return b.str(b.el("a", "\xed\xa0\xbd")) }},
	{`new XElement("a", "\ud83dx").ToString()`, func(b *builder) string { return b.str(b.el("a", "\xed\xa0\xbdx")) }},
	{`new XElement("a", "\ude00").ToString()`, func(b *builder) string { return b.str(b.el("a", "\xed\xb8\x80")) }},
	{`new XElement("a", "\ud83d\ude00").ToString()`, func(b *builder) string { return b.str(b.el("a", "😀")) }},
	{`new XElement("a", "\uffff").ToString()`, func(b *builder) string { return b.str(b.el("a", "\uffff")) }},
	{`new XElement("a", new XAttribute("x","\u0001")).ToString()`, func(b *builder) string { return b.str(b.el("a", b.at("x", "\u0001"))) }},
	{`new XElement("a", new XComment("\u0001")).ToString()`, func(b *builder) string { return b.str(b.el("a", NewComment("\u0001"))) }},
	{`new XElement("a", new XCData("\u0001")).ToString()`, func(b *builder) string { return b.str(b.el("a", NewCData("\u0001"))) }},
	{`new XElement("a", "x\ry\r\nz\n\u0085\u2028").ToString()`, func(b *builder) string { return b.str(b.el("a", "x\ry\r\nz\n\u0085\u2028")) }},
	{`new XElement("a", new XCData("x\ry\r\nz\n")).ToString()`, func(b *builder) string { return b.str(b.el("a", NewCData("x\ry\r\nz\n"))) }},
	{`new XElement("a", new XComment("x\ry\r\nz\n")).ToString()`, func(b *builder) string { return b.str(b.el("a", NewComment("x\ry\r\nz\n"))) }},
	{`new XElement("a", "]]>").ToString()`, func(b *builder) string { return b.str(b.el("a", "]]>")) }},
	{`new XElement("a", new XAttribute("x", "x\ry\r\nz\n\té")).ToString()`, func(b *builder) string { return b.str(b.el("a", b.at("x", "x\ry\r\nz\n\té"))) }},
	{`new XElement("a", new XElement("b", " "), " ", new XElement("c")).ToString()`, func(b *builder) string { return b.str(b.el("a", b.el("b", " "), " ", b.el("c"))) }},
	{`new XElement("a", new XElement("b", new XCData("x")), new XElement("c", new XElement("d"))).ToString()`, func(b *builder) string { return b.str(b.el("a", b.el("b", NewCData("x")), b.el("c", b.el("d")))) }},
	{`new XElement("a", new XElement("b"), "").ToString()`, func(b *builder) string { return b.str(b.el("a", b.el("b"), "")) }},
	{`new XElement("a", new XText(""), new XElement("b", new XElement("c"))).ToString()`, func(b *builder) string { return b.str(b.el("a", NewText(""), b.el("b", b.el("c")))) }},
	{`new XElement("a", new XElement("b"), new XText(""), new XElement("c")).ToString()`, func(b *builder) string { return b.str(b.el("a", b.el("b"), NewText(""), b.el("c"))) }},
	{`new XElement("a", new XComment("c"), new XProcessingInstruction("p","q"), new XElement("b", "t", new XComment("c"), new XElement("d", new XElement("e"))), new XElement("f")).ToString()`, func(b *builder) string {
		return b.str(b.el("a", NewComment("c"), b.pi("p", "q"), b.el("b", "t", NewComment("c"), b.el("d", b.el("e"))), b.el("f")))
	}},
	{`new XDocument(new XComment("c"), new XElement("a", new XElement("b"))).ToString()`, func(b *builder) string { return b.str(b.doc(NewComment("c"), b.el("a", b.el("b")))) }},
	{`new XDocument().ToString()`, func(b *builder) string { return b.str(b.doc()) }},
	{`new XDocument(" ", new XElement("a", new XElement("b")), " ", new XComment("c")).ToString()`, func(b *builder) string { return b.str(b.doc(" ", b.el("a", b.el("b")), " ", NewComment("c"))) }},
	{`new XDocument(new XComment("c"), new XElement("a", new XElement("b"))).ToString(SaveOptions.DisableFormatting)`, func(b *builder) string { return b.flat(b.doc(NewComment("c"), b.el("a", b.el("b")))) }},
}
