package rt

// Delegate is a lambda, a method group or a local function as a value. Exactly
// one of the Call fields is set, by number of parameters. Arguments and result
// are boxed; the result of an action is nil.
type Delegate struct {
	Type  *Type
	Call0 func(f *Frame) (any, error)
	Call1 func(f *Frame, a any) (any, error)
	Call2 func(f *Frame, a, b any) (any, error)
	CallN func(f *Frame, args []any) (any, error)

	// list are the delegates that this one was combined of; nil for others.
	list []*Delegate

	// text is the closure of a lambda whose only parameter is a string.
	text *closure
}

// RuntimeType returns the delegate type.
func (d *Delegate) RuntimeType() *Type { return d.Type }

// True calls a predicate of one parameter.
func (d *Delegate) True(f *Frame, a any) (bool, error) {
	v, err := d.Call1(f, a)
	if err != nil {
		return false, err
	}
	b, _ := v.(bool)
	return b, nil
}

// CallString is Call1 with a string, which is not boxed when the parameter is one.
func (d *Delegate) CallString(f *Frame, s String) (any, error) {
	if d.text != nil {
		return d.text.callString(f, s)
	}
	return d.Call1(f, s.Box())
}

// Invoke calls the delegate with any number of arguments.
func (d *Delegate) Invoke(f *Frame, args []any) (any, error) {
	switch {
	case d.Call0 != nil:
		return d.Call0(f)
	case d.Call1 != nil:
		return d.Call1(f, args[0])
	case d.Call2 != nil:
		return d.Call2(f, args[0], args[1])
	}
	return d.CallN(f, args)
}

// Lambda is the compiled form of a lambda or local function.
type Lambda struct {
	Layout Layout
	// Params set the parameters from boxed arguments.
	Params []func(*Frame, any) error
	// SetString sets the only parameter when it is a string; nil otherwise.
	SetString func(*Frame, String)
	// Captures copy shared variables from the frame that makes the delegate.
	Captures []Capture
	// Body yields the boxed result.
	Body Fn[any]
	Type *Type
}

// Capture is one shared variable: the cell in slot From of the outer frame is
// put into slot To of the lambda's frame.
type Capture struct{ From, To int }

// closureSize is what a delegate counts in the memory budget, in bytes; a captured
// variable takes captureSize with its cell.
const (
	closureSize = 320
	captureSize = 48
)

// Size returns what a delegate of the lambda counts in the memory budget.
func (l *Lambda) Size() int { return closureSize + captureSize*len(l.Captures) }

// New makes the delegate in a frame.
func (l *Lambda) New(f *Frame) *Delegate {
	c := &closure{lambda: l}
	c.own.Env, c.own.Context = f.Env, f.Context
	c.own.num, c.own.str, c.own.ref = c.room.num[:0], c.room.str[:0], c.room.ref[:0]
	if len(l.Captures) > 0 {
		c.cells = make([]any, len(l.Captures))
		for i, x := range l.Captures {
			c.cells[i] = f.ref[x.From]
		}
	}
	c.Type = l.Type
	switch len(l.Params) {
	case 0:
		c.Call0 = c.call0
	case 1:
		c.Call1 = c.call1
		if l.SetString != nil {
			c.text = c
		}
	case 2:
		c.Call2 = c.call2
	default:
		c.CallN = c.callN
	}
	return &c.Delegate
}

// closure is a delegate with all that its calls need, made in one piece: most
// lambdas are made for a single query.
type closure struct {
	Delegate
	lambda *Lambda
	cells  []any
	// own is the frame of calls, kept between them; busy while one runs, so that
	// recursion and parallel use take a new one. room is for its variables where
	// there are few.
	own  Frame
	busy bool
	room struct {
		num [1]uint64
		str [1]String
		ref [2]any
	}
}

func (c *closure) enter(f *Frame) (*Frame, error) {
	if err := f.Step(); err != nil {
		return nil, err
	}
	if err := f.Env.enter(); err != nil {
		return nil, err
	}
	in := &c.own
	if c.busy || in.Env != f.Env {
		in = &Frame{Env: f.Env, Context: in.Context}
	} else {
		c.busy = true
	}
	in.Prepare(c.lambda.Layout)
	for i, x := range c.lambda.Captures {
		in.ref[x.To] = c.cells[i]
	}
	return in, nil
}

func (c *closure) leave(f, in *Frame) {
	f.Env.leave()
	if in == &c.own {
		c.busy = false
	}
}

func (c *closure) call0(f *Frame) (any, error) {
	in, err := c.enter(f)
	if err != nil {
		return nil, err
	}
	defer c.leave(f, in)
	return c.lambda.Body(in)
}

func (c *closure) call1(f *Frame, a any) (any, error) {
	in, err := c.enter(f)
	if err != nil {
		return nil, err
	}
	defer c.leave(f, in)
	if err := c.lambda.Params[0](in, a); err != nil {
		return nil, err
	}
	return c.lambda.Body(in)
}

func (c *closure) callString(f *Frame, s String) (any, error) {
	in, err := c.enter(f)
	if err != nil {
		return nil, err
	}
	defer c.leave(f, in)
	c.lambda.SetString(in, s)
	return c.lambda.Body(in)
}

func (c *closure) call2(f *Frame, a, b any) (any, error) {
	in, err := c.enter(f)
	if err != nil {
		return nil, err
	}
	defer c.leave(f, in)
	if err := c.lambda.Params[0](in, a); err != nil {
		return nil, err
	}
	if err := c.lambda.Params[1](in, b); err != nil {
		return nil, err
	}
	return c.lambda.Body(in)
}

func (c *closure) callN(f *Frame, args []any) (any, error) {
	in, err := c.enter(f)
	if err != nil {
		return nil, err
	}
	defer c.leave(f, in)
	for i, set := range c.lambda.Params {
		if err := set(in, args[i]); err != nil {
			return nil, err
		}
	}
	return c.lambda.Body(in)
}
