package evaluate

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

var errForm = errors.New("it is neither a context in JSON, nor a HAR file, nor an HTTP request, nor an archive with a file request.http")

// ReadContext reads what an expression sees as context from a file. What the file
// is, its content tells: a context as JSON (the keys of the oracle's README), a HAR
// file or one entry of it, a recorded HTTP request ("POST /x HTTP/1.1", fields, an
// empty line, the body), or a txtar archive of those as the tests of policies have
// them: request.http or requests.http, of which the first counts, response.http or
// backend.http, and context.json for the rest.
func ReadContext(data []byte) (*jsontree.Object, error) {
	text := strings.TrimPrefix(string(data), "\ufeff")
	if !utf8.ValidString(text) && !isRequest(text) {
		return nil, errForm
	}
	switch trimmed := strings.TrimSpace(text); {
	case trimmed == "":
		return nil, errors.New("it is empty")
	case trimmed[0] == '{':
		o, err := ParseContext(text)
		if err != nil {
			return nil, err
		}
		if isHAR(o) {
			return fromHAR(o)
		}
		return o, checkShape(o)
	case hasFiles(text):
		return fromArchive(text)
	case isRequest(text):
		return fromMessages(text, "")
	}
	return nil, errForm
}

// setBody sets the body of a request or response: text, or base64 for what is
// none.
func setBody(o *jsontree.Object, body string) error {
	switch {
	case body == "":
		return nil
	case utf8.ValidString(body):
		return set(o, "body", body)
	}
	return set(o, "bodyBase64", encode(body))
}

func set(o *jsontree.Object, name, text string) error {
	return o.Set(name, jsontree.NewString(text), free)
}

// addField adds a value to a field, which is a list of values.
func addField(headers *jsontree.Object, name, text string) error {
	p := headers.PropertyFold(name)
	if p == nil {
		if err := headers.Set(name, jsontree.NewArray(), free); err != nil {
			return err
		}
		p = headers.PropertyFold(name)
	}
	list, ok := p.Value().(*jsontree.Array)
	if !ok {
		return nil
	}
	return list.Add(jsontree.NewString(text), free)
}

// field is the first value of a field.
func field(headers *jsontree.Object, name string) (string, bool) {
	p := headers.PropertyFold(name)
	if p == nil {
		return "", false
	}
	a, ok := p.Value().(*jsontree.Array)
	if !ok {
		return "", false
	}
	t, err := a.At(0)
	if err != nil {
		return "", false
	}
	return textOf(t)
}

// free charges nothing: files of the user are no input of strangers.
func free(int) error { return nil }
