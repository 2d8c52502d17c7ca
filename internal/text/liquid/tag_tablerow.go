package liquid

import "strconv"

// tableRowNode is {% tablerow item in list cols:3 %}.
type tableRowNode struct {
	variable string
	in       expr
	attrs    attributes
	nodes    []node
}

func (p *parser) tableRow(t *tag) (node, *SyntaxError) {
	v, end := cutIn(t.markup, signature)
	if end == 0 {
		return nil, t.fail("the tag tablerow is written {%% tablerow item in list cols:number %%}")
	}
	n := &tableRowNode{variable: v.name, in: parseExpression(v.list), attrs: parseAttributes(t.markup)}
	return n, p.block(t, &n.nodes, nil)
}

func (n *tableRowNode) render(r *renderer) error {
	v, err := n.in.eval(r)
	if err != nil {
		return err
	}
	list, ok := sequenceOf(v)
	if !ok {
		return nil
	}
	from, err := n.number(r, "offset", 0)
	if err != nil {
		return err
	}
	from = max(from, 0)
	length, err := n.number(r, "limit", list.Len())
	if err != nil {
		return err
	}
	length = max(min(length, list.Len()-from), 0)
	columns, err := n.number(r, "cols", length)
	if err != nil {
		return err
	}
	if err := r.write("<tr class=\"row1\">" + r.newLine()); err != nil {
		return err
	}
	if err := r.push(); err != nil {
		return err
	}
	scope := &loopScope{variable: n.variable, row: true, length: length, columns: columns}
	r.loops = append(r.loops, scope)
	err = n.cells(r, scope, list, from)
	r.loops = r.loops[:len(r.loops)-1]
	r.pop()
	if err != nil {
		return err
	}
	return r.write("</tr>" + r.newLine())
}

// number evaluates an attribute.
func (n *tableRowNode) number(r *renderer, name string, otherwise int) (int, error) {
	e, ok := n.attrs.get(name)
	if !ok {
		return otherwise, nil
	}
	i, err := r.evalInt(e)
	return int(i), err
}

func (n *tableRowNode) cells(r *renderer, scope *loopScope, list Sequence, from int) error {
	row := 1
	for i := range scope.length {
		if err := r.step(); err != nil {
			return err
		}
		scope.index, scope.value = i, list.At(from+i)
		mark := len(r.out)
		if err := r.write(`<td class="col` + strconv.Itoa(scope.column+1) + `">`); err != nil {
			return err
		}
		if err := r.renderAll(n.nodes); err != nil {
			// A break loses the cell and ends the table as well.
			r.out = r.out[:mark]
			return err
		}
		if err := r.write("</td>"); err != nil {
			return err
		}
		scope.column++
		if scope.column != scope.columns || i == scope.length-1 {
			continue
		}
		scope.column = 0
		row++
		if err := r.write("</tr>" + r.newLine() + `<tr class="row` + strconv.Itoa(row) + `">`); err != nil {
			return err
		}
	}
	return nil
}

func (r *renderer) newLine() string {
	if r.opts.NewLine == "" {
		return "\n"
	}
	return r.opts.NewLine
}
