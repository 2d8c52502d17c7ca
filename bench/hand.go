package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// The cases as a Go programmer would write them over the same context. They are
// typed, count no budget, and know that a header has one line of a name.

var errType = errors.New("a variable of another type")

func variable(ctx *apim.Context) (string, error) {
	v, _ := ctx.Variables.Get("token")
	text, ok := v.(string)
	if !ok {
		return "", errType
	}
	return text, nil
}

func property(ctx *apim.Context) (string, error) {
	if ctx.Subscription == nil {
		return "", errors.New("no subscription")
	}
	return ctx.Subscription.ID, nil
}

func headerIs(ctx *apim.Context) (bool, error) {
	return ctx.Request.Message.Header.Value("Destination-System") == "SNL", nil
}

func oneOfTwoStatuses(ctx *apim.Context) (bool, error) {
	if ctx.Response == nil {
		return false, errors.New("no response")
	}
	s := ctx.Response.Message.Status
	return s == 401 || s == 404, nil
}

func objectInText(ctx *apim.Context) (string, error) {
	v, _ := ctx.Variables.Get("cacheKey")
	text, ok := v.(string)
	if !ok {
		text = fmt.Sprint(v)
	}
	return "signin-" + text + "-state", nil
}

// answerObject parses the body of the response in the variable, and uses it up.
func answerObject(ctx *apim.Context) (*jsontree.Object, error) {
	v, _ := ctx.Variables.Get("response")
	r, ok := v.(*apim.Response)
	if !ok {
		return nil, errType
	}
	data, err := r.Message.Body.Bytes(0)
	if err != nil {
		return nil, err
	}
	r.Message.Body.Consume()
	return jsontree.ParseObject(string(data), jsontree.Options{})
}

func readResponse(ctx *apim.Context) (string, error) {
	o, err := answerObject(ctx)
	if err != nil {
		return "", err
	}
	return o.Get("value").(*jsontree.Value).Str(), nil
}

func headerOr(ctx *apim.Context) (string, error) {
	return ctx.Request.Message.Header.Value("Origin"), nil
}

func bearer(ctx *apim.Context) (string, error) {
	v, _ := ctx.Variables.Get("token")
	text, ok := v.(string)
	if !ok {
		return "", errType
	}
	return "Bearer " + text, nil
}

func variableOrDefault(ctx *apim.Context) (string, error) {
	v, ok := ctx.Variables.Get("rateLimitKey")
	if !ok {
		return "", nil
	}
	text, ok := v.(string)
	if !ok {
		return "", errType
	}
	return text, nil
}

func stringInText(ctx *apim.Context) (string, error) {
	v, _ := ctx.Variables.Get("deployment")
	text, ok := v.(string)
	if !ok {
		return "", errType
	}
	return "redirect=" + text, nil
}

func writeJSON(*apim.Context) (string, error) {
	data, err := json.MarshalIndent(struct {
		Code        int    `json:"code"`
		Description string `json:"description"`
	}{202, "The request was received."}, "", "  ")
	return string(data), err
}

func statusIs(ctx *apim.Context) (bool, error) {
	if ctx.Response == nil {
		return false, errors.New("no response")
	}
	return ctx.Response.Message.Status == 404, nil
}

func variableOrNullInText(ctx *apim.Context) (string, error) {
	v, ok := ctx.Variables.Get("cacheKey")
	if !ok {
		return "ClientInfo-", nil
	}
	text, ok := v.(string)
	if !ok {
		return "", errType
	}
	return "ClientInfo-" + text, nil
}

func number(ctx *apim.Context) (int, error) {
	v, _ := ctx.Variables.Get("seconds")
	n, ok := v.(int32)
	if !ok {
		return 0, errType
	}
	return int(n), nil
}

func bearerOfResponse(ctx *apim.Context) (string, error) {
	o, err := answerObject(ctx)
	if err != nil {
		return "", err
	}
	return "Bearer " + o.Get("access_token").(*jsontree.Value).Str(), nil
}

func variableOrNull(ctx *apim.Context) (string, error) { return variableOrDefault(ctx) }

func constant(*apim.Context) (string, error) { return "eus-down", nil }

func jsonProperty(ctx *apim.Context) (string, error) {
	v, _ := ctx.Variables.Get("body")
	o, ok := v.(*jsontree.Object)
	if !ok {
		return "", errType
	}
	return fmt.Sprint(o.Get("id").(*jsontree.Value).Payload()), nil
}

func variableIs(ctx *apim.Context) (bool, error) {
	v, ok := ctx.Variables.Get("rateLimitKey")
	if !ok {
		return false, nil
	}
	text, ok := v.(string)
	if !ok {
		return false, errType
	}
	return text == "gold", nil
}

func objectAndText(ctx *apim.Context) (string, error) {
	v, _ := ctx.Variables.Get("deployment")
	text, ok := v.(string)
	if !ok {
		text = fmt.Sprint(v)
	}
	return text + "|tokens-limit", nil
}

func condition(ctx *apim.Context) (bool, error) {
	if ctx.Response == nil {
		return false, errors.New("no response")
	}
	return ctx.Response.Message.Status >= 400 && strings.HasPrefix(ctx.Request.URL.Path, "/orders"), nil
}

func jsonField(ctx *apim.Context) (string, error) {
	v, _ := ctx.Variables.Get("body")
	o, ok := v.(*jsontree.Object)
	if !ok {
		return "", errType
	}
	customer, ok := o.Get("customer").(*jsontree.Object)
	if !ok {
		return "", errors.New("no customer")
	}
	return customer.Get("name").(*jsontree.Value).Str(), nil
}

// handEngine runs the hand-written function of the case.
func handEngine(c *benchCase) (engine, error) {
	s, err := newScene()
	if err != nil {
		return engine{}, err
	}
	switch run := c.hand.(type) {
	case func(*apim.Context) (string, error):
		return handOf(run, s, c.reads), nil
	case func(*apim.Context) (bool, error):
		return handOf(run, s, c.reads), nil
	case func(*apim.Context) (int, error):
		return handOf(run, s, c.reads), nil
	}
	return engine{}, fmt.Errorf("no engine runs a %T", c.hand)
}

func handOf[T any](fn func(*apim.Context) (T, error), s *scene, reads bool) engine {
	var v T
	ctx := s.context
	run := func() (err error) { v, err = fn(ctx); return err }
	if reads {
		run = func() (err error) { s.rewind(); v, err = fn(ctx); return err }
	}
	return engine{run: run, result: func() string { return fmt.Sprint(v) }}
}
