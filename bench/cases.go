package main

// benchCase is one piece of work in the notation of each engine.
type benchCase struct {
	name string
	// csharp, cel, expr and js are the expressions.
	csharp, cel, expr, js string
	// want is the value that all must give, as text.
	want string
	// target is how many times as fast as the fastest other engine Gatehouse is
	// to be.
	target float64
}

// What the expressions see: the same values in the form each engine wants.
const (
	status = 404
	path   = "/orders/7"
	token  = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhcGk6Ly94In0.c2lnbmF0dXJl"
	body   = `{"id":7,"customer":{"name":"Ada","city":"London"},"lines":[{"item":"tea","count":2}]}`
)

// cases are the expressions that policies are full of.
func cases() []benchCase {
	return []benchCase{
		{
			name:   "bearer",
			csharp: `"Bearer " + (string)context.Variables["token"]`,
			cel:    `"Bearer " + variables["token"]`,
			expr:   `"Bearer " + variables["token"]`,
			js:     `"Bearer " + variables["token"]`,
			want:   "Bearer " + token,
			target: 3,
		},
		{
			name:   "condition",
			csharp: `context.Response.StatusCode >= 400 && context.Request.Url.Path.StartsWith("/orders")`,
			cel:    `status >= 400 && path.startsWith("/orders")`,
			expr:   `status >= 400 && path startsWith "/orders"`,
			js:     `status >= 400 && path.startsWith("/orders")`,
			want:   "true",
			target: 10,
		},
		{
			name:   "json field",
			csharp: `(string)((JObject)context.Variables["body"])["customer"]["name"]`,
			cel:    `body.customer.name`,
			expr:   `body.customer.name`,
			js:     `body.customer.name`,
			want:   "Ada",
			target: 3,
		},
	}
}

// engine is an expression ready to run.
type engine struct {
	name string
	// run evaluates once and keeps the value in result.
	run    func() error
	result func() string
}

// engines makes the case ready in every engine: Gatehouse first, Go written by
// hand second.
func (c *benchCase) engines() ([]engine, error) {
	var out []engine
	for _, make := range []func(*benchCase) (engine, error){gatehouseEngine, handEngine, celEngine, exprEngine, gojaEngine} {
		e, err := make(c)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}
