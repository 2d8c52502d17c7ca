package cosmos

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

const (
	// maxQuery is the longest query in bytes.
	maxQuery = 64 << 10
	// maxDepth bounds the nesting of a query.
	maxDepth = 50
)

// query is a parsed SELECT statement over one container.
type query struct {
	alias    string
	value    bool // SELECT VALUE
	star     bool
	distinct bool
	count    bool // COUNT of what the where clause leaves
	columns  []column
	where    expr // nil: everything
	order    []ordering
	top      int // -1: no limit
	offset   int
	limit    int // -1: no limit
}

type column struct {
	name string
	expr expr
}

type ordering struct {
	expr       expr
	descending bool
}

// expr evaluates to a JSON value or undefined.
type expr func(doc any) any

type queryParser struct {
	tokens     []token
	i          int
	parameters map[string]any
	q          *query
}

// parseQuery reads a query. What the local Cosmos DB does not know is an error.
func parseQuery(text string, parameters map[string]any) (*query, error) {
	if len(text) > maxQuery {
		return nil, fmt.Errorf("the query is longer than %d bytes", maxQuery)
	}
	tokens, err := scanQuery(text)
	if err != nil {
		return nil, err
	}
	p := &queryParser{tokens: tokens, parameters: parameters, q: &query{alias: "c", top: -1, limit: -1}}
	// The alias stands in FROM, after its first uses.
	for i, t := range tokens {
		if t.kind == tokenWord && strings.EqualFold(t.text, "from") && i+1 < len(tokens) && tokens[i+1].kind == tokenWord {
			p.q.alias = tokens[i+1].text
			if next := i + 2; next < len(tokens)-1 && tokens[next].kind == tokenWord && !isClause(tokens[next].text) {
				p.q.alias = tokens[next].text
				if strings.EqualFold(tokens[next].text, "as") && tokens[next+1].kind == tokenWord {
					p.q.alias = tokens[next+1].text
				}
			}
			break
		}
	}
	if err := p.statement(); err != nil {
		return nil, err
	}
	return p.q, nil
}

func isClause(w string) bool {
	switch strings.ToLower(w) {
	case "where", "order", "offset", "group", "join", "in":
		return true
	}
	return false
}

func (p *queryParser) peek() token { return p.tokens[p.i] }

func (p *queryParser) isWord(w string) bool {
	t := p.peek()
	return t.kind == tokenWord && strings.EqualFold(t.text, w)
}

func (p *queryParser) isSymbol(s string) bool {
	t := p.peek()
	return t.kind == tokenSymbol && t.text == s
}

func (p *queryParser) takeWord(w string) bool {
	if p.isWord(w) {
		p.i++
		return true
	}
	return false
}

func (p *queryParser) takeSymbol(s string) bool {
	if p.isSymbol(s) {
		p.i++
		return true
	}
	return false
}

func (p *queryParser) near() error {
	t := p.peek()
	if t.kind == tokenEnd {
		return fmt.Errorf("syntax error, unexpected end of query")
	}
	return fmt.Errorf("syntax error, incorrect syntax near '%s' at position %d; the local Cosmos DB knows SELECT, FROM, WHERE, ORDER BY, OFFSET and LIMIT over one container", t.text, t.at)
}

func (p *queryParser) expectWord(w string) error {
	if !p.takeWord(w) {
		return p.near()
	}
	return nil
}

func (p *queryParser) expectSymbol(s string) error {
	if !p.takeSymbol(s) {
		return p.near()
	}
	return nil
}

// statement parses the whole query.
func (p *queryParser) statement() error {
	if err := p.expectWord("select"); err != nil {
		return err
	}
	q := p.q
	q.distinct = p.takeWord("distinct")
	if p.takeWord("top") {
		n, err := p.number()
		if err != nil {
			return err
		}
		q.top = n
	}
	q.value = p.takeWord("value")
	if err := p.selection(); err != nil {
		return err
	}
	if p.takeWord("from") {
		if p.peek().kind != tokenWord {
			return p.near()
		}
		p.i++
		p.takeWord("as")
		if t := p.peek(); t.kind == tokenWord && t.text == q.alias {
			p.i++
		}
	}
	if p.takeWord("where") {
		var err error
		if q.where, err = p.or(0); err != nil {
			return err
		}
	}
	if p.takeWord("order") {
		if err := p.orderBy(); err != nil {
			return err
		}
	}
	if p.takeWord("offset") {
		var err error
		if q.offset, err = p.number(); err != nil {
			return err
		}
		if err := p.expectWord("limit"); err != nil {
			return err
		}
		if q.limit, err = p.number(); err != nil {
			return err
		}
	}
	if p.peek().kind != tokenEnd {
		return p.near()
	}
	return nil
}

// number parses a count, which may be a parameter.
func (p *queryParser) number() (int, error) {
	t := p.peek()
	text := t.text
	if t.kind == tokenParameter {
		n, _ := p.parameters[t.text].(json.Number)
		text = n.String()
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, p.near()
	}
	p.i++
	return n, nil
}

// selection parses what is selected.
func (p *queryParser) selection() error {
	q := p.q
	if p.takeSymbol("*") {
		q.star = true
		return nil
	}
	for n := 1; ; n++ {
		if p.isWord("count") && p.tokens[p.i+1].text == "(" {
			p.i += 2
			if _, err := p.or(1); err != nil {
				return err
			}
			if err := p.expectSymbol(")"); err != nil {
				return err
			}
			q.count = true
		} else {
			start := p.i
			e, err := p.or(0)
			if err != nil {
				return err
			}
			q.columns = append(q.columns, column{p.nameOf(start, n), e})
		}
		if p.takeWord("as") {
			if p.peek().kind != tokenWord {
				return p.near()
			}
			if len(q.columns) > 0 {
				q.columns[len(q.columns)-1].name = p.peek().text
			} else {
				q.columns = append(q.columns, column{name: p.peek().text})
			}
			p.i++
		}
		if !p.takeSymbol(",") {
			break
		}
	}
	if q.value && len(q.columns) > 1 || q.count && len(q.columns) > 1 {
		return p.near()
	}
	return nil
}

// nameOf is the name of a column without AS: the last property of its path, or
// $n.
func (p *queryParser) nameOf(start, n int) string {
	last := p.tokens[p.i-1]
	if last.kind == tokenWord && (p.i-1 == start || p.tokens[p.i-2].text == ".") {
		return last.text
	}
	if last.text == "]" && p.tokens[p.i-2].kind == tokenString {
		return p.tokens[p.i-2].text
	}
	return "$" + strconv.Itoa(n)
}

func (p *queryParser) orderBy() error {
	if err := p.expectWord("by"); err != nil {
		return err
	}
	for {
		e, err := p.operand(0)
		if err != nil {
			return err
		}
		o := ordering{expr: e}
		if p.takeWord("desc") {
			o.descending = true
		} else {
			p.takeWord("asc")
		}
		p.q.order = append(p.q.order, o)
		if !p.takeSymbol(",") {
			return nil
		}
	}
}
