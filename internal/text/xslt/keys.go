package xslt

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// keyTable stands for the nodes of one tree by the values of one key.
type keyTable struct {
	name xmltree.Name
	root xpath.Node
}

// keyFunction is key(): the nodes of the context node's tree.
func keyFunction(e *xmltree.Element, f *frame, c xpath.Context, args []xpath.Value) (xpath.Value, error) {
	name, err := resolve(e, strings.TrimSpace(xpath.Text(args[0])), false)
	if err != nil {
		return nil, err
	}
	x := f.x
	keys, ok := x.sheet.keys[name]
	if !ok {
		return nil, failure("A reference to key '%s' cannot be resolved. An 'xsl:key' of this name must be declared at the top level of the stylesheet.", xpath.Text(args[0]))
	}
	root := c.Node
	for up, ok := root.Parent(); ok; up, ok = root.Parent() {
		root = up
	}
	table, err := x.table(keyTable{name, root}, keys)
	if err != nil {
		return nil, err
	}
	set, ok := args[1].(xpath.NodeSet)
	if !ok {
		return table[xpath.Text(args[1])], nil
	}
	var found xpath.NodeSet
	for _, n := range set {
		some := table[n.String()]
		if err := x.charge(24 * len(some)); err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return x.session.Sort(found)
}

// table finds the values of a key in a tree, once.
func (x *run) table(at keyTable, keys []key) (map[string]xpath.NodeSet, error) {
	if t, ok := x.keys[at]; ok {
		if t == nil {
			return nil, failure("The definition of the key '%s' is circular.", at.name)
		}
		return t, nil
	}
	if x.keys == nil {
		x.keys = map[keyTable]map[string]xpath.NodeSet{}
	}
	x.keys[at] = nil
	t := map[string]xpath.NodeSet{}
	top, ok := at.root.Object.(xmltree.Container)
	if !ok {
		x.keys[at] = t
		return t, nil
	}
	note := func(n xpath.Node) error {
		for _, k := range keys {
			own := &frame{x: x, at: xpath.Context{Node: n, Position: 1, Size: 1}}
			ok, err := k.match.Matches(&x.session, own, n)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			v, err := x.eval(k.use, own)
			if err != nil {
				return err
			}
			values := []string{}
			if set, ok := v.(xpath.NodeSet); ok {
				for _, m := range set {
					values = append(values, m.String())
				}
			} else {
				values = append(values, xpath.Text(v))
			}
			for _, s := range values {
				if err := x.charge(64 + len(s)); err != nil {
					return err
				}
				if old := t[s]; len(old) == 0 || old[len(old)-1] != n {
					t[s] = append(old, n)
				}
			}
		}
		return nil
	}
	for n, err := range xmltree.Descendants(top, true) {
		if err != nil {
			return nil, err
		}
		node := xpath.Of(n)
		if node.Object != n {
			continue // part of the text before it
		}
		if err := note(node); err != nil {
			return nil, err
		}
		e, ok := n.(*xmltree.Element)
		if !ok {
			continue
		}
		for a := e.FirstAttribute(); a != nil; a = a.Next() {
			if !a.IsDeclaration() {
				if err := note(xpath.Of(a)); err != nil {
					return nil, err
				}
			}
		}
	}
	x.keys[at] = t
	return t, nil
}
