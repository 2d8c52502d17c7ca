package apim

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"unicode/utf8"
	"unsafe"

	systemtext "github.com/gatehouse-project/gatehouse/internal/bcl/system/text"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// MessageBody is an IMessageBody: the body of a request or response, read by
// expressions (expressions.md section 4.5).
type MessageBody struct {
	body   **message.Body
	header *message.Header
	limits *Limits
}

// bytes reads the body; without preserve it is used up.
func (b *MessageBody) bytes(f *rt.Frame, preserve bool) ([]byte, error) {
	m := *b.body
	if m.Consumed() {
		return nil, BodyError(message.ErrBodyConsumed, 0)
	}
	var limit int64
	if b.limits != nil {
		limit = b.limits.BodyBuffer
	}
	data, err := m.Decoded(b.header, limit)
	if err != nil {
		return nil, BodyError(err, limit)
	}
	if err := f.Alloc(len(data)); err != nil {
		return nil, err
	}
	if !preserve {
		m.Consume()
	}
	return data, nil
}

// BodyError says as an error of expressions why a body of up to limit bytes could not be
// read; err is not nil.
func BodyError(err error, limit int64) error {
	switch {
	case errors.Is(err, message.ErrBodyConsumed):
		return clr.InvalidOperation("The message body has already been read and is not available.")
	case errors.Is(err, message.ErrBodyTooLarge):
		return &TooLarge{Limit: limit}
	case message.IsClientFault(err), errors.Is(err, context.Canceled):
		// No expression should go on with half a body, or for nobody, so none can catch this.
		return err
	}
	return clr.Throw("System.IO.IOException", "The message body could not be read: %v", err)
}

// TooLarge is the error of an expression that needs a body larger than the
// gateway buffers. An expression cannot catch it; the gateway answers 413.
type TooLarge struct {
	// Limit is the number of bytes allowed.
	Limit int64
}

// Error says what happened.
func (e *TooLarge) Error() string { return message.ErrBodyTooLarge.Error() }

// text decodes the body: a byte order mark, else the charset of Content-Type,
// else UTF-8.
func (b *MessageBody) text(f *rt.Frame, preserve bool) (string, error) {
	data, err := b.bytes(f, preserve)
	if err != nil {
		return "", err
	}
	return DecodeText(data, b.header, f.Alloc)
}

// DecodeText decodes the bytes of a body with the given header.
func DecodeText(data []byte, h *message.Header, charge func(int) error) (string, error) {
	ct, _ := h.Get("Content-Type")
	charset := charsetOf(ct)
	if plainText(data, charset) {
		if err := charge(len(data)); err != nil {
			return "", err
		}
		// The data of a body never changes.
		return unsafe.String(unsafe.SliceData(data), len(data)), nil
	}
	s, err := xmltree.Decode(data, charset, charge)
	var exceeded *rt.Exceeded
	if err == nil || errors.As(err, &exceeded) {
		return s, err
	}
	// An unknown charset is read as UTF-8, and what is no UTF-8, a compressed body for
	// one, as U+FFFD.
	if err := charge(len("\ufffd") * len(data)); err != nil {
		return "", err
	}
	return systemtext.DecodeUTF8(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))), nil
}

// charsetOf returns the charset of a Content-Type, "" where there is none. What
// nearly all messages have is understood without being taken apart.
func charsetOf(contentType string) string {
	switch contentType {
	case "", "application/json":
		return ""
	case "application/json; charset=utf-8":
		return utf8Name
	}
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return params["charset"]
}

const utf8Name = "utf-8"

// plainText reports whether bytes are UTF-8 that says nothing about its encoding
// itself, as a byte order mark or an XML declaration does.
func plainText(data []byte, charset string) bool {
	if charset != "" && charset != utf8Name || len(data) == 0 {
		return false
	}
	switch data[0] {
	case 0, '<', 0xEF, 0xFE, 0xFF:
		return false
	}
	return utf8.Valid(data)
}

func jsonOptions(f *rt.Frame) jsontree.Options {
	return jsontree.Options{SkipBOM: true, Lazy: true, Charge: f.Charger()}
}

// notJSON gives the reader's error the text of the gateway.
func notJSON(err error) error {
	var ex *clr.Exception
	if errors.As(err, &ex) {
		return &clr.Exception{Type: "System.InvalidOperationException", Message: "The message body is not a valid JSON. " + ex.Message, Inner: ex}
	}
	return err
}

// as is As<T>(preserveContent).
func as(c *rt.Call) rt.Linker {
	switch c.TypeArgs[0].Name {
	case "System.String":
		return rt.FrameMethod1(func(f *rt.Frame, b *MessageBody, preserve bool) (rt.String, error) {
			s, err := b.text(f, preserve)
			return rt.Str(s), err
		})
	case "System.Byte[]":
		elem := c.TypeArgs[0].Elem
		return rt.FrameMethod1(func(f *rt.Frame, b *MessageBody, preserve bool) (*rt.Array[uint8], error) {
			data, err := b.bytes(f, preserve)
			return rt.NewArray(elem, append([]byte(nil), data...)), err
		})
	case "Newtonsoft.Json.Linq.JObject":
		return jsonBody(jsontree.ParseObject)
	case "Newtonsoft.Json.Linq.JArray":
		return jsonBody(jsontree.ParseArray)
	case "Newtonsoft.Json.Linq.JToken":
		return jsonBody(jsontree.ParseToken)
	case "System.Xml.Linq.XDocument":
		return xmlBody(func(d *xmltree.Document) any { return d })
	case "System.Xml.Linq.XElement", "System.Xml.Linq.XNode":
		return xmlBody(func(d *xmltree.Document) any { return d.Root() })
	}
	name := c.TypeArgs[0].Name
	return rt.Method1(func(*MessageBody, bool) (any, error) {
		return nil, clr.NotSupported("The message body cannot be read as %s.", name)
	})
}

func jsonBody[T any](parse func(string, jsontree.Options) (T, error)) rt.Linker {
	return rt.FrameMethod1(func(f *rt.Frame, b *MessageBody, preserve bool) (T, error) {
		var zero T
		s, err := b.text(f, preserve)
		if err != nil {
			return zero, err
		}
		v, err := parse(s, jsonOptions(f))
		if err != nil {
			return zero, notJSON(err)
		}
		return v, nil
	})
}

func xmlBody(pick func(*xmltree.Document) any) rt.Linker {
	return rt.FrameMethod1(func(f *rt.Frame, b *MessageBody, preserve bool) (any, error) {
		s, err := b.text(f, preserve)
		if err != nil {
			return nil, err
		}
		d, err := xmltree.Parse(s, xmltree.Options{Charge: f.Charger()})
		if err != nil {
			return nil, err
		}
		return pick(d), nil
	})
}

func bodyType() types.Decl {
	return types.Decl{
		Name: "Apim.IMessageBody", Kind: types.Interface, Class: rt.RefClass[*MessageBody](rt.Class{}),
		Members: []types.Member{
			{Sig: "T As<T>(bool preserveContent = false)", Impl: rt.Generic(as)},
			{Sig: "IDictionary<string, IList<string>> AsFormUrlEncodedContent(bool preserveContent = false)", Impl: rt.Generic(formContent)},
		},
	}
}
