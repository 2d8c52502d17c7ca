package xmltree

import "strconv"

// changeRows change trees, walk over them and compare them.
var changeRows = []buildRow{
	{`var e=XElement.Parse("<a><b/><c/></a>"); e.AddFirst("x", new XElement("d"), "y"); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a><b/><c/></a>")
		b.note(AddFirst(nil, e, "x", b.el("d"), "y"))
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a>t<b/></a>"); e.AddFirst("x"); return e.ToString(SaveOptions.DisableFormatting)+e.Nodes().Count();`, func(b *builder) string {
		e := b.parse("<a>t<b/></a>")
		b.note(AddFirst(nil, e, "x"))
		return b.flat(e) + count(e)
	}},
	{`var e=XElement.Parse("<a>t<b/></a>"); e.Element("b").AddBeforeSelf("x"); return e.ToString(SaveOptions.DisableFormatting)+e.Nodes().Count();`, func(b *builder) string {
		e := b.parse("<a>t<b/></a>")
		b.note(AddBefore(nil, child(e, "b"), "x"))
		return b.flat(e) + count(e)
	}},
	{`var e=XElement.Parse("<a><b/>t</a>"); e.Element("b").AddAfterSelf("x"); return e.ToString(SaveOptions.DisableFormatting)+e.Nodes().Count();`, func(b *builder) string {
		e := b.parse("<a><b/>t</a>")
		b.note(AddAfter(nil, child(e, "b"), "x"))
		return b.flat(e) + count(e)
	}},
	{`var e=XElement.Parse("<a><b/>t</a>"); e.Element("b").AddAfterSelf("x", new XElement("c"), "y"); return e.ToString(SaveOptions.DisableFormatting)+e.Nodes().Count();`, func(b *builder) string {
		e := b.parse("<a><b/>t</a>")
		b.note(AddAfter(nil, child(e, "b"), "x", b.el("c"), "y"))
		return b.flat(e) + count(e)
	}},
	{`var e=XElement.Parse("<a><b/></a>"); e.Element("b").AddAfterSelf(new XAttribute("x",1)); return e.ToString();`, func(b *builder) string {
		e := b.parse("<a><b/></a>")
		b.note(AddAfter(nil, child(e, "b"), b.at("x", 1)))
		return b.str(e)
	}},
	{`var e=XElement.Parse("<a><b/></a>"); e.AddAfterSelf("x"); return e.ToString();`, func(b *builder) string { e := b.parse("<a><b/></a>"); b.note(AddAfter(nil, e, "x")); return b.str(e) }},
	{`var e=XElement.Parse("<a><b/></a>"); e.AddBeforeSelf("x"); return e.ToString();`, func(b *builder) string { e := b.parse("<a><b/></a>"); b.note(AddBefore(nil, e, "x")); return b.str(e) }},
	{`var e=XElement.Parse("<a><b/></a>"); e.Remove(); return e.ToString();`, func(b *builder) string { e := b.parse("<a><b/></a>"); b.note(Remove(e)); return b.str(e) }},
	{`var e=XElement.Parse("<a><b/></a>"); e.ReplaceWith("x"); return e.ToString();`, func(b *builder) string {
		e := b.parse("<a><b/></a>")
		b.note(ReplaceWith(nil, e, "x"))
		return b.str(e)
	}},
	{`var e=XElement.Parse("<a><b/><c/></a>"); e.Element("b").ReplaceWith(new XElement("x"),"t"); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a><b/><c/></a>")
		b.note(ReplaceWith(nil, child(e, "b"), b.el("x"), "t"))
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a>s<b/>t</a>"); e.Element("b").ReplaceWith("u"); return e.ToString(SaveOptions.DisableFormatting)+e.Nodes().Count();`, func(b *builder) string {
		e := b.parse("<a>s<b/>t</a>")
		b.note(ReplaceWith(nil, child(e, "b"), "u"))
		return b.flat(e) + count(e)
	}},
	{`var e=XElement.Parse("<a>s<b/>t</a>"); e.Element("b").Remove(); return e.ToString(SaveOptions.DisableFormatting)+e.Nodes().Count();`, func(b *builder) string {
		e := b.parse("<a>s<b/>t</a>")
		b.note(Remove(child(e, "b")))
		return b.flat(e) + count(e)
	}},
	{`var e=XElement.Parse("<a><b/></a>"); e.Element("b").Remove(); return e.ToString()+e.IsEmpty;`, func(b *builder) string {
		e := b.parse("<a><b/></a>")
		b.note(Remove(child(e, "b")))
		return b.str(e) + boolean(e.IsEmpty())
	}},
	{`var e=XElement.Parse("<a>t</a>"); e.FirstNode.Remove(); return e.ToString()+e.IsEmpty;`, func(b *builder) string {
		e := b.parse("<a>t</a>")
		b.note(Remove(e.First()))
		return b.str(e) + boolean(e.IsEmpty())
	}},
	{`var e=XElement.Parse("<a></a>"); e.RemoveNodes(); return e.ToString()+e.IsEmpty;`, func(b *builder) string {
		e := b.parse("<a></a>")
		RemoveNodes(e)
		return b.str(e) + boolean(e.IsEmpty())
	}},
	{`var e=XElement.Parse("<a x='1'>t</a>"); e.RemoveAll(); return e.ToString();`, func(b *builder) string { e := b.parse("<a x='1'>t</a>"); e.RemoveAll(); return b.str(e) }},
	{`var e=XElement.Parse("<a x='1' y='2'>t</a>"); e.RemoveAttributes(); return e.ToString();`, func(b *builder) string { e := b.parse("<a x='1' y='2'>t</a>"); e.RemoveAttributes(); return b.str(e) }},
	{`var e=XElement.Parse("<a x='1'>t</a>"); e.Value=""; return e.ToString()+e.IsEmpty;`, func(b *builder) string {
		e := b.parse("<a x='1'>t</a>")
		e.SetValue("")
		return b.str(e) + boolean(e.IsEmpty())
	}},
	{`var e=XElement.Parse("<a x='1'>t<b/></a>"); e.Value="<z>"; return e.ToString();`, func(b *builder) string { e := b.parse("<a x='1'>t<b/></a>"); e.SetValue("<z>"); return b.str(e) }},
	{`var e=XElement.Parse("<a x='1'/>"); e.SetAttributeValue("x",2); e.SetAttributeValue("y",true); return e.ToString();`, func(b *builder) string {
		e := b.parse("<a x='1'/>")
		b.note(e.SetAttribute(b.name("x"), "2"))
		b.note(e.SetAttribute(b.name("y"), "true"))
		return b.str(e)
	}},
	{`var e=XElement.Parse("<a x='1' y='2' z='3'/>"); e.SetAttributeValue("y",null); e.SetAttributeValue("q",null); return e.ToString();`, func(b *builder) string {
		e := b.parse("<a x='1' y='2' z='3'/>")
		e.RemoveAttribute(b.name("y"))
		e.RemoveAttribute(b.name("q"))
		return b.str(e)
	}},
	{`var e=XElement.Parse("<a/>"); e.SetAttributeValue(XNamespace.Xmlns+"p",""); return e.ToString();`, func(b *builder) string {
		e := b.parse("<a/>")
		b.note(e.SetAttribute(Name{XmlnsNamespace, "p"}, ""))
		return b.str(e)
	}},
	{`var e=XElement.Parse("<a><b>1</b></a>"); e.SetElementValue("b",2); e.SetElementValue("c",3); return e.ToString();`, func(b *builder) string {
		e := b.parse("<a><b>1</b></a>")
		e.SetElementValue(b.name("b"), "2")
		e.SetElementValue(b.name("c"), "3")
		return b.str(e)
	}},
	{`var e=XElement.Parse("<a><b>1</b><b>2</b></a>"); e.SetElementValue("b",null); e.SetElementValue("z",null); return e.ToString();`, func(b *builder) string {
		e := b.parse("<a><b>1</b><b>2</b></a>")
		e.RemoveElement(b.name("b"))
		e.RemoveElement(b.name("z"))
		return b.str(e)
	}},
	{`var e=XElement.Parse("<a><b/></a>"); var f=new XElement("f",e.Element("b")); f.Element("b").Add("x"); return e.ToString(SaveOptions.DisableFormatting)+f.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a><b/></a>")
		f := b.el("f", child(e, "b"))
		b.note(Add(nil, child(f, "b"), "x"))
		return b.flat(e) + b.flat(f)
	}},
	{`var e=XElement.Parse("<a><b/></a>"); e.Add(e); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string { e := b.parse("<a><b/></a>"); b.note(Add(nil, e, e)); return b.flat(e) }},
	{`var e=XElement.Parse("<a><b/></a>"); e.Element("b").Add(e); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a><b/></a>")
		b.note(Add(nil, child(e, "b"), e))
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a><b><c>t</c>u<d/></b>v<b z='1'/></a>"); e.Add(e); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a><b><c>t</c>u<d/></b>v<b z='1'/></a>")
		b.note(Add(nil, e, e))
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a><b/></a>"); var c=e.Element("b"); c.Remove(); e.Add(c); c.Add("x"); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a><b/></a>")
		c := child(e, "b")
		b.note(Remove(c))
		b.note(Add(nil, e, c))
		b.note(Add(nil, c, "x"))
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a x='1'/>"); var f=new XElement("f",e.Attribute("x")); f.Attribute("x").Value="2"; return e.ToString()+f;`, func(b *builder) string {
		e := b.parse("<a x='1'/>")
		f := b.el("f", e.FirstAttribute())
		b.note(f.FirstAttribute().SetValue("2"))
		return b.str(e) + b.str(f)
	}},
	{`var e=XElement.Parse("<a x='1'/>"); e.Add(new XAttribute("x",2)); return e.ToString();`, func(b *builder) string {
		e := b.parse("<a x='1'/>")
		b.note(Add(nil, e, b.at("x", 2)))
		return b.str(e)
	}},
	{`var e=XElement.Parse("<a x='1'/>"); e.Attribute("x").Remove(); e.Add(new XAttribute("y",2)); return e.ToString();`, func(b *builder) string {
		e := b.parse("<a x='1'/>")
		b.note(e.FirstAttribute().Remove())
		b.note(Add(nil, e, b.at("y", 2)))
		return b.str(e)
	}},
	{`var e=XElement.Parse("<a x='1' y='2' z='3'/>"); e.Attribute("z").Remove(); e.Attribute("x").Remove(); e.Add(new XAttribute("x",2)); return e.ToString();`, func(b *builder) string {
		e := b.parse("<a x='1' y='2' z='3'/>")
		b.note(e.LastAttribute().Remove())
		b.note(e.FirstAttribute().Remove())
		b.note(Add(nil, e, b.at("x", 2)))
		return b.str(e)
	}},
	{`var e=XElement.Parse("<a x='1'/>"); var x=e.Attribute("x"); x.Remove(); x.Remove(); return "";`, func(b *builder) string {
		e := b.parse("<a x='1'/>")
		x := e.FirstAttribute()
		b.note(x.Remove())
		b.note(x.Remove())
		return ""
	}},
	{`var e=XElement.Parse("<a x='1' y='2' z='3'/>"); return e.FirstAttribute.NextAttribute+"|"+e.LastAttribute.PreviousAttribute+"|"+(e.LastAttribute.NextAttribute==null)+(e.FirstAttribute.PreviousAttribute==null);`, func(b *builder) string {
		e := b.parse("<a x='1' y='2' z='3'/>")
		return b.str(e.FirstAttribute().Next()) + "|" + b.str(e.LastAttribute().Previous()) + "|" + boolean(e.LastAttribute().Next() == nil, e.FirstAttribute().Previous() == nil)
	}},
	{`var e=XElement.Parse("<a><b/><c/></a>"); e.ReplaceNodes(e.Elements()); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a><b/><c/></a>")
		b.note(ReplaceNodes(nil, e, objects(e.Nodes())))
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a><b/><c/></a>"); e.ReplaceNodes("x", e.Element("c"), new XAttribute("q",1)); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a><b/><c/></a>")
		b.note(ReplaceNodes(nil, e, "x", child(e, "c"), b.at("q", 1)))
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a x='1'><b/></a>"); e.ReplaceAll("x", e.Attributes(), new XAttribute("y",2)); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a x='1'><b/></a>")
		b.note(e.ReplaceAll(nil, "x", objects(e.Attributes()), b.at("y", 2)))
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a x='1'><b/></a>"); e.ReplaceAttributes(new XAttribute("y",2), "t"); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a x='1'><b/></a>")
		b.note(e.ReplaceAttributes(nil, b.at("y", 2), "t"))
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a><b/><b/><c/></a>"); foreach (var x in e.Elements("b")) x.Remove(); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a><b/><b/><c/></a>")
		for x := range Named(Elements(e), b.name("b")) {
			b.note(Remove(x))
		}
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a><b/><b/><c/></a>"); foreach (var x in e.Descendants("b")) x.Remove(); return "";`, func(b *builder) string {
		e := b.parse("<a><b/><b/><c/></a>")
		for x, err := range DescendantElements(e, false, b.name("b")) {
			if b.note(err); err == nil {
				b.note(Remove(x))
			}
		}
		return ""
	}},
	{`var e=XElement.Parse("<a><b/><b/><c/></a>"); foreach (var x in e.Nodes()) x.Remove(); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a><b/><b/><c/></a>")
		for x := range e.Nodes() {
			b.note(Remove(x))
		}
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a x='1' y='2'/>"); foreach (var x in e.Attributes()) x.Remove(); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<a x='1' y='2'/>")
		for x := range e.Attributes() {
			b.note(x.Remove())
		}
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a><b/></a>"); int n=0; foreach (var x in e.Elements()) { if (n++ < 5) e.Add(new XElement("n"+n)); } return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e, n := b.parse("<a><b/></a>"), 0
		for range Elements(e) {
			if n++; n <= 5 {
				b.note(Add(nil, e, b.el("n"+strconv.Itoa(n))))
			}
		}
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a><b/></a>"); int n=0; foreach (var x in e.Descendants()) { if (n++ < 3) x.Add(new XElement("n"+n)); } return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e, n := b.parse("<a><b/></a>"), 0
		for x := range DescendantElements(e, false, Name{}) {
			if n++; n <= 3 {
				b.note(Add(nil, x, b.el("n"+strconv.Itoa(n))))
			}
		}
		return b.flat(e)
	}},
	{`var e=XElement.Parse("<a><b><c/>t</b><d/></a>"); return string.Join(",",e.DescendantNodesAndSelf().Select(x=>x.NodeType.ToString()))+"|"+string.Join(",",e.Descendants().Select(x=>x.Name.LocalName))+"|"+string.Join(",",e.DescendantsAndSelf("a").Select(x=>x.Name.LocalName));`, func(b *builder) string {
		e := b.parse("<a><b><c/>t</b><d/></a>")
		return types(first(Descendants(e, true))) + "|" + names(first(DescendantElements(e, false, Name{}))) + "|" + names(first(DescendantElements(e, true, b.name("a"))))
	}},
	{`var e=XElement.Parse("<a><b><c/>t</b><d/></a>"); var c=e.Descendants("c").First(); return string.Join(",",c.Ancestors().Select(x=>x.Name.LocalName))+"|"+string.Join(",",c.AncestorsAndSelf().Select(x=>x.Name.LocalName));`, func(b *builder) string {
		e := b.parse("<a><b><c/>t</b><d/></a>")
		c := child(e, "c")
		return names(Ancestors(c, false)) + "|" + names(Ancestors(c, true))
	}},
	{`var e=XElement.Parse("<a><b/>t<c/><!--x--><d/></a>"); var c=e.Element("c"); return string.Join(",",c.NodesAfterSelf().Select(x=>x.NodeType.ToString()))+"|"+string.Join(",",c.NodesBeforeSelf().Select(x=>x.NodeType.ToString()))+"|"+string.Join(",",c.ElementsAfterSelf().Select(x=>x.Name.LocalName))+"|"+string.Join(",",c.ElementsBeforeSelf().Select(x=>x.Name.LocalName));`, func(b *builder) string {
		e := b.parse("<a><b/>t<c/><!--x--><d/></a>")
		c := child(e, "c")
		return types(NodesAfter(c)) + "|" + types(NodesBefore(c)) + "|" + names(OnlyElements(NodesAfter(c))) + "|" + names(OnlyElements(NodesBefore(c)))
	}},
	{`var e=XElement.Parse("<a><b/>t<c/></a>"); return e.FirstNode+"|"+e.LastNode+"|"+e.FirstNode.NextNode+"|"+e.LastNode.PreviousNode+"|"+(e.LastNode.NextNode==null)+(e.FirstNode.PreviousNode==null);`, func(b *builder) string {
		e := b.parse("<a><b/>t<c/></a>")
		return b.str(e.First()) + "|" + b.str(e.Last()) + "|" + b.str(e.First().Next()) + "|" + b.str(e.Last().Previous()) + "|" + boolean(e.Last().Next() == nil, e.First().Previous() == nil)
	}},
	{`var d=XDocument.Parse("<a><b/></a>"); return (d.Root.Parent==null)+"|"+(d.Root.Document==d)+"|"+d.Root.Element("b").Parent.Name+"|"+(d.Root.Element("b").Document==d)+"|"+(d.Parent==null)+"|"+d.NodeType;`, func(b *builder) string {
		d := b.parseDoc("<a><b/></a>")
		c := child(d, "b")
		return boolean(d.Root().Parent() == nil) + "|" + boolean(d.Root().Document() == d) + "|" + c.Parent().Name().String() + "|" + boolean(c.Document() == d) + "|" + boolean(d.Parent() == nil) + "|" + d.NodeType().String()
	}},
	{`var d=XDocument.Parse("<!--x--><a/>"); d.Root.Remove(); d.Add(new XElement("z")); return d.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		d := b.parseDoc("<!--x--><a/>")
		b.note(Remove(d.Root()))
		b.note(Add(nil, d, b.el("z")))
		return b.flat(d)
	}},
	{`var d=XDocument.Parse("<a/>"); d.Add(new XElement("z")); return d.ToString();`, func(b *builder) string { d := b.parseDoc("<a/>"); b.note(Add(nil, d, b.el("z"))); return b.str(d) }},
	{`var d=XDocument.Parse("<a/>"); d.Root.AddBeforeSelf(new XComment("c"), " "); d.Root.AddAfterSelf(new XProcessingInstruction("p","q")); return d.ToString();`, func(b *builder) string {
		d := b.parseDoc("<a/>")
		b.note(AddBefore(nil, d.Root(), NewComment("c"), " "))
		b.note(AddAfter(nil, d.Root(), b.pi("p", "q")))
		return b.str(d)
	}},
	{`var d=XDocument.Parse("<a/>"); d.AddFirst(new XDocumentType("a",null,null,null)); return d.ToString();`, func(b *builder) string {
		d := b.parseDoc("<a/>")
		b.note(AddFirst(nil, d, b.doctype("a")))
		return b.str(d)
	}},
	{`var d=XDocument.Parse("<a/>"); d.Add(new XDocumentType("a",null,null,null)); return d.ToString();`, func(b *builder) string { d := b.parseDoc("<a/>"); b.note(Add(nil, d, b.doctype("a"))); return b.str(d) }},
	{`var d=XDocument.Parse("<!--x--><a/>"); d.AddFirst(new XElement("z")); return d.ToString();`, func(b *builder) string {
		d := b.parseDoc("<!--x--><a/>")
		b.note(AddFirst(nil, d, b.el("z")))
		return b.str(d)
	}},
	{`var d=XDocument.Parse("<a/>"); d.Root.ReplaceWith(new XElement("z")); return d.ToString();`, func(b *builder) string {
		d := b.parseDoc("<a/>")
		b.note(ReplaceWith(nil, d.Root(), b.el("z")))
		return b.str(d)
	}},
	{`var d=XDocument.Parse("<a/>"); d.ReplaceNodes(new XElement("z")); return d.ToString();`, func(b *builder) string {
		d := b.parseDoc("<a/>")
		b.note(ReplaceNodes(nil, d, b.el("z")))
		return b.str(d)
	}},
	{`var d=new XDocument(XDocument.Parse("<?xml version='1.0' encoding='x'?><!--q--><a><b>t</b></a>")); return d.Declaration+d.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		n, err := Clone(nil, b.parseDoc("<?xml version='1.0' encoding='x'?><!--q--><a><b>t</b></a>"))
		b.note(err)
		return n.(*Document).Declaration.String() + b.flat(n)
	}},
	{`var e=XElement.Parse("<a><b/><c><d/></c></a>"); var c=e.Element("b"); var d=e.Descendants("d").First(); return XNode.CompareDocumentOrder(c,d)+","+XNode.CompareDocumentOrder(d,c)+","+XNode.CompareDocumentOrder(e,d)+","+XNode.CompareDocumentOrder(d,e)+","+XNode.CompareDocumentOrder(c,c)+","+XNode.CompareDocumentOrder(null,c);`, func(b *builder) string {
		e := b.parse("<a><b/><c><d/></c></a>")
		c, d := child(e, "b"), child(e, "d")
		return b.order(c, d) + "," + b.order(d, c) + "," + b.order(e, d) + "," + b.order(d, e) + "," + b.order(c, c) + "," + b.order(nil, c)
	}},
	{`return XNode.CompareDocumentOrder(new XElement("a"),new XElement("b")).ToString();`, func(b *builder) string { return b.order(b.el("a"), b.el("b")) }},
	{`var e=XElement.Parse("<a xmlns='u' xmlns:p='v'><p:b xmlns:p='w' xmlns:q='v'/></a>"); var c=e.Elements().First(); return e.GetDefaultNamespace().NamespaceName+"|"+c.GetDefaultNamespace().NamespaceName+"|"+c.GetNamespaceOfPrefix("p").NamespaceName+"|"+c.GetNamespaceOfPrefix("xml").NamespaceName+"|"+(c.GetNamespaceOfPrefix("zz")==null)+"|"+c.GetPrefixOfNamespace("v")+"|"+c.GetPrefixOfNamespace("w")+"|"+(c.GetPrefixOfNamespace("u")==null)+"|"+c.GetPrefixOfNamespace(XNamespace.Xml)+"|"+c.GetNamespaceOfPrefix("xmlns").NamespaceName+"|"+e.GetPrefixOfNamespace("v");`, func(b *builder) string {
		e := b.parse("<a xmlns='u' xmlns:p='v'><p:b xmlns:p='w' xmlns:q='v'/></a>")
		c := child(e, "b")
		return string(e.DefaultNamespace()) + "|" + string(c.DefaultNamespace()) + "|" + b.nsOf(c, "p") + "|" + b.nsOf(c, "xml") + "|" + boolean(b.nsOf(c, "zz") == "null") + "|" + prefixOf(c, "v") + "|" + prefixOf(c, "w") + "|" + boolean(prefixOf(c, "u") == "null") + "|" + prefixOf(c, XMLNamespace) + "|" + b.nsOf(c, "xmlns") + "|" + prefixOf(e, "v")
	}},
	{`var e=XElement.Parse("<a xmlns:p='v'><b xmlns:p='w'/></a>"); return (e.Element("b").GetPrefixOfNamespace("v")==null).ToString();`, func(b *builder) string {
		e := b.parse("<a xmlns:p='v'><b xmlns:p='w'/></a>")
		return boolean(prefixOf(child(e, "b"), "v") == "null")
	}},
	{`return new XElement("a").GetNamespaceOfPrefix("").ToString();`, func(b *builder) string { return b.nsOf(b.el("a"), "") }},
	{`var e=XElement.Parse("<a>x<b>y<![CDATA[z]]></b><!--q--><?p r?>w</a>"); return e.Value+"|"+e.HasElements+e.HasAttributes+e.IsEmpty;`, func(b *builder) string {
		e := b.parse("<a>x<b>y<![CDATA[z]]></b><!--q--><?p r?>w</a>")
		return e.Value() + "|" + boolean(e.HasElements(), e.FirstAttribute() != nil, e.IsEmpty())
	}},
	{`var e=new XElement("a"); e.Name="{u}b"; return e.ToString();`, func(b *builder) string { e := b.el("a"); e.SetName(b.name("{u}b")); return b.str(e) }},
	{`var t=new XText("a"); var e=new XElement("e",t,new XElement("x")); t.Value=""; return e.ToString();`, func(b *builder) string {
		t := NewText("a")
		e := b.el("e", t, b.el("x"))
		t.SetValue("")
		return b.str(e)
	}},
	{`var e=new XElement("e"); e.Add("a"); e.Add("b"); e.Add(""); e.Add(new XText("c")); e.Add("d"); return e.ToString()+e.Nodes().Count();`, func(b *builder) string {
		e := b.el("e")
		b.note(Add(nil, e, "a"))
		b.note(Add(nil, e, "b"))
		b.note(Add(nil, e, ""))
		b.note(Add(nil, e, NewText("c")))
		b.note(Add(nil, e, "d"))
		return b.str(e) + count(e)
	}},
	{`var e=new XElement("e"); e.Add(""); var s=e.ToString(); e.Add(new XElement("x")); return s+e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.el("e")
		b.note(Add(nil, e, ""))
		s := b.str(e)
		b.note(Add(nil, e, b.el("x")))
		return s + b.flat(e)
	}},
	{`var e=new XElement("e",new XElement("x")); e.Add(""); e.Element("x").Remove(); return e.ToString();`, func(b *builder) string {
		e := b.el("e", b.el("x"))
		b.note(Add(nil, e, ""))
		b.note(Remove(child(e, "x")))
		return b.str(e)
	}},
	{`var e=new XElement("e"); e.AddFirst(""); return e.ToString();`, func(b *builder) string { e := b.el("e"); b.note(AddFirst(nil, e, "")); return b.str(e) }},
	{`var e=XElement.Parse("<e xmlns:p='u' p:x='1'/>"); return e.Attribute((XNamespace)"u"+"x").ToString()+e.Attribute("x");`, func(b *builder) string {
		e := b.parse("<e xmlns:p='u' p:x='1'/>")
		return b.str(e.Attribute(b.name("{u}x"))) + boolean(e.Attribute(b.name("x")) == nil)[4:]
	}},
	{`var e=XElement.Parse("<r xmlns:p='u' xmlns:q='u'><p:a><q:b/></p:a></r>"); return e.Elements().First().ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		return b.flat(child(b.parse("<r xmlns:p='u' xmlns:q='u'><p:a><q:b/></p:a></r>"), "a"))
	}},
	{`var e=XElement.Parse("<r xmlns='u'><m xmlns:q='u'><a/></m></r>"); return e.Descendants().Last().ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		return b.flat(child(b.parse("<r xmlns='u'><m xmlns:q='u'><a/></m></r>"), "a"))
	}},
	{`var e=XElement.Parse("<r xmlns='u'><m xmlns=''><a/></m></r>"); e.Descendants("a").First().Add(new XElement((XNamespace)"u"+"z")); return e.ToString(SaveOptions.DisableFormatting);`, func(b *builder) string {
		e := b.parse("<r xmlns='u'><m xmlns=''><a/></m></r>")
		b.note(Add(nil, child(e, "a"), b.el("{u}z")))
		return b.flat(e)
	}},
	{`var e=new XElement((XNamespace)"u"+"a"); for(int i=0;i<4;i++) e=new XElement((XNamespace)("u"+i)+"a",new XAttribute((XNamespace)("v"+i)+"x",i),e); return e.ToString();`, func(b *builder) string {
		e := b.el("{u}a")
		for i := range 4 {
			e = b.el("{u"+strconv.Itoa(i)+"}a", b.at("{v"+strconv.Itoa(i)+"}x", i), e)
		}
		return b.str(e)
	}},
	{`XNode.DeepEquals(XElement.Parse("<a/>"),XElement.Parse("<a></a>")).ToString()`, func(b *builder) string { return boolean(DeepEquals(b.parse("<a/>"), b.parse("<a></a>"))) }},
	{`XNode.DeepEquals(XElement.Parse("<a x='1' y='2'/>"),XElement.Parse("<a y='2' x='1'/>")).ToString()`, func(b *builder) string {
		return boolean(DeepEquals(b.parse("<a x='1' y='2'/>"), b.parse("<a y='2' x='1'/>")))
	}},
	{`XNode.DeepEquals(XElement.Parse("<a x='1'><b>t</b></a>"),XElement.Parse("<a x=\"1\"><b>t</b></a>")).ToString()`, func(b *builder) string {
		return boolean(DeepEquals(b.parse("<a x='1'><b>t</b></a>"), b.parse("<a x=\"1\"><b>t</b></a>")))
	}},
	{`XNode.DeepEquals(new XElement("a","xy"),new XElement("a",new XText("x"),new XText("y"))).ToString()`, func(b *builder) string {
		return boolean(DeepEquals(b.el("a", "xy"), b.el("a", NewText("x"), NewText("y"))))
	}},
	{`XNode.DeepEquals(new XElement("a","xy",new XElement("b")),new XElement("a",new XText("x"),new XText("y"),new XElement("b"))).ToString()`, func(b *builder) string {
		return boolean(DeepEquals(b.el("a", "xy", b.el("b")), b.el("a", NewText("x"), NewText("y"), b.el("b"))))
	}},
	{`XNode.DeepEquals(new XElement("a",new XCData("x")),new XElement("a","x")).ToString()`, func(b *builder) string { return boolean(DeepEquals(b.el("a", NewCData("x")), b.el("a", "x"))) }},
	{`XNode.DeepEquals(new XElement("a",new XText("")),new XElement("a","")).ToString()`, func(b *builder) string { return boolean(DeepEquals(b.el("a", NewText("")), b.el("a", ""))) }},
	{`XNode.DeepEquals(new XElement("a",new XText("")),new XElement("a")).ToString()`, func(b *builder) string { return boolean(DeepEquals(b.el("a", NewText("")), b.el("a"))) }},
	{`XNode.DeepEquals(new XElement("a",new XElement("b")),new XElement("a",new XElement("b"),"")).ToString()`, func(b *builder) string { return boolean(DeepEquals(b.el("a", b.el("b")), b.el("a", b.el("b"), ""))) }},
	{`XNode.DeepEquals(new XElement("a",new XElement("b"),new XText("")),new XElement("a",new XElement("b"))).ToString()`, func(b *builder) string {
		return boolean(DeepEquals(b.el("a", b.el("b"), NewText("")), b.el("a", b.el("b"))))
	}},
	{`XNode.DeepEquals(new XElement("a",new XComment("c")),new XElement("a","")).ToString()`, func(b *builder) string { return boolean(DeepEquals(b.el("a", NewComment("c")), b.el("a", ""))) }},
	{`XNode.DeepEquals(new XElement("a",new XElement("b","t",new XElement("c"))),new XElement("a",new XElement("b","t",new XElement("d")))).ToString()`, func(b *builder) string {
		return boolean(DeepEquals(b.el("a", b.el("b", "t", b.el("c"))), b.el("a", b.el("b", "t", b.el("d")))))
	}},
	{`XNode.DeepEquals(XElement.Parse("<p:a xmlns:p='u'/>"),XElement.Parse("<a xmlns='u'/>")).ToString()`, func(b *builder) string {
		return boolean(DeepEquals(b.parse("<p:a xmlns:p='u'/>"), b.parse("<a xmlns='u'/>")))
	}},
	{`XNode.DeepEquals(XDocument.Parse("<a/>"),XDocument.Parse("<a/>")).ToString()`, func(b *builder) string { return boolean(DeepEquals(b.parseDoc("<a/>"), b.parseDoc("<a/>"))) }},
	{`XNode.DeepEquals(XDocument.Parse("<a/>"),XDocument.Parse("<!--c--><a/>")).ToString()`, func(b *builder) string { return boolean(DeepEquals(b.parseDoc("<a/>"), b.parseDoc("<!--c--><a/>"))) }},
	{`XNode.DeepEquals(new XComment("a"),new XComment("a")).ToString()`, func(b *builder) string { return boolean(DeepEquals(NewComment("a"), NewComment("a"))) }},
	{`XNode.DeepEquals(new XProcessingInstruction("a","b"),new XProcessingInstruction("a","c")).ToString()`, func(b *builder) string { return boolean(DeepEquals(b.pi("a", "b"), b.pi("a", "c"))) }},
	{`XNode.DeepEquals(new XText("a"),new XCData("a")).ToString()`, func(b *builder) string { return boolean(DeepEquals(NewText("a"), NewCData("a"))) }},
	{`XNode.DeepEquals(new XDocumentType("a",null,null,null),new XDocumentType("a",null,null,"")).ToString()`, func(b *builder) string { return boolean(DeepEquals(b.doctype("a"), b.doctype("a", "", "", ""))) }},
}
