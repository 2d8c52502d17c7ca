package jsontree

// JSONPath is a compiled path of JToken.SelectToken. It is immutable and may be
// used by several goroutines. The dialect is Newtonsoft's: `$.a['b'][0,1][1:3]`,
// `..name`, `*`, and filters `[?(@.x == 'y' && @.n > 1 || @.z)]`, with regular
// expressions `=~ /x/i` and the strict `===`, `!==` of later versions.
type JSONPath struct {
	filters []filter
	simple  bool // names and indexes only: at most one match
}

// SelectOptions change how a path is evaluated.
type SelectOptions struct {
	// ErrorWhenNoMatch makes a step throw that finds nothing.
	ErrorWhenNoMatch bool
	// Charge is told of 16 bytes for every token visited, which bounds the time
	// that paths with several `..` can take, and of the memory for a path that
	// is not compiled yet.
	Charge Charge
}

// What a Charge is told of a token visited, and of a byte of a path.
const (
	visitCost = 16
	pathCost  = 32
)

// SelectToken is JToken.SelectToken(path, errorWhenNoMatch): nil when nothing
// matches, an exception when there are several matches.
func SelectToken(t Token, path string, opts SelectOptions) (Token, error) {
	p, err := compileFor(path, opts.Charge)
	if err != nil {
		return nil, err
	}
	return p.SelectToken(t, opts)
}

// SelectTokens is JToken.SelectTokens(path, errorWhenNoMatch).
func SelectTokens(t Token, path string, opts SelectOptions) (*Selection, error) {
	p, err := compileFor(path, opts.Charge)
	if err != nil {
		return nil, err
	}
	return p.Select(t, opts), nil
}

func compileFor(path string, charge Charge) (*JSONPath, error) {
	if charge != nil {
		if err := charge(len(path) * pathCost); err != nil {
			return nil, err
		}
	}
	return CompilePath(path)
}

// SelectToken evaluates the path on t, which its $ stands for.
func (p *JSONPath) SelectToken(t Token, opts SelectOptions) (Token, error) {
	if p.simple {
		return p.selectOne(t, opts)
	}
	s := p.Select(t, opts)
	found, err := s.Next()
	if found == nil || err != nil {
		return nil, err
	}
	another, err := s.Next()
	if err == nil && another != nil {
		err = jsonException("Path returned multiple tokens.")
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

// selectOne evaluates a simple path without the machinery of enumerations.
func (p *JSONPath) selectOne(t Token, opts SelectOptions) (Token, error) {
	q := query{root: t, opts: opts}
	for _, f := range p.filters {
		var err error
		switch f := f.(type) {
		case *fieldFilter:
			t, err = f.find(&q, t)
		case *indexFilter:
			t, err = f.find(&q, t, f.index)
		}
		if t == nil || err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Select evaluates the path on t, which its $ stands for. The evaluation
// proceeds as matches are asked for, on the tree as it is then.
func (p *JSONPath) Select(t Token, opts SelectOptions) *Selection {
	q := &query{root: t, opts: opts, meter: meter{charge: opts.Charge}}
	s := &Selection{from: q.run(p.filters, t)}
	for _, f := range p.filters {
		if slice, ok := f.(*sliceFilter); ok && slice.hasStep && slice.step == 0 {
			s.err = jsonException("Step cannot be zero.")
		}
	}
	return s
}

// Selection enumerates the matches of a path.
type Selection struct {
	from source
	err  error
}

// Next returns the next match, or nil when there are no more.
func (s *Selection) Next() (Token, error) {
	if s.err != nil {
		return nil, s.err
	}
	t, err := s.from.next()
	s.err = err
	return t, err
}

// query is an evaluation.
type query struct {
	root  Token // what $ stands for
	opts  SelectOptions
	meter meter
}

// source is a sequence of tokens; nil ends it.
type source interface {
	next() (Token, error)
}

// run chains filters, beginning with t.
func (q *query) run(filters []filter, t Token) source {
	var s source = &single{t}
	for _, f := range filters {
		s = &flatten{q: q, f: f, in: s}
	}
	return s
}

// flatten is the sequence of everything that a filter makes of a sequence.
type flatten struct {
	q   *query
	f   filter
	in  source
	cur source
}

func (s *flatten) next() (Token, error) {
	for {
		if s.cur != nil {
			t, err := s.cur.next()
			if t != nil || err != nil {
				return t, err
			}
			s.cur = nil
		}
		t, err := s.in.next()
		if t == nil || err != nil {
			return nil, err
		}
		if err := s.q.meter.add(visitCost); err != nil {
			return nil, err
		}
		if s.cur, err = s.f.expand(s.q, t); err != nil {
			return nil, err
		}
	}
}

// single is a sequence of one token.
type single struct{ t Token }

func (s *single) next() (Token, error) {
	t := s.t
	s.t = nil
	return t, nil
}

// one is the sequence of t, empty for nil.
func one(t Token, err error) (source, error) {
	if t == nil || err != nil {
		return nil, err
	}
	return &single{t}, nil
}

// generator is a sequence given by a function.
type generator func() (Token, error)

func (g generator) next() (Token, error) { return g() }
