package main

import "slices"

// benchCase is one piece of work in the notation of each engine.
type benchCase struct {
	name string
	// seen is how often expressions of the shape stand in the public documents, which
	// hold 1432 expressions in 337 documents; 0 for cases of other kinds.
	seen int
	// csharp, cel, expr and js are the expressions; "" where an engine's language has
	// no way to say it. statements says that csharp is of the form @{ }.
	csharp, cel, expr, js string
	statements            bool
	// hand is what a Go programmer would write over the same context: a function from
	// *apim.Context to a string, a bool or an int, and an error.
	hand any
	// want is the value that all must give; its type is that of the setting the
	// expression stands in.
	want any
	// reads says that the expression uses up the body of the response in a variable.
	reads bool
	// json says that the work is that of reading, writing or walking JSON, where
	// Newtonsoft's model costs what no Go programmer would pay.
	json bool
	// target is how many times as fast as the fastest other engine Gatehouse is
	// to be; 0 is no target.
	target float64
}

// most is how many times as long as Go written by hand a case may take.
const most = 3

// What the expressions see: the same values in the form each engine wants.
const (
	status       = 404
	path         = "/orders/7"
	token        = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhcGk6Ly94In0.c2lnbmF0dXJl"
	subscription = "b7f4a1c2d3e4"
	seconds      = 3600
	body         = `{"id":7,"customer":{"name":"Ada","city":"London"},"lines":[{"item":"tea","count":2}]}`
	// answer is the body of the response that a variable holds.
	answer = `{"token_type":"Bearer","expires_in":3599,"resource":"https://vault.example","value":"s3cret","access_token":"abc.def.ghi"}`
)

// texts are the variables that are texts.
func texts() map[string]string {
	return map[string]string{"token": token, "cacheKey": "k-81f2", "rateLimitKey": "gold", "deployment": "eu-2"}
}

// header are the fields of the request's header, in their order.
func header() [][2]string {
	return [][2]string{
		{"Host", "gateway.test"}, {"User-Agent", "curl/8.5.0"}, {"Accept", "application/json"},
		{"Origin", "https://shop.example"}, {"Destination-System", "SNL"}, {"Content-Type", "application/json"},
		{"X-Forwarded-For", "203.0.113.7"}, {"Authorization", "Bearer " + token},
	}
}

// cases are the twenty commonest shapes and two more.
func cases() []benchCase { return slices.Concat(shapes(), others()) }

// others are cases of earlier comparisons with other engines.
func others() []benchCase {
	return []benchCase{
		{
			name:   "condition",
			csharp: `context.Response.StatusCode >= 400 && context.Request.Url.Path.StartsWith("/orders")`,
			cel:    `status >= 400 && path.startsWith("/orders")`,
			expr:   `status >= 400 && path startsWith "/orders"`,
			js:     `status >= 400 && path.startsWith("/orders")`,
			hand:   condition,
			want:   true,
			target: 10,
		},
		{
			name:   "json field",
			csharp: `(string)((JObject)context.Variables["body"])["customer"]["name"]`,
			cel:    `body.customer.name`,
			expr:   `body.customer.name`,
			js:     `body.customer.name`,
			hand:   jsonField,
			want:   "Ada",
			json:   true,
			target: 3,
		},
	}
}

// engine is an expression ready to run.
type engine struct {
	name string
	// run evaluates once and keeps the value in result; nil where the engine cannot
	// express the case.
	run    func() error
	result func() string
}

// engines makes the case ready in every engine: Gatehouse first, Go written by
// hand second.
func (c *benchCase) engines() ([]engine, error) {
	var out []engine
	for _, m := range []struct {
		name string
		code string
		make func(*benchCase) (engine, error)
	}{
		{"gatehouse", c.csharp, gatehouseEngine}, {"go by hand", "Go", handEngine},
		{"cel-go", c.cel, celEngine}, {"expr-lang", c.expr, exprEngine}, {"goja", c.js, gojaEngine},
	} {
		e := engine{}
		if m.code != "" {
			var err error
			if e, err = m.make(c); err != nil {
				return nil, err
			}
		}
		e.name = m.name
		out = append(out, e)
	}
	return out, nil
}
