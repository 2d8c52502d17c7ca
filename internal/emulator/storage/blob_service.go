package storage

import (
	"net/http"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// BlobSuffix is the ending of the host names of the blob service.
const BlobSuffix = ".blob.core.windows.net"

// BlobService answers for the blobs of all accounts. It is safe for concurrent
// use.
type BlobService struct {
	front
	budget budget
	tags   etagCounter

	mu       sync.Mutex
	accounts map[string]*account
}

// NewBlobService returns the service.
func NewBlobService(s *seed.Seed, guard *access.Guard) *BlobService {
	return &BlobService{front: front{seed: s, guard: guard, service: "blob"}, budget: budget{limit: maxBytes}, accounts: map[string]*account{}}
}

func (s *BlobService) account(name string) *account {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.accounts[name]; a != nil {
		return a
	}
	contents, ok := seed.Pick(s.seed.Storage, name)
	if !ok || len(s.accounts) >= maxAccounts {
		return nil
	}
	a := newAccount(contents, &s.tags, &s.budget)
	s.accounts[name] = a
	return a
}

// Blob is a copy of a blob for who looks at what arrived.
type Blob struct {
	Content     []byte
	ContentType string
	Metadata    map[string]string
}

// Blob returns a blob, and whether there is one.
func (s *BlobService) Blob(accountName, containerName, name string) (Blob, bool) {
	a := s.account(strings.ToLower(accountName))
	if a == nil {
		return Blob{}, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.containers[containerName]
	if c == nil {
		return Blob{}, false
	}
	b := c.committedBlob(name)
	if b == nil {
		return Blob{}, false
	}
	return Blob{Content: b.content, ContentType: b.headers["Content-Type"], Metadata: b.metadata}, true
}

// call is one request to the blob service.
type call struct {
	w         http.ResponseWriter
	r         *http.Request
	caller    *access.Caller
	account   *account
	container string
	blob      string
	comp      string
}

// ServeHTTP answers one request.
func (s *BlobService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.begin(w, r)
	if f := s.serve(w, r); f != nil {
		f.write(w, r)
	}
}

var containerName = regexp.MustCompile(`^(\$root|\$web|\$logs|[a-z0-9](-?[a-z0-9])*)$`)

func (s *BlobService) serve(w http.ResponseWriter, r *http.Request) *failure {
	caller, f := s.authenticate(w, r)
	if f != nil {
		return f
	}
	a := s.account(exchange.Label(r))
	if a == nil {
		return fail(http.StatusNotFound, "ResourceNotFound", "The specified resource does not exist. The local storage has no account of this name.")
	}
	query := r.URL.Query()
	c := &call{w: w, r: r, caller: caller, account: a, comp: strings.ToLower(query.Get("comp"))}
	restype := strings.ToLower(query.Get("restype"))
	path := strings.TrimPrefix(r.URL.Path, "/")
	if path == "" {
		return s.accountOperation(c, restype)
	}
	c.container, c.blob, _ = strings.Cut(path, "/")
	if c.blob == "" && restype != "container" {
		c.container, c.blob = "$root", c.container
	}
	if n := len(c.container); n < 3 || n > 63 {
		return fail(http.StatusBadRequest, "OutOfRangeInput", "One of the request inputs is out of range.")
	}
	if !containerName.MatchString(c.container) {
		return fail(http.StatusBadRequest, "InvalidResourceName", "The specified resource name contains invalid characters.")
	}
	if c.blob == "" {
		return s.containerOperation(c)
	}
	if len(c.blob) > 1024 || !utf8.ValidString(c.blob) {
		return fail(http.StatusBadRequest, "InvalidUri", "The request URI is invalid.")
	}
	return s.blobOperation(c)
}

// blobOperation finds the operation on a blob.
func (s *BlobService) blobOperation(c *call) *failure {
	verb := map[string]string{http.MethodGet: "read", http.MethodHead: "read", http.MethodPut: "write", http.MethodDelete: "delete"}[c.r.Method]
	if verb == "" {
		return notAllowed()
	}
	if f := s.authorize(c.r, c.caller, c.container, verb, true); f != nil {
		return f
	}
	switch c.r.Method + " " + c.comp {
	case "GET ", "HEAD ":
		return s.getBlob(c)
	case "GET metadata", "HEAD metadata":
		return s.getBlobMetadata(c)
	case "GET blocklist":
		return s.getBlockList(c)
	case "PUT ":
		return s.putBlob(c)
	case "PUT block":
		return s.putBlock(c)
	case "PUT blocklist":
		return s.putBlockList(c)
	case "PUT appendblock":
		return s.appendBlock(c)
	case "PUT metadata":
		return s.setBlobMetadata(c)
	case "PUT properties":
		return s.setBlobProperties(c)
	case "DELETE ":
		return s.deleteBlob(c)
	}
	return notHere(c.r.Method + " with comp=" + c.comp + " on a blob")
}

// with runs f on the request's container, under the account's lock.
func (c *call) with(f func(*container) *failure) *failure {
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	found := c.account.containers[c.container]
	if found == nil {
		return fail(http.StatusNotFound, "ContainerNotFound", "The specified container does not exist.")
	}
	return f(found)
}

func noBlob() *failure {
	return fail(http.StatusNotFound, "BlobNotFound", "The specified blob does not exist.")
}

// answer sets the stamp of what was changed and writes an answer without body.
func (c *call) answer(status int, s stamp) {
	c.w.Header().Set("ETag", s.etag)
	c.w.Header().Set("Last-Modified", exchange.HTTPDate(s.modified))
	if c.r.Method != http.MethodHead && status != http.StatusNoContent {
		c.w.Header().Set("Content-Length", "0")
	}
	c.w.WriteHeader(status)
}

var _ exchange.Service = (*BlobService)(nil)
