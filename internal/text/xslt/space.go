package xslt

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// stripSpace takes texts of white space out of the elements of strip-space.
func (x *run) stripSpace(doc *xmltree.Document) error {
	if len(x.sheet.strip) == 0 {
		return nil
	}
	var blank []xmltree.Node
	for n, err := range xmltree.Descendants(doc, false) {
		if err != nil {
			return err
		}
		t, ok := n.(*xmltree.Text)
		if !ok {
			continue
		}
		if err := x.step(); err != nil {
			return err
		}
		if e := t.Parent(); e != nil && strings.Trim(t.Value(), " \t\r\n") == "" && x.strips(e) && !preserved(e) && alone(t) {
			if err := x.charge(16); err != nil {
				return err
			}
			blank = append(blank, t)
		}
	}
	for _, n := range blank {
		if err := xmltree.Remove(n); err != nil {
			return err
		}
	}
	return nil
}

// alone reports whether a text has no other text, such as a CDATA section, beside
// it: together they are one text.
func alone(t *xmltree.Text) bool {
	_, before := t.Previous().(*xmltree.Text)
	_, after := t.Next().(*xmltree.Text)
	return !before && !after
}

// strips finds the rule for an element: the most specific, of several the last.
func (x *run) strips(e *xmltree.Element) bool {
	best, strip := -1, false
	for i := range x.sheet.strip {
		r := &x.sheet.strip[i]
		name := e.Name()
		if (r.anySpace || r.space == name.Space && (r.local == "" || r.local == name.Local)) && r.priority >= best {
			best, strip = r.priority, r.strip
		}
	}
	return strip
}
