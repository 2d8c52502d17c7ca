package caching

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// copyOf returns a copy of a value that shares nothing which a request could
// change: the cache hands out, and takes in, copies of documents. Strings,
// numbers and dates are immutable; lists and dictionaries are shared as they are.
func copyOf(x *policy.Exec, v any) (any, error) {
	switch v := v.(type) {
	case jsontree.Token:
		return jsontree.Clone(v, x.Frame().Alloc)
	case xmltree.Node:
		return xmltree.Clone(x.Frame().Alloc, v)
	case *apim.Response:
		return copyResponse(x, v)
	}
	return v, nil
}

// copyResponse copies a response with its body, so that reading it in one request
// does not use it up for another.
func copyResponse(x *policy.Exec, r *apim.Response) (*apim.Response, error) {
	m := r.Message
	out := &message.Response{Status: m.Status, Reason: m.Reason, Header: m.Header.Clone()}
	if m.Body != nil && !m.Body.Consumed() {
		data, err := m.Body.Bytes(x.Host.Limits.Body.BodyBuffer)
		if err != nil {
			return nil, err
		}
		out.Body = message.BytesBody(data)
	}
	return apim.NewResponse(out, &x.Host.Limits.Body), nil
}

// sizeOf estimates what a value takes in the cache, in bytes.
func sizeOf(v any) int64 {
	const small = 64
	switch v := v.(type) {
	case string:
		return int64(len(v)) + small
	case jsontree.Token:
		return jsonSize(v)
	case *apim.Response:
		return v.Message.Body.Length() + 1024
	case interface{ Len() int }:
		return int64(v.Len())*16 + small
	}
	return 1024
}

func jsonSize(t jsontree.Token) int64 {
	text, err := jsontree.Append(nil, t, jsontree.Format{})
	if err != nil {
		return 1 << 20
	}
	// A tree takes about four times its text.
	return int64(len(text))*4 + 64
}
