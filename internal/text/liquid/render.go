package liquid

import (
	"errors"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// Scope holds what a template sees of its surroundings.
type Scope interface {
	// Lookup returns the value of a root name such as body. It is asked each time
	// the template uses the name. An error fails the rendering as it is.
	Lookup(name string) (v Value, ok bool, err error)
}

// Options direct and bound a rendering. The zero value is useful.
type Options struct {
	// Culture writes and reads numbers and dates; nil is the invariant culture.
	Culture *netfmt.Culture
	// Charge is told of the bytes of texts before they are made, Step of each node,
	// round of a loop, comparison of a sort and the like. Their errors fail the
	// rendering as they are. Where one is nil, 64 MiB and five million steps are the
	// limits.
	Charge func(bytes int) error
	Step   func() error
	// CheckTime looks at the clock at once, after a search by a regular expression,
	// which takes far longer than a step; nil is no limit. Its error fails the
	// rendering as it is.
	CheckTime func() error
	// Now tells the time to the filter Date; nil is the system's clock. Local time
	// is UTC.
	Now func() time.Time
	// NewLine ends the lines that tablerow writes; "" stands for "\n".
	NewLine string
	// RegexTimeout bounds every search of the filters that take regular
	// expressions; 0 leaves it at netregex's default.
	RegexTimeout time.Duration
}

// The limits where the options do not bring budgets of their own.
const (
	defaultMemory = 64 << 20
	defaultSteps  = 5_000_000
)

// ErrBudget is the error of a rendering that goes over the limits that hold when
// the options bring no budgets of their own.
var ErrBudget = errors.New("the template used up its budget")

// maxScopes is how many scopes DotLiquid lets blocks open in one another.
const maxScopes = 80

// maxComparing is how deep lists in lists are compared.
const maxComparing = 1000

// renderer is the state of one rendering.
type renderer struct {
	template *Template
	scope    Scope
	opts     Options
	culture  *netfmt.Culture
	out      []byte
	scopes   int // open scopes besides the outermost
	nested   int // comparisons in one another
	memory   int // left of the default budgets
	steps    int

	globals  []binding // of assign and capture
	loops    []*loopScope
	counters []counter
	cycles   map[string]int
	// progress is how far the for of that name came, for offset:continue.
	progress map[string]int32
	changed  *string // what ifchanged saw last
}

// binding is a variable of the outermost scope.
type binding struct {
	name  string
	value Value
}

// Render renders the template. The error is one of the scope or of a budget, or a
// *clr.Exception for a regular expression that took too long. Other failures
// appear in the text, which is valid UTF-8.
//
// unverified: whether the service fails the request for them instead; DotLiquid
// writes them into the text unless told otherwise.
func (t *Template) Render(scope Scope, opts Options) (string, error) {
	r := &renderer{template: t, scope: scope, opts: opts, culture: opts.Culture, memory: defaultMemory, steps: defaultSteps}
	if r.culture == nil {
		r.culture = netfmt.Invariant()
	}
	r.out = make([]byte, 0, t.size+room)
	// Outside of a loop break and continue end the template.
	if err := r.renderAll(t.nodes); err != nil && err != errBreak && err != errContinue {
		var fatal *fatalError
		if errors.As(err, &fatal) {
			return "", fatal.err
		}
		return "", err
	}
	return encodable(string(r.out)), nil
}

// room is how many bytes are kept ready for values, to begin with.
const room = 64

// fatalError is an error that does not appear in the text.
type fatalError struct{ err error }

func (e *fatalError) Error() string { return e.err.Error() }

// errBreak and errContinue are on their way to a loop.
var (
	errBreak    = errors.New("break")
	errContinue = errors.New("continue")
)

// interruptNode is break or continue.
type interruptNode struct{ err error }

func (n interruptNode) render(*renderer) error { return n.err }

// textNode is text that is written as it is.
type textNode string

func (n textNode) render(r *renderer) error { return r.write(string(n)) }

// renderAll renders nodes. What fails is replaced by a message.
func (r *renderer) renderAll(nodes []node) error {
	for _, n := range nodes {
		if err := r.step(); err != nil {
			return err
		}
		if err := n.render(r); err != nil {
			if err = r.handle(err); err != nil {
				return err
			}
		}
	}
	return nil
}

// liquidError is an error with which DotLiquid itself refuses something.
type liquidError struct {
	message string
	syntax  bool
}

func (e *liquidError) Error() string { return e.message }

// handle writes an error into the text, or returns it if it is more than that.
func (r *renderer) handle(err error) error {
	var own *liquidError
	var ex *clr.Exception
	switch {
	case errors.As(err, &own) && own.syntax:
		return r.write("Liquid syntax error: " + own.message)
	case errors.As(err, &own):
		return r.write("Liquid error: " + own.message)
	case errors.As(err, &ex) && ex.Type != "System.Text.RegularExpressions.RegexMatchTimeoutException":
		return r.write("Liquid error: " + ex.Message)
	}
	return err
}

func (r *renderer) write(s string) error {
	if err := r.charge(len(s)); err != nil {
		return err
	}
	r.out = append(r.out, s...)
	return nil
}

// since takes back what was written after a mark.
func (r *renderer) since(mark int) string {
	s := string(r.out[mark:])
	r.out = r.out[:mark]
	return s
}

func (r *renderer) charge(bytes int) error {
	var err error
	if r.opts.Charge != nil {
		err = r.opts.Charge(bytes)
	} else if r.memory -= bytes; r.memory < 0 {
		err = ErrBudget
	}
	if err != nil {
		return &fatalError{err}
	}
	return nil
}

func (r *renderer) step() error {
	var err error
	if r.opts.Step != nil {
		err = r.opts.Step()
	} else if r.steps--; r.steps < 0 {
		err = ErrBudget
	}
	if err != nil {
		return &fatalError{err}
	}
	return nil
}

// push opens a scope; pop closes it.
func (r *renderer) push() error {
	if r.scopes >= maxScopes {
		return &liquidError{message: "Nesting too deep"}
	}
	r.scopes++
	return nil
}

func (r *renderer) pop() { r.scopes-- }

// enter counts comparisons in one another; leave undoes it.
func (r *renderer) enter() error {
	if r.nested++; r.nested > maxComparing {
		return &fatalError{ErrBudget}
	}
	return nil
}

func (r *renderer) leave() { r.nested-- }

// variable returns the value of a name: of a loop, assigned, a counter, or of the
// surroundings.
func (r *renderer) variable(name string) (Value, error) {
	for i := len(r.loops) - 1; i >= 0; i-- {
		if v, ok := r.loops[i].get(name); ok {
			return v, nil
		}
	}
	for i := range r.globals {
		if r.globals[i].name != name {
			continue
		}
		v := r.globals[i].value
		if _, word := v.(keyword); word {
			// Only as literals can these words be used.
			return nil, &liquidError{syntax: true, message: "Object '" + typeName(v) + "' is invalid because it is neither a built-in type nor implements ILiquidizable"}
		}
		return v, nil
	}
	for i := range r.counters {
		if r.counters[i].name == name {
			return r.counters[i].value, nil
		}
	}
	return r.root(name)
}

func (r *renderer) root(name string) (Value, error) {
	if r.scope == nil {
		return nil, nil
	}
	v, _, err := r.scope.Lookup(name)
	if err != nil {
		return nil, &fatalError{err}
	}
	return v, nil
}

// assign sets a variable of the outermost scope.
func (r *renderer) assign(name string, v Value) {
	for i := range r.globals {
		if r.globals[i].name == name {
			r.globals[i].value = v
			return
		}
	}
	r.globals = append(r.globals, binding{name, v})
}
