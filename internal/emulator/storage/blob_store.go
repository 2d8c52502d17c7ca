package storage

import (
	"crypto/md5" //nolint:gosec // Content-MD5 is defined so
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

const (
	// maxBlob is the largest blob, and the largest body, in bytes.
	maxBlob = 64 << 20
	// maxBytes bounds the blobs of all accounts together.
	maxBytes = 512 << 20
	// maxBlobs and maxContainers bound an account.
	maxBlobs      = 100_000
	maxContainers = 5_000
	// maxBlocks is how many blocks a blob may have (the documented 50,000).
	maxBlocks = 50_000
)

// budget counts the bytes that all accounts of a service hold.
type budget struct {
	limit int64
	used  atomic.Int64
}

// take reserves bytes; false means that there are not that many left.
func (b *budget) take(n int64) bool {
	if b.used.Add(n) > b.limit {
		b.used.Add(-n)
		return false
	}
	return true
}

func (b *budget) give(n int64) { b.used.Add(-n) }

// account is a storage account's blob side. Its lock guards everything in it.
type account struct {
	mu         sync.Mutex
	containers map[string]*container
	blobs      int
}

type container struct {
	stamp
	metadata map[string]string
	blobs    map[string]*blob
}

// stamp is what changes whenever something does.
type stamp struct {
	etag     string // with its quotes
	modified time.Time
}

// blob is a committed blob, or the uncommitted blocks of one that is not there
// yet (content is nil and committed false).
type blob struct {
	stamp
	created   time.Time
	committed bool
	kind      string // BlockBlob or AppendBlob
	content   []byte // never changed in place: readers hold it without the lock
	md5       []byte // nil when it is not known
	headers   map[string]string
	metadata  map[string]string
	blocks    []block           // committed, in order
	staged    map[string][]byte // uncommitted, by block id; only used under the lock
	stagedLen int64             // bytes of the staged blocks
	appends   int
}

type block struct {
	id   string
	data []byte
}

// size is what the blob takes of the budget. Committed blocks share the
// content's memory.
func (b *blob) size() int64 { return int64(len(b.content)) + 1024 + b.stagedLen }

// contentHeaders are the header fields that a blob keeps, by the name under
// which it answers with them; each can be set by x-ms-blob-… too.
var contentHeaders = map[string]string{
	"Content-Type": "x-ms-blob-content-type", "Content-Encoding": "x-ms-blob-content-encoding", "Content-Language": "x-ms-blob-content-language",
	"Content-Disposition": "x-ms-blob-content-disposition", "Cache-Control": "x-ms-blob-cache-control",
}

// etagCounter makes ETags differ within one tick of the clock.
type etagCounter struct{ n atomic.Int64 }

func (c *etagCounter) stamp() stamp {
	now := time.Now()
	return stamp{etag: fmt.Sprintf(`"0x8D%013X"`, (now.UnixNano()/100+c.n.Add(1))&0xFFFFFFFFFFFFF), modified: now.UTC().Truncate(time.Second)}
}

// newAccount fills an account from the seed.
func newAccount(s seed.Account, tags *etagCounter, b *budget) *account {
	a := &account{containers: map[string]*container{}}
	for name, c := range s.Containers {
		out := &container{stamp: tags.stamp(), blobs: map[string]*blob{}}
		for blobName, text := range c.Blobs {
			sum := md5.Sum([]byte(text)) //nolint:gosec // Content-MD5 is defined so
			made := &blob{stamp: tags.stamp(), created: time.Now().UTC(), committed: true, kind: "BlockBlob", content: []byte(text), md5: sum[:], headers: map[string]string{"Content-Type": "application/octet-stream"}}
			b.used.Add(made.size())
			out.blobs[blobName] = made
			a.blobs++
		}
		a.containers[name] = out
	}
	return a
}

// put stores a blob in place of the one of its name. The lock is held.
func (a *account) put(c *container, name string, b *blob, before int64, bg *budget) *failure {
	old := c.blobs[name]
	if old == nil && a.blobs >= maxBlobs {
		return full()
	}
	grow := b.size() - before
	if grow > 0 && !bg.take(grow) {
		return full()
	}
	if grow < 0 {
		bg.give(-grow)
	}
	if old == nil {
		a.blobs++
	}
	c.blobs[name] = b
	return nil
}

// sizeOf is what the blob of a name takes now.
func (c *container) sizeOf(name string) int64 {
	if b := c.blobs[name]; b != nil {
		return b.size()
	}
	return 0
}

// committedBlob returns the blob of a name if it is there.
func (c *container) committedBlob(name string) *blob {
	if b := c.blobs[name]; b != nil && b.committed {
		return b
	}
	return nil
}

// names returns the names of the committed blobs in order.
func (c *container) names() []string {
	out := make([]string, 0, len(c.blobs))
	for name, b := range c.blobs {
		if b.committed {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// check examines the conditional headers of a request against what is there;
// s is nil when nothing is.
func check(r *http.Request, s *stamp, reading bool) *failure {
	h := r.Header
	unmet := fail(http.StatusPreconditionFailed, "ConditionNotMet", "The condition specified using HTTP conditional header(s) is not met.")
	if v := h.Get("If-Match"); v != "" && (s == nil || (v != "*" && v != s.etag)) {
		return unmet
	}
	if v := h.Get("If-None-Match"); v != "" && s != nil && (v == "*" || v == s.etag) {
		switch {
		case reading:
			return fail(http.StatusNotModified, "ConditionNotMet", "")
		case v == "*":
			return fail(http.StatusConflict, "BlobAlreadyExists", "The specified blob already exists.")
		}
		return unmet
	}
	if s == nil {
		return nil
	}
	if t, err := http.ParseTime(h.Get("If-Modified-Since")); err == nil && !s.modified.After(t) {
		if reading {
			return fail(http.StatusNotModified, "ConditionNotMet", "")
		}
		return unmet
	}
	if t, err := http.ParseTime(h.Get("If-Unmodified-Since")); err == nil && s.modified.After(t) {
		return unmet
	}
	return nil
}
