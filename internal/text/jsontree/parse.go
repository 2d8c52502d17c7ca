package jsontree

// DefaultMaxDepth is the nesting that a reader accepts unless told otherwise.
const DefaultMaxDepth = 1000

// Options change how text is read. The zero value reads as Newtonsoft does by
// default, to a depth of DefaultMaxDepth.
type Options struct {
	// MaxDepth is how deep objects and arrays may nest; deeper ones throw. 0
	// stands for DefaultMaxDepth, a negative number for no limit.
	MaxDepth int
	// Dates says what becomes of text that looks like a date.
	Dates DateParsing
	// SkipBOM passes a byte order mark before the document, as the decoding of
	// a message body does; Parse methods of .NET refuse it.
	SkipBOM bool
	// Lazy has objects inside of the document read when somebody looks into them: most
	// policies want a few of many. It makes no other difference to who uses the tree,
	// nor to its Charge, but only one goroutine at a time may read it. It is for
	// documents whose dates are read as by default.
	Lazy bool
	// Every keeps what a reader sees that makes no tree of it: repeated properties, and
	// the comments of objects as properties without a name. A comment that stands before
	// a value takes its place; the value follows as another property of the name. It is
	// for DeserializeText; in such a tree names are not to be looked up.
	Every bool
	// Charge is told of the memory that the tree takes, in advance.
	Charge Charge
}

// ParseToken is JToken.Parse. As in .NET a document that begins with a comment
// is that comment, and nothing may follow the document but comments. Strings of
// the tree share memory with text, which must be valid UTF-8.
func ParseToken(text string, opts Options) (Token, error) {
	var at room
	p := newParser(text, opts, &at)
	ok, err := p.r.read()
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, p.r.fail("Error reading JToken from JsonReader.")
	}
	t, err := p.document()
	if err != nil {
		return nil, err
	}
	return t, p.drain()
}

// ParseObject is JObject.Parse.
func ParseObject(text string, opts Options) (*Object, error) {
	t, err := parseAs(text, opts, tokenStartObject, "JObject", "an object")
	if err != nil {
		return nil, err
	}
	return t.(*Object), nil
}

// ParseArray is JArray.Parse.
func ParseArray(text string, opts Options) (*Array, error) {
	t, err := parseAs(text, opts, tokenStartArray, "JArray", "an array")
	if err != nil {
		return nil, err
	}
	return t.(*Array), nil
}

// DeserializeToken is JsonConvert.DeserializeObject<JToken>, and for other types
// the step before a conversion. It is another reader than the Parse methods: a
// repeated property name moves the property to the end, comments in arrays are
// kept, objects and arrays may be unfinished, undefined is null. It returns nil
// for text without a value. Dates written as constructors stay constructors.
func DeserializeToken(text string, opts Options) (Token, error) {
	var at room
	p := newParser(text, opts, &at)
	return p.deserialize()
}

func (p *parser) deserialize() (Token, error) {
	p.serializer, p.lazy = true, false
	for {
		ok, err := p.r.read()
		if !ok || err != nil {
			return nil, err
		}
		if p.r.token != tokenComment || p.every {
			break
		}
	}
	if p.untyped && p.r.token == tokenStartObject {
		p.complete = true
	}
	t, err := p.document()
	if err != nil {
		return nil, err
	}
	return t, p.drain()
}

// DeserializeAny is JsonConvert.DeserializeObject without a type, up to the payload
// of a value: as DeserializeToken, but a document that is an object must be finished.
func DeserializeAny(text string, opts Options) (Token, error) {
	var at room
	p := newParser(text, opts, &at)
	p.untyped = true
	return p.deserialize()
}

// DeserializeText is the first half of JsonConvert.DeserializeObject for a type
// that is none of the tokens: another DeserializeToken, for which containers must be
// finished and whose numbers and dates keep their text (Source). notNullable names
// the type when it is one that must have a value; otherwise the result is nil for a
// text without one.
func DeserializeText(text, notNullable string, opts Options) (Token, error) {
	var at room
	p := newParser(text, opts, &at)
	p.complete, p.r.keep = true, true
	t, err := p.deserialize()
	if t == nil && err == nil && notNullable != "" {
		err = p.r.failAs(serializationError, "No JSON content found and type '"+notNullable+"' is not nullable.")
	}
	return t, err
}

func parseAs(text string, opts Options, want tokenKind, typ, noun string) (Token, error) {
	var at room
	p := newParser(text, opts, &at)
	ok, err := p.r.read()
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, p.r.fail("Error reading " + typ + " from JsonReader.")
	}
	for ok && p.r.token == tokenComment {
		if ok, err = p.r.read(); err != nil {
			return nil, err
		}
	}
	if p.r.token != want {
		return nil, p.r.fail("Error reading " + typ + " from JsonReader. Current JsonReader item is not " + noun + ": " + p.r.token.String())
	}
	t, err := p.document()
	if err != nil {
		return nil, err
	}
	return t, p.drain()
}
