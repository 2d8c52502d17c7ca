package xml

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// writeXML returns the XML of a node without formatting.
func writeXML(f *rt.Frame, o xmltree.Object) (string, error) {
	return xmltree.Write(o, xmltree.WriteOptions{
		Save: xmltree.DisableFormatting, NewLine: host.Of(f).NewLine, Charge: f.Alloc,
	})
}

// writeDOM is writeXML with the prefixes that XmlDocument keeps.
func writeDOM(f *rt.Frame, o xmltree.Object) (string, error) {
	return xmltree.Write(o, xmltree.WriteOptions{
		Save: xmltree.DisableFormatting, Written: true, NewLine: host.Of(f).NewLine, Charge: f.Alloc,
	})
}

// innerXML returns the XML of what is in an element or document.
func innerXML(f *rt.Frame, c xmltree.Container, write func(*rt.Frame, xmltree.Object) (string, error)) (string, error) {
	var all []string
	for n := range c.Nodes() {
		s, err := write(f, n)
		if err != nil {
			return "", err
		}
		all = append(all, s)
	}
	return rt.ConcatAll(all), f.Steps(len(all))
}
