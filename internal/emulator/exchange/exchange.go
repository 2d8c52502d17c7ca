package exchange

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Service is one Azure service's stand-in. Implementations are safe for
// concurrent use.
type Service interface {
	http.Handler
	// Fault answers with a failure on demand, in the service's own form.
	Fault(w http.ResponseWriter, r *http.Request, f Fault)
}

// Fault is a failure on demand as the service is to answer it.
type Fault struct {
	// Status is the HTTP status, 400 to 599.
	Status int
	// RetryAfter in seconds; 0 sends no such header.
	RetryAfter int
}

// SetRetryAfter writes the Retry-After header if the fault has one.
func (f Fault) SetRetryAfter(w http.ResponseWriter) {
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
}

// Note is what a stand-in learns about a request that the request log shows.
type Note struct {
	// Identity of the caller: "system-assigned", a client id, or empty.
	Identity string
}

type noteKey struct{}

// WithNote returns the request carrying a new, empty note, and the note.
func WithNote(r *http.Request) (*http.Request, *Note) {
	n := &Note{}
	return r.WithContext(context.WithValue(r.Context(), noteKey{}, n)), n
}

// SetIdentity notes who sent the request.
func SetIdentity(r *http.Request, identity string) {
	if n, ok := r.Context().Value(noteKey{}).(*Note); ok {
		n.Identity = identity
	}
}

// Host returns the request's host name in lower case, without a port.
func Host(r *http.Request) string {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// Label returns the first label of the request's host: the name of the account,
// vault or namespace.
func Label(r *http.Request) string {
	label, _, _ := strings.Cut(Host(r), ".")
	return label
}

// ErrTooLarge says that a request's body is over the limit.
var ErrTooLarge = errors.New("the body is too large")

// Body reads a whole body of at most limit bytes; a larger one gives
// ErrTooLarge.
func Body(r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, ErrTooLarge
	}
	b, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading the request's body: %w", err)
	}
	if int64(len(b)) > limit {
		return nil, ErrTooLarge
	}
	return b, nil
}

// JSON writes a JSON answer. A Content-Type that is already set stays.
func JSON(w http.ResponseWriter, status int, v any) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		// Only values of our own are encoded; this is a bug to be seen.
		http.Error(w, "the stand-in cannot encode its answer: "+err.Error(), http.StatusInternalServerError)
		return
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	Write(w, status, bytes.TrimSuffix(buf.Bytes(), []byte("\n")))
}

// XML writes an XML answer with its declaration. A Content-Type that is already
// set stays.
func XML(w http.ResponseWriter, status int, v any) {
	b, err := xml.Marshal(v)
	if err != nil {
		http.Error(w, "the stand-in cannot encode its answer: "+err.Error(), http.StatusInternalServerError)
		return
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/xml")
	}
	// Azure's services leave apostrophes as they are, and people match on texts
	// with apostrophes in them.
	b = bytes.ReplaceAll(b, []byte("&#39;"), []byte("'"))
	Write(w, status, append([]byte(`<?xml version="1.0" encoding="utf-8"?>`), b...))
}

// EscapeText writes a text for an XML element and escapes no more than it must.
// Characters that XML cannot hold become U+FFFD.
func EscapeText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return 0xFFFD
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// Write writes an answer whose body is complete.
func Write(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}

// NewID returns a random GUID, as request ids are.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// NewHex returns n random bytes in lower-case hexadecimal.
func NewHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

// NewBase64URL returns n random bytes in base64url without padding.
func NewBase64URL(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// HTTPDate writes a time in RFC 1123 form, in GMT.
func HTTPDate(t time.Time) string { return t.UTC().Format(http.TimeFormat) }

// Bearer returns the token of an Authorization header, and whether it is a
// bearer token.
func Bearer(r *http.Request) (token string, ok bool) {
	scheme, rest, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	rest = strings.TrimSpace(rest)
	return rest, rest != ""
}
