package h1

// headError is what is wrong with a head. status is the answer to a request.
type headError struct {
	status int
	text   string
}

// Error says what is wrong, without anything that the peer sent.
func (e *headError) Error() string { return e.text }

// What can be wrong with a head.
var (
	errLineEnd     = &headError{400, "a line does not end in CRLF"}
	errStart       = &headError{400, "malformed start line"}
	errMethod      = &headError{400, "invalid method"}
	errConnect     = &headError{501, "no tunnels are opened here"}
	errTarget      = &headError{400, "invalid request target"}
	errVersionText = &headError{400, "malformed HTTP version"}
	errVersion     = &headError{505, "unsupported HTTP version"}
	errStatusCode  = &headError{400, "invalid status code"}
	errReason      = &headError{400, "invalid reason phrase"}
	errLongTarget  = &headError{414, "the request target is too long"}
	errLongHead    = &headError{431, "the header is too long"}
	errManyFields  = &headError{431, "too many header fields"}
	errFold        = &headError{400, "folded header field"}
	errFieldName   = &headError{400, "invalid header field name"}
	errFieldValue  = &headError{400, "invalid header field value"}
	errNoHost      = &headError{400, "missing Host header"}
	errHosts       = &headError{400, "too many Host headers"}
	errHost        = &headError{400, "malformed Host header"}
	errOptions     = &headError{400, "too many connection options"}
	errLength      = &headError{400, "invalid Content-Length"}
	errLengths     = &headError{400, "more than one Content-Length"}
	errBoth        = &headError{400, "Content-Length beside Transfer-Encoding"}
	errCoding10    = &headError{400, "Transfer-Encoding in HTTP/1.0"}
	errCoding      = &headError{501, "unsupported transfer coding"}
	errExpect      = &headError{417, "unknown expectation"}
)

// bodyError is what is wrong with the framing of a body.
type bodyError string

// Error says what is wrong.
func (e bodyError) Error() string { return string(e) }

// What can be wrong with chunks.
const (
	errChunkSize  bodyError = "malformed chunk size"
	errChunkLong  bodyError = "the chunk size or its extensions are too long"
	errChunkEnd   bodyError = "a chunk does not end where it should"
	errTrailer    bodyError = "malformed trailer"
	errTrailers   bodyError = "the trailers are too long"
	errOverhead   bodyError = "the chunks are mostly overhead"
	errBodyClosed bodyError = "the body is closed"
)
