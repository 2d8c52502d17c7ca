package main

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// scene is what one request of a gateway evaluates in. The variables of other
// types come first: no text is found at once.
type scene struct {
	context *apim.Context
	body    *message.Body
	fresh   message.Body
}

func newScene() (*scene, error) {
	u, _ := message.ParseURL("https://gateway.test" + path)
	json, err := jsontree.ParseObject(body, jsontree.Options{})
	if err != nil {
		return nil, err
	}
	request := &message.Request{Method: "GET", URL: u}
	for _, f := range header() {
		request.Header.Add(f[0], f[1])
	}
	s := &scene{body: message.TextBody(answer), context: &apim.Context{
		Request:      apim.NewRequest(request, nil),
		Response:     apim.NewResponse(&message.Response{Status: status}, nil),
		Subscription: &apim.Subscription{ID: subscription},
		Variables:    apim.NewVariables(),
	}}
	s.fresh = *s.body
	s.context.Request.URL = apim.NewURL(u)
	s.context.Variables.Set("seconds", int32(seconds))
	response := &message.Response{Status: 200, Body: s.body}
	response.Header.Add("Content-Type", "application/json; charset=utf-8")
	s.context.Variables.Set("response", apim.NewResponse(response, nil))
	s.context.Variables.Set("body", json)
	for _, name := range []string{"token", "cacheKey", "rateLimitKey", "deployment"} {
		s.context.Variables.Set(name, texts()[name])
	}
	return s, nil
}

// rewind makes the body of the response in the variable readable again.
func (s *scene) rewind() { *s.body = s.fresh }
