package validation

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// reading reads a body for its checks.
type reading struct {
	x    *policy.Exec
	body *message.Body
	mime string
	data []byte
	// plain says that data is there, decompressed.
	plain bool
}

// encodings are how the body is compressed, the last one outermost.
func (b *reading) encodings() []string {
	if b.body.Plain() {
		return nil
	}
	var out []string
	for _, field := range b.x.Header().Values("Content-Encoding") {
		for e := range strings.SplitSeq(field, ",") {
			if e = strings.ToLower(strings.TrimSpace(e)); e != "" && e != "identity" {
				out = append(out, e)
			}
		}
	}
	return out
}

// empty reports whether there is no body after all. One whose length is not known is
// read; what cannot be read is one.
func (b *reading) empty() bool {
	if b.length() < 0 {
		_ = b.read()
	}
	return b.length() == 0
}

// length is how long the body is, as far as it is known.
func (b *reading) length() int64 {
	if b.plain {
		return int64(len(b.data))
	}
	return b.body.Length()
}

// checkSize compares the size of the body with the limit. A body whose size is not
// known is read.
func (p *validateContent) checkSize(x *policy.Exec, b *reading, r *report) error {
	a, err := p.SizeExceeded.Eval(x.Frame())
	if err != nil || a == ignore {
		return err
	}
	most, err := p.MaxSize.Eval(x.Frame())
	if err != nil {
		return err
	}
	if most < 0 || most > maxBody {
		return &expr.InvalidValue{Text: strconv.Itoa(most), Reason: fmt.Sprintf(sizes, maxBody)}
	}
	size := b.body.Length()
	if len(b.encodings()) > 0 || size < 0 {
		// What cannot be read says so when its content is checked.
		switch err := b.read(); {
		case errors.Is(err, errTooLong):
			size = max(int64(most), b.limit()) + 1
		case isFailure(err):
			size = b.body.Length()
		case err != nil:
			return err
		default:
			size = b.length()
		}
	}
	if size > int64(most) {
		whose := "Request's"
		if x.OnResponse() {
			whose = "Response's"
		}
		text := whose + " body is " + strconv.FormatInt(size, 10) + " bytes long and it exceeds the "
		end := "limit of " + strconv.Itoa(most) + " bytes."
		r.add(a, b.failure(ruleSize, "", text+"configured "+end, text+end))
	}
	return nil
}

// failure is a failure of the body. Clients are told the public text about requests
// only; it is the details when empty.
func (b *reading) failure(rule, name, details, public string) failure {
	f := failure{Name: name, Type: requestBody, Rule: rule, Details: details, Public: public}
	if b.x.OnResponse() {
		f.Type, f.Public = responseBody, internalText
	}
	return f
}

// exception is the failure of a body that could not be compared with anything.
func (b *reading) exception(err error) failure {
	f := b.failure(ruleException, "", "Body of the "+b.kind()+" cannot be validated for the content type "+b.mime+". "+err.Error(), "")
	f.Public = internalText
	return f
}

func (b *reading) kind() string {
	if b.x.OnResponse() {
		return "response"
	}
	return "request"
}

var (
	errTooLong  = errors.New("The body is larger than what is buffered.")
	errEncoding = errors.New("The content encoding is not supported.")
)

// broken is the error of a body that is not what it says: a failure of the check.
type broken struct{ err error }

func (b *broken) Error() string { return b.err.Error() }
func (b *broken) Unwrap() error { return b.err }

func isFailure(err error) bool {
	var bad *broken
	return errors.As(err, &bad)
}

// limit is how much of a body is read.
func (b *reading) limit() int64 {
	if n := b.x.Host.Limits.Body.BodyBuffer; n > 0 {
		return n
	}
	return 2 * maxBody
}

// read buffers the body, which stays readable, and decompresses a copy.
func (b *reading) read() error {
	if b.plain {
		return nil
	}
	data, err := b.body.Bytes(b.limit())
	switch {
	case errors.Is(err, message.ErrBodyTooLarge):
		return &broken{errTooLong}
	case err != nil:
		return apim.BodyError(err, b.limit())
	}
	encodings := b.encodings()
	if len(encodings) > maxEncodings {
		return &broken{errEncoding}
	}
	for _, e := range slices.Backward(encodings) {
		if data, err = decompress(data, e, min(b.limit(), 2*maxBody)); err != nil {
			return err
		}
	}
	b.data, b.plain = data, true
	return nil
}

// maxEncodings bounds how often a body may be compressed: each time costs.
const maxEncodings = 3

// decompress undoes one encoding; the error is a failure of the body.
func decompress(data []byte, encoding string, limit int64) ([]byte, error) {
	var r io.Reader
	var err error
	switch encoding {
	case "gzip", "x-gzip":
		r, err = gzip.NewReader(bytes.NewReader(data))
	case "deflate":
		// Some send the bare stream, without the frame that the word means.
		if r, err = zlib.NewReader(bytes.NewReader(data)); err != nil {
			r, err = flate.NewReader(bytes.NewReader(data)), nil
		}
	case "br":
		r = brotli.NewReader(bytes.NewReader(data))
	default:
		return nil, &broken{errEncoding}
	}
	if err != nil {
		return nil, &broken{err}
	}
	out, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, &broken{err}
	}
	if int64(len(out)) > limit {
		return nil, &broken{errTooLong}
	}
	return out, nil
}

// text reads the body as text.
func (b *reading) text() (string, error) {
	if err := b.read(); err != nil {
		return "", err
	}
	f := b.x.Frame()
	if err := f.Alloc(len(b.data)); err != nil {
		return "", err
	}
	return apim.DecodeText(b.data, b.x.Header(), f.Alloc)
}

// checkJSON compares the body with a schema.
func (b *reading) checkJSON(c *content, s *schema) ([]failure, error) {
	what := "the definition " + s.name + ", which is associated with the content type " + b.mime + "."
	if s.rules == nil && s.lack == lacksSchema {
		return []failure{{Type: apiSchema, Details: schemaMissing, Public: internalText}}, nil
	}
	if s.rules == nil && s.lack == lacksDefinitions {
		return []failure{{Type: apiSchema, Details: definitionsMissing, Public: internalText}}, nil
	}
	if s.rules == nil {
		f := b.failure(ruleDefinition, b.mime, "API's schema does not contain definition "+s.name+", which is associated with the content type "+b.mime+".", "")
		f.Public = internalText
		return []failure{f}, nil
	}
	text, err := b.text()
	if err != nil {
		return b.exceptional(err)
	}
	f := b.x.Frame()
	token, err := jsontree.ParseToken(text, jsontree.Options{SkipBOM: true, Dates: jsontree.DatesAsText, Charge: f.Alloc})
	if err != nil {
		return b.exceptional(err)
	}
	e := evaluator{f: f, inRequest: !b.x.OnResponse(), inResponse: b.x.OnResponse(), foldNames: c.FoldNames, additional: c.Additional.value()}
	wrong, err := e.evaluate(s.rules, token)
	if err != nil {
		return b.exceptional(err)
	}
	var out []failure
	for _, v := range wrong {
		out = append(out, b.failure(ruleMessage, b.mime, "Body of the "+b.kind()+" does not conform to "+what+" "+v.String(), ""))
	}
	return out, nil
}

// exceptional turns an error into a failure of the body, unless it is one of the
// connection.
func (b *reading) exceptional(err error) ([]failure, error) {
	var ex *clr.Exception
	var exceeded *rt.Exceeded
	switch {
	case errors.As(err, &ex):
		return []failure{b.exception(errors.New(ex.Message))}, nil
	case errors.As(err, &exceeded):
		return []failure{b.exception(errors.New(errorText(err)))}, nil
	case errors.Is(err, errDepth), isFailure(err):
		return []failure{b.exception(err)}, nil
	}
	return nil, err
}
