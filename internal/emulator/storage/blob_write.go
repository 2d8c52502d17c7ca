package storage

import (
	"bytes"
	"crypto/md5" //nolint:gosec // Content-MD5 is defined so
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// maxMetadata bounds the metadata of a blob or container (the documented 8 KiB).
const maxMetadata = 8 << 10

// body reads the request's body, which needs a Content-Length, and compares it
// with its MD5.
func (c *call) body(limit int64) (content, sum []byte, f *failure) {
	if c.r.ContentLength < 0 {
		return nil, nil, noLength()
	}
	content, err := exchange.Body(c.r, limit)
	if errors.Is(err, exchange.ErrTooLarge) {
		return nil, nil, tooLarge(limit)
	}
	if err != nil {
		return nil, nil, fail(http.StatusBadRequest, "InvalidInput", "One of the request inputs is not valid: the body could not be read.")
	}
	digest := md5.Sum(content) //nolint:gosec // Content-MD5 is defined so
	if v := c.r.Header.Get("Content-MD5"); v != "" {
		given, err := base64.StdEncoding.DecodeString(v)
		if err != nil || len(given) != md5.Size {
			return nil, nil, fail(http.StatusBadRequest, "InvalidMd5", "The MD5 value specified in the request is invalid. MD5 value must be 128 bits and base64 encoded.")
		}
		if !bytes.Equal(given, digest[:]) {
			return nil, nil, fail(http.StatusBadRequest, "Md5Mismatch", "The MD5 value specified in the request did not match with the MD5 value calculated by the server.", "UserSpecifiedMd5", v, "ServerCalculatedMd5", base64.StdEncoding.EncodeToString(digest[:]))
		}
	}
	if c.r.Header.Get("x-ms-structured-body") != "" {
		return nil, nil, notHere("structured bodies")
	}
	return content, digest[:], nil
}

// metadata reads x-ms-meta-… headers.
func metadata(r *http.Request) (map[string]string, *failure) {
	out := map[string]string{}
	size := 0
	for name, values := range r.Header {
		key, ok := strings.CutPrefix(strings.ToLower(name), "x-ms-meta-")
		if !ok {
			continue
		}
		if key == "" || !isIdentifier(key) {
			return nil, fail(http.StatusBadRequest, "InvalidMetadata", "The metadata specified is invalid. It has characters that are not permitted.")
		}
		out[key] = strings.Join(values, ",")
		size += len(key) + len(out[key])
	}
	if size > maxMetadata {
		return nil, fail(http.StatusBadRequest, "MetadataTooLarge", "The size of the specified metadata exceeds the maximum size permitted.")
	}
	return out, nil
}

// isIdentifier accepts the names of C# identifiers, as far as they are ASCII.
func isIdentifier(s string) bool {
	for i, c := range s {
		if c == '_' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' && i > 0 {
			continue
		}
		return false
	}
	return true
}

// blobHeaders reads the content headers that a blob keeps. Put Blob takes the
// plain headers too.
func blobHeaders(r *http.Request, plain bool) map[string]string {
	out := map[string]string{}
	for name, special := range contentHeaders {
		v := r.Header.Get(special)
		if v == "" && plain {
			v = r.Header.Get(name)
		}
		if v != "" {
			out[name] = v
		}
	}
	if out["Content-Type"] == "" {
		out["Content-Type"] = "application/octet-stream"
	}
	return out
}

// putBlob writes a whole block blob, or makes an empty append blob.
func (s *BlobService) putBlob(c *call) *failure {
	if c.r.Header.Get("x-ms-copy-source") != "" {
		return notHere("copies of blobs")
	}
	kind := c.r.Header.Get("x-ms-blob-type")
	switch kind {
	case "":
		return missingHeader("x-ms-blob-type")
	case "BlockBlob", "AppendBlob":
	case "PageBlob":
		return notHere("page blobs")
	default:
		return badHeader("x-ms-blob-type", kind)
	}
	meta, f := metadata(c.r)
	if f != nil {
		return f
	}
	content, sum, f := c.body(maxBlob)
	if f != nil {
		return f
	}
	if kind == "AppendBlob" {
		if len(content) > 0 {
			return badHeader("Content-Length", strconv.Itoa(len(content)))
		}
		sum = nil
	}
	return c.with(func(in *container) *failure {
		old := in.committedBlob(c.blob)
		if f := check(c.r, stampOf(old), false); f != nil {
			return f
		}
		b := &blob{stamp: s.tags.stamp(), committed: true, kind: kind, content: content, md5: sum, headers: blobHeaders(c.r, true), metadata: meta}
		b.created = b.modified
		if old != nil {
			b.created = old.created
		}
		if f := c.account.put(in, c.blob, b, in.sizeOf(c.blob), &s.budget); f != nil {
			return f
		}
		c.written(sum)
		c.answer(http.StatusCreated, b.stamp)
		return nil
	})
}

func stampOf(b *blob) *stamp {
	if b == nil {
		return nil
	}
	return &b.stamp
}

// written sets the headers of a successful write.
func (c *call) written(sum []byte) {
	if sum != nil {
		c.w.Header().Set("Content-MD5", base64.StdEncoding.EncodeToString(sum))
	}
	c.w.Header().Set("x-ms-request-server-encrypted", "true")
}

// setBlobMetadata replaces the metadata.
func (s *BlobService) setBlobMetadata(c *call) *failure {
	meta, f := metadata(c.r)
	if f != nil {
		return f
	}
	return s.change(c, func(b *blob) { b.metadata = meta })
}

// setBlobProperties replaces the content headers.
func (s *BlobService) setBlobProperties(c *call) *failure {
	return s.change(c, func(b *blob) {
		b.headers = blobHeaders(c.r, false)
		b.md5 = nil
		if v := c.r.Header.Get("x-ms-blob-content-md5"); v != "" {
			b.md5, _ = base64.StdEncoding.DecodeString(v)
		}
	})
}

// change replaces something about a blob other than its content.
func (s *BlobService) change(c *call, edit func(*blob)) *failure {
	return c.with(func(in *container) *failure {
		old := in.committedBlob(c.blob)
		if old == nil {
			return noBlob()
		}
		if f := check(c.r, &old.stamp, false); f != nil {
			return f
		}
		next := *old
		next.stamp = s.tags.stamp()
		edit(&next)
		in.blobs[c.blob] = &next
		c.w.Header().Set("x-ms-request-server-encrypted", "true")
		c.answer(http.StatusOK, next.stamp)
		return nil
	})
}

// deleteBlob removes a blob with its uncommitted blocks.
func (s *BlobService) deleteBlob(c *call) *failure {
	return c.with(func(in *container) *failure {
		old := in.committedBlob(c.blob)
		if old == nil {
			return noBlob()
		}
		if f := check(c.r, &old.stamp, false); f != nil {
			return f
		}
		s.budget.give(old.size())
		delete(in.blobs, c.blob)
		c.account.blobs--
		c.w.Header().Set("x-ms-delete-type-permanent", "true")
		c.w.Header().Set("Content-Length", "0")
		c.w.WriteHeader(http.StatusAccepted)
		return nil
	})
}
