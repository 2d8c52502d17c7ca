package caching

import (
	"errors"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/text"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// errBound is the error of a value that means nothing without its request.
var errBound = errors.New("a value that belongs to its request cannot be cached")

// copier makes copies of values that share nothing which a request could change:
// the cache takes in, and hands out, copies. Strings, numbers, dates and the like
// are immutable and shared.
type copier struct {
	x *policy.Exec
	// f counts memory and steps of the whole copy.
	f *rt.Frame
	// own makes texts that are no part of a larger one: a few characters of a body
	// must not keep all of it for as long as they are cached.
	own bool
	// text is the length of all texts, which are shared and not counted by f.
	text int64
}

// ownCopy returns a copy of a value for the cache and about how much memory it takes,
// in bytes.
func ownCopy(x *policy.Exec, v any) (out any, size int64, err error) {
	c := &copier{x: x, f: x.Frame(), own: true}
	before := c.f.Env.Budget.Memory
	out, err = c.copy(v)
	return out, before - c.f.Env.Budget.Memory + c.text + boxSize, err
}

// copyOf returns a copy of a value of the cache, which shares its texts.
func copyOf(x *policy.Exec, v any) (any, error) {
	if _, ok := v.(string); ok {
		return v, nil
	}
	c := &copier{x: x, f: x.Frame()}
	return c.copy(v)
}

func (c *copier) string(s string) string {
	c.text += int64(len(s))
	if c.own {
		return strings.Clone(s)
	}
	return s
}

// boxSize is what any value takes.
const boxSize = 64

func (c *copier) copy(v any) (any, error) {
	switch v := v.(type) {
	case string:
		if !c.own {
			return v, nil
		}
		return c.string(v), nil
	case jsontree.Token:
		return c.json(v)
	case xmltree.Object:
		return c.xml(v)
	case *apim.Response:
		return c.response(v)
	case *apim.Headers:
		return c.headers(v)
	case *text.Builder:
		b := text.NewBuilder()
		return b, b.Append(c.f, v.String())
	// unverified: what the service does with these.
	case *apim.Context, *apim.Request, *apim.MessageBody, *apim.Variables, *rt.Delegate:
		return nil, errBound
	}
	return c.collection(v)
}

// collection copies what holds other values.
func (c *copier) collection(v any) (any, error) {
	// A list may hold itself.
	if err := c.f.Nest(); err != nil {
		return nil, err
	}
	defer c.f.Unnest()
	switch v := v.(type) {
	case generic.Copyable:
		return v.CopyWith(c.f, c.copy)
	case rt.AnyArray:
		return c.array(v)
	case *generic.KeyValuePair:
		key, err := c.copy(v.Key)
		if err != nil {
			return nil, err
		}
		value, err := c.copy(v.Value)
		return &generic.KeyValuePair{Type: v.Type, Key: key, Value: value}, err
	case *rt.Record:
		values, err := c.values(v.Values)
		return &rt.Record{Type: v.Type, Values: values}, err
	case *system.Tuple:
		items, err := c.values(v.Items())
		if err != nil {
			return nil, err
		}
		t, _, err := system.NewTuple(c.f, v.RuntimeType(), items)
		return t, err
	case generic.Collection:
		return v, nil
	case query:
		return c.query(v)
	}
	return v, nil
}

func (c *copier) values(list []any) ([]any, error) {
	out := make([]any, len(list))
	for i, v := range list {
		var err error
		if out[i], err = c.copy(v); err != nil {
			return nil, err
		}
	}
	return out, c.f.Alloc(rt.RecordSize(len(list)))
}

func (c *copier) array(v rt.AnyArray) (any, error) {
	if err := c.f.Steps(v.Len()); err != nil {
		return nil, err
	}
	// The copy has the same elements at first.
	out, err := v.NewLike(c.f, v.Len())
	if err != nil {
		return nil, err
	}
	out.SetDims(v.Dims())
	switch out := out.(type) {
	case *rt.Array[rt.String]:
		for i := range out.Items {
			out.Items[i].Text = c.string(out.Items[i].Text)
		}
	case *rt.Array[any]:
		for i, item := range out.Items {
			if out.Items[i], err = c.copy(item); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// frozen is a sequence that was read to its end: what a query gives now, not what
// it would give in another request.
type frozen struct {
	typ   *rt.Type
	items []any
}

// RuntimeType implements rt.Typed.
func (s *frozen) RuntimeType() *rt.Type { return s.typ }

// Enumerator implements rt.Enumerable.
func (s *frozen) Enumerator() rt.Enumerator { return &frozenEnumerator{rest: s.items} }

type frozenEnumerator struct{ rest []any }

// Next implements rt.Enumerator.
func (e *frozenEnumerator) Next(*rt.Frame) (any, bool, error) {
	if len(e.rest) == 0 {
		return nil, false, nil
	}
	v := e.rest[0]
	e.rest = e.rest[1:]
	return v, true, nil
}

// query is a sequence that is computed whenever it is read.
type query interface {
	rt.Typed
	rt.Enumerable
}

func (c *copier) query(q query) (any, error) {
	var items generic.Buffer
	for e := q.Enumerator(); ; {
		if err := c.f.Step(); err != nil {
			return nil, err
		}
		v, ok, err := e.Next(c.f)
		if err != nil || !ok {
			return &frozen{q.RuntimeType(), items.Items}, err
		}
		if v, err = c.copy(v); err != nil {
			return nil, err
		}
		if err := items.Add(c.f, v); err != nil {
			return nil, err
		}
	}
}

// json copies a token. Its texts are immutable; most of a document's memory is in
// them.
func (c *copier) json(t jsontree.Token) (any, error) {
	if !c.own {
		return jsontree.Clone(t, c.f.Alloc)
	}
	b, err := jsontree.AppendBinary(nil, t, nil)
	if err != nil {
		return nil, err
	}
	c.text += int64(len(b))
	return jsontree.ParseBinary(string(b), jsontree.BinaryOptions{Charge: c.f.Alloc, URI: parseURI})
}

func (c *copier) xml(n xmltree.Object) (any, error) {
	if node, ok := n.(xmltree.Node); ok && !c.own {
		return xmltree.Clone(c.f.Alloc, node)
	}
	b, err := xmltree.AppendBinary(nil, n, nil)
	if err != nil {
		return nil, err
	}
	c.text += int64(len(b))
	return xmltree.ParseBinary(string(b), c.f.Alloc)
}

// headers copies a live view of a message's header.
func (c *copier) headers(h *apim.Headers) (any, error) {
	var out message.Header
	for pairs := h.Enumerator(); ; {
		v, ok, err := pairs.Next(c.f)
		if err != nil || !ok {
			return apim.NewHeaders(&out), err
		}
		pair := v.(*generic.KeyValuePair)
		for _, line := range pair.Value.(*rt.Array[rt.String]).Items {
			out.Add(c.string(pair.Key.(string)), c.string(line.Text))
		}
	}
}

// response copies a response with its body, so that reading it in one request does
// not use it up for another.
func (c *copier) response(r *apim.Response) (any, error) {
	m := r.Message
	limits := &c.x.Host.Limits.Body
	out := &message.Response{Status: m.Status, Reason: c.string(m.Reason)}
	for f := range m.Header.All() {
		out.Header.Add(c.string(f.Name), c.string(f.Value))
	}
	if m.Body == nil || m.Body.Consumed() {
		return apim.NewResponse(out, limits), nil
	}
	data, err := m.Body.Bytes(limits.BodyBuffer)
	if err != nil {
		return nil, err
	}
	c.text += int64(len(data))
	out.Body = message.BytesBody(data)
	if m.Body.Plain() {
		out.Body.MarkPlain()
	}
	return apim.NewResponse(out, limits), nil
}
