package xml

import "github.com/gatehouse-project/gatehouse/internal/text/xmltree"

// The text of an attribute is a node in .NET and none of the tree here: the document
// makes one when it is asked for and keeps which attribute it belongs to, so that it is
// the same object every time and both change together.

// attributeTexts are the texts that were asked for.
type attributeTexts struct {
	of     map[*xmltree.Attribute]*xmltree.Text
	owners map[*xmltree.Text]*xmltree.Attribute
}

// textOf returns the text of an attribute, nil where it is empty.
func (d *document) textOf(a *xmltree.Attribute) node {
	if a.Value() == "" {
		return nil
	}
	t := d.texts.of[a]
	if t == nil {
		t = xmltree.NewText(a.Value())
		if d.texts.of == nil {
			d.texts = attributeTexts{map[*xmltree.Attribute]*xmltree.Text{}, map[*xmltree.Text]*xmltree.Attribute{}}
		}
		d.texts.of[a], d.texts.owners[t] = t, a
	}
	t.SetValue(a.Value())
	return text{view[*xmltree.Text]{d, t}}
}

// owner returns the attribute that a text is in, nil for all others.
func (t text) owner() *xmltree.Attribute { return t.doc.texts.owners[t.of] }

// removeText takes the text of an attribute away.
func removeText(a attribute, t text) {
	t.of.SetValue(a.of.Value())
	a.of.PutValue("")
	delete(a.doc.texts.owners, t.of)
	delete(a.doc.texts.of, a.of)
}

func (t text) data() string {
	if a := t.owner(); a != nil {
		return a.Value()
	}
	return t.of.Value()
}

func (t text) setData(s string) {
	if a := t.owner(); a != nil {
		a.PutValue(s)
	}
	t.of.SetValue(s)
}
