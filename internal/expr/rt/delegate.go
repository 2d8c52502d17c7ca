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
	// Captures copy shared variables from the frame that makes the delegate.
	Captures []Capture
	// Body yields the boxed result.
	Body Fn[any]
	Type *Type
}

// Capture is one shared variable: the cell in slot From of the outer frame is
// put into slot To of the lambda's frame.
type Capture struct{ From, To int }

// New makes the delegate in a frame.
func (l *Lambda) New(f *Frame) *Delegate {
	c := &closure{lambda: l, env: f.Env, context: f.Context}
	if len(l.Captures) > 0 {
		c.cells = make([]any, len(l.Captures))
		for i, x := range l.Captures {
			c.cells[i] = f.ref[x.From]
		}
	}
	d := &Delegate{Type: l.Type}
	switch len(l.Params) {
	case 0:
		d.Call0 = c.call0
	case 1:
		d.Call1 = c.call1
	case 2:
		d.Call2 = c.call2
	default:
		d.CallN = c.callN
	}
	return d
}

type closure struct {
	lambda  *Lambda
	cells   []any
	env     *Env
	context any
	// frame is kept between calls; busy while it runs, so that recursion and
	// parallel use take a new one.
	frame *Frame
	busy  bool
}

func (c *closure) enter(f *Frame) (*Frame, error) {
	if err := f.Step(); err != nil {
		return nil, err
	}
	if err := f.Env.enter(); err != nil {
		return nil, err
	}
	in := c.frame
	if in == nil || c.busy || in.Env != f.Env {
		in = &Frame{Env: f.Env, Context: c.context}
		if c.frame == nil {
			c.frame = in
		}
	}
	if in == c.frame {
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
	if in == c.frame {
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
