package xsd

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// constraints checks the keys that an element declares.
func (v *validation) constraints(e *xmltree.Element, decl *element) error {
	tables := map[xmltree.Name]map[string]bool{}
	for pass := range 2 {
		for i := range decl.constraints {
			k := &decl.constraints[i]
			if (k.kind == "keyref") != (pass == 1) {
				continue
			}
			if err := v.constraint(e, k, tables); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *validation) constraint(e *xmltree.Element, k *constraint, tables map[xmltree.Name]map[string]bool) error {
	set, err := k.selector.Evaluate(&v.session, nil, xpath.Context{Node: xpath.Of(e), Position: 1, Size: 1})
	if err != nil {
		return err
	}
	nodes, _ := set.(xpath.NodeSet)
	table := map[string]bool{}
	if k.kind != "keyref" {
		tables[k.name] = table
	}
	for _, n := range nodes {
		at := v.in.at[n.Object]
		key, shown, whole, err := v.key(n, k)
		if err != nil {
			return err
		}
		if !whole {
			if k.kind == "key" {
				err = v.report(at, "The identity constraint '"+qualified(k.name)+"' validation has failed. Either a key is missing or the existing key has an empty node.")
			}
			if err != nil {
				return err
			}
			continue
		}
		if v.options.Charge != nil {
			if err := v.options.Charge(len(key) + 48); err != nil {
				return err
			}
		}
		switch {
		case k.kind == "keyref":
			if known, ok := tables[k.refer]; ok && !known[key] {
				err = v.report(at, "The key sequence '"+shown+"' in '"+qualified(k.refer)+"' Keyref fails to refer to some key.")
			}
		case table[key]:
			err = v.report(at, "There is a duplicate key sequence '"+shown+"' for the '"+qualified(k.name)+"' key or unique identity constraint.")
		default:
			table[key] = true
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// key returns the values of the fields of a node; whole is false if one is missing.
func (v *validation) key(n xpath.Node, k *constraint) (key, shown string, whole bool, err error) {
	var parts []string
	for _, f := range k.fields {
		found, err := f.Evaluate(&v.session, nil, xpath.Context{Node: n, Position: 1, Size: 1})
		if err != nil {
			return "", "", false, err
		}
		set, _ := found.(xpath.NodeSet)
		if len(set) == 0 {
			return "", "", false, nil
		}
		parts = append(parts, strings.Trim(set[0].String(), " \t\r\n"))
	}
	return fmt.Sprintf("%q", parts), strings.Join(parts, " "), true, nil
}
