package storage

import (
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// snapshot returns the blob as it is now; blobs are replaced, never changed, so
// it can be read without the lock.
func (c *call) snapshot() (*blob, *failure) {
	var out *blob
	f := c.with(func(in *container) *failure {
		if out = in.committedBlob(c.blob); out == nil {
			return noBlob()
		}
		return nil
	})
	if f == nil {
		if f = check(c.r, &out.stamp, true); f != nil {
			c.w.Header().Set("ETag", out.etag)
			c.w.Header().Set("Last-Modified", exchange.HTTPDate(out.modified))
		}
	}
	return out, f
}

// getBlob answers GET and HEAD.
func (s *BlobService) getBlob(c *call) *failure {
	b, f := c.snapshot()
	if f != nil {
		return f
	}
	h := c.w.Header()
	describe(h, b)
	content := b.content
	status := http.StatusOK
	sum := ""
	if b.md5 != nil {
		sum = base64.StdEncoding.EncodeToString(b.md5)
	}
	asked := c.r.Header.Get("x-ms-range")
	if asked == "" {
		asked = c.r.Header.Get("Range")
	}
	if c.r.Method == http.MethodGet && asked != "" {
		first, last, ok := parseRange(asked, len(content))
		if !ok {
			h.Set("Content-Range", "bytes */"+strconv.Itoa(len(content)))
			return fail(http.StatusRequestedRangeNotSatisfiable, "InvalidRange", "The range specified is invalid for the current size of the resource.")
		}
		if first >= 0 {
			h.Set("Content-Range", "bytes "+strconv.Itoa(first)+"-"+strconv.Itoa(last)+"/"+strconv.Itoa(len(content)))
			if sum != "" {
				h.Set("x-ms-blob-content-md5", sum)
				sum = ""
			}
			content, status = content[first:last+1], http.StatusPartialContent
		}
	}
	if sum != "" {
		h.Set("Content-MD5", sum)
	}
	if c.r.Method == http.MethodHead {
		h.Set("Content-Length", strconv.Itoa(len(content)))
		c.w.WriteHeader(http.StatusOK)
		return nil
	}
	exchange.Write(c.w, status, content)
	return nil
}

// describe sets the headers that tell about a blob.
func describe(h http.Header, b *blob) {
	for name, value := range b.headers {
		h.Set(name, value)
	}
	for name, value := range b.metadata {
		h.Set("x-ms-meta-"+name, value)
	}
	h.Set("ETag", b.etag)
	h.Set("Last-Modified", exchange.HTTPDate(b.modified))
	h.Set("Accept-Ranges", "bytes")
	h.Set("x-ms-blob-type", b.kind)
	h.Set("x-ms-creation-time", exchange.HTTPDate(b.created))
	h.Set("x-ms-lease-status", "unlocked")
	h.Set("x-ms-lease-state", "available")
	h.Set("x-ms-server-encrypted", "true")
	h.Set("x-ms-access-tier", "Hot")
	h.Set("x-ms-access-tier-inferred", "true")
	if b.kind == "AppendBlob" {
		h.Set("x-ms-blob-committed-block-count", strconv.Itoa(b.appends))
	}
}

// parseRange reads bytes=a-b. first is -1 when the header means nothing, which
// asks for everything; ok is false when the range lies outside of the blob.
func parseRange(text string, size int) (first, last int, ok bool) {
	spec, found := strings.CutPrefix(text, "bytes=")
	from, to, dash := strings.Cut(spec, "-")
	first, err := strconv.Atoi(from)
	if !found || !dash || err != nil || first < 0 {
		return -1, 0, true
	}
	last = size - 1
	if to != "" {
		n, err := strconv.Atoi(to)
		if err != nil || n < first {
			return -1, 0, true
		}
		last = min(last, n)
	}
	return first, last, first < size
}

// getBlobMetadata answers comp=metadata.
func (s *BlobService) getBlobMetadata(c *call) *failure {
	b, f := c.snapshot()
	if f != nil {
		return f
	}
	for name, value := range b.metadata {
		c.w.Header().Set("x-ms-meta-"+name, value)
	}
	c.answer(http.StatusOK, b.stamp)
	return nil
}

type xmlBlock struct {
	Name string `xml:"Name"`
	Size int    `xml:"Size"`
}

// getBlockList lists committed and uncommitted blocks.
func (s *BlobService) getBlockList(c *call) *failure {
	kind := strings.ToLower(c.r.URL.Query().Get("blocklisttype"))
	type blocks struct{ Block []xmlBlock }
	var out struct {
		XMLName           xml.Name `xml:"BlockList"`
		CommittedBlocks   *blocks
		UncommittedBlocks *blocks
	}
	f := c.with(func(in *container) *failure {
		b := in.blobs[c.blob]
		if b == nil {
			return noBlob()
		}
		if b.committed && b.kind != "BlockBlob" {
			return wrongType()
		}
		if kind != "uncommitted" {
			out.CommittedBlocks = &blocks{}
			for _, part := range b.blocks {
				out.CommittedBlocks.Block = append(out.CommittedBlocks.Block, xmlBlock{part.id, len(part.data)})
			}
		}
		if kind == "uncommitted" || kind == "all" {
			out.UncommittedBlocks = &blocks{}
			for id, data := range b.staged {
				out.UncommittedBlocks.Block = append(out.UncommittedBlocks.Block, xmlBlock{id, len(data)})
			}
			slices.SortFunc(out.UncommittedBlocks.Block, func(x, y xmlBlock) int { return strings.Compare(x.Name, y.Name) })
		}
		if b.committed {
			c.w.Header().Set("ETag", b.etag)
			c.w.Header().Set("Last-Modified", exchange.HTTPDate(b.modified))
		}
		c.w.Header().Set("x-ms-blob-content-length", strconv.Itoa(len(b.content)))
		return nil
	})
	if f != nil {
		return f
	}
	exchange.XML(c.w, http.StatusOK, out)
	return nil
}
