package jsontree

import "strings"

// start enters a container.
func (r *reader) start(kind tokenKind, name string) error {
	r.token = kind
	r.value = payload{str: name}
	r.advance()
	outer := r.cur
	r.cur = position{container: kind, index: -1}
	switch kind {
	case tokenStartObject:
		r.state = stateObjectStart
	case tokenStartArray:
		r.state = stateArrayStart
	default:
		r.state = stateConstructorStart
	}
	if outer.container == tokenNone {
		return nil
	}
	r.stack = append(r.stack, outer)
	if r.maxDepth > 0 && len(r.stack) >= r.maxDepth {
		return r.failf("The reader's MaxDepth of %d has been exceeded.", r.maxDepth)
	}
	return nil
}

// end leaves a container.
func (r *reader) end(kind tokenKind) error {
	r.token = kind
	left := r.cur.container
	if n := len(r.stack); n > 0 {
		r.cur = r.stack[n-1]
		r.stack = r.stack[:n-1]
	} else {
		r.cur = position{}
	}
	if left == tokenNone || kind-tokenEndObject != left-tokenStartObject {
		return r.failf("JsonToken %s is not valid for closing JsonType %s.", kind, strings.TrimPrefix(left.String(), "Start"))
	}
	r.afterValue()
	return nil
}

// setValue makes a value the current token.
func (r *reader) setValue(kind tokenKind, value payload) {
	r.token = kind
	r.value = value
	r.afterValue()
	r.advance()
}

// afterValue enters the state behind a value.
func (r *reader) afterValue() {
	if r.cur.container == tokenNone {
		r.state = stateFinished
	} else {
		r.state = statePostValue
	}
}

// advance counts an item of an array or constructor.
func (r *reader) advance() {
	if r.cur.container == tokenStartArray || r.cur.container == tokenStartConstructor {
		r.cur.index++
	}
}

// resume enters the state behind a comma.
func (r *reader) resume() {
	switch r.cur.container {
	case tokenStartObject:
		r.state = stateObject
	case tokenStartArray:
		r.state = stateArray
	case tokenStartConstructor:
		r.state = stateConstructor
	default:
		r.state = stateFinished
	}
}
