package storage

import (
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
)

// putBlock stages a block; a blob that is not there yet is remembered for it.
func (s *BlobService) putBlock(c *call) *failure {
	id := c.r.URL.Query().Get("blockid")
	if raw, err := base64.StdEncoding.DecodeString(id); err != nil || len(raw) == 0 || len(raw) > 64 {
		return badParameter("blockid", id, "Not a valid base64 string.")
	}
	content, sum, f := c.body(maxBlob)
	if f != nil {
		return f
	}
	if len(content) == 0 {
		return badHeader("Content-Length", "0")
	}
	return c.with(func(in *container) *failure {
		before := in.sizeOf(c.blob)
		b := in.blobs[c.blob]
		switch {
		case b == nil:
			b = &blob{kind: "BlockBlob"}
		case b.committed && b.kind != "BlockBlob":
			return wrongType()
		}
		for other := range b.staged {
			if len(other) != len(id) {
				return fail(http.StatusBadRequest, "InvalidBlobOrBlock", "The specified blob or block content is invalid.")
			}
			break
		}
		if len(b.staged) >= maxBlocks {
			return fail(http.StatusConflict, "BlockCountExceedsLimit", "The uncommitted block count cannot exceed the maximum limit of 100,000 blocks.")
		}
		next := *b
		next.stagedLen += int64(len(content) - len(b.staged[id]))
		if f := c.account.put(in, c.blob, &next, before, &s.budget); f != nil {
			return f
		}
		if next.staged == nil {
			next.staged = map[string][]byte{}
		}
		next.staged[id] = content
		c.written(sum)
		c.w.Header().Set("Content-Length", "0")
		c.w.WriteHeader(http.StatusCreated)
		return nil
	})
}

func wrongType() *failure {
	return fail(http.StatusConflict, "InvalidBlobType", "The blob type is invalid for this operation.")
}

// blockList is the body of Put Block List: ids in the order of the blob.
type blockList struct {
	Entries []struct {
		XMLName xml.Name
		ID      string `xml:",chardata"`
	} `xml:",any"`
}

// putBlockList makes a blob of blocks.
func (s *BlobService) putBlockList(c *call) *failure {
	text, _, f := c.body(8 << 20)
	if f != nil {
		return f
	}
	var list blockList
	if err := xml.Unmarshal(text, &list); err != nil {
		return fail(http.StatusBadRequest, "InvalidXmlDocument", "XML specified is not syntactically valid.")
	}
	if len(list.Entries) > maxBlocks {
		return fail(http.StatusBadRequest, "BlockListTooLong", "The block list may not contain more than 50,000 blocks.")
	}
	meta, f := metadata(c.r)
	if f != nil {
		return f
	}
	return c.with(func(in *container) *failure {
		old := in.blobs[c.blob]
		if f := check(c.r, stampOf(in.committedBlob(c.blob)), false); f != nil {
			return f
		}
		before := in.sizeOf(c.blob)
		if old == nil {
			old = &blob{}
		}
		if old.committed && old.kind != "BlockBlob" {
			return wrongType()
		}
		b := &blob{stamp: s.tags.stamp(), committed: true, kind: "BlockBlob", headers: blobHeaders(c.r, false), metadata: meta}
		b.created = b.modified
		if old.committed {
			b.created = old.created
		}
		total := 0
		for _, e := range list.Entries {
			data, ok := old.findBlock(strings.TrimSpace(e.ID), e.XMLName.Local)
			if !ok {
				return fail(http.StatusBadRequest, "InvalidBlockList", "The specified block list is invalid.")
			}
			b.blocks = append(b.blocks, block{strings.TrimSpace(e.ID), data})
			total += len(data)
		}
		if total > maxBlob {
			return tooLarge(maxBlob)
		}
		b.content = make([]byte, 0, total)
		for i, part := range b.blocks {
			start := len(b.content)
			b.content = append(b.content, part.data...)
			b.blocks[i].data = b.content[start:len(b.content):len(b.content)]
		}
		if v := c.r.Header.Get("x-ms-blob-content-md5"); v != "" {
			b.md5, _ = base64.StdEncoding.DecodeString(v)
		}
		if f := c.account.put(in, c.blob, b, before, &s.budget); f != nil {
			return f
		}
		c.w.Header().Set("x-ms-request-server-encrypted", "true")
		c.answer(http.StatusCreated, b.stamp)
		return nil
	})
}

// findBlock finds a block where the list says: Committed, Uncommitted, Latest.
func (b *blob) findBlock(id, where string) ([]byte, bool) {
	if where != "Committed" {
		if data, ok := b.staged[id]; ok {
			return data, true
		}
		if where != "Latest" {
			return nil, false
		}
	}
	for _, part := range b.blocks {
		if part.id == id {
			return part.data, true
		}
	}
	return nil, false
}

// appendBlock appends to an append blob.
func (s *BlobService) appendBlock(c *call) *failure {
	content, sum, f := c.body(maxBlob)
	if f != nil {
		return f
	}
	if len(content) == 0 {
		return badHeader("Content-Length", "0")
	}
	return c.with(func(in *container) *failure {
		old := in.committedBlob(c.blob)
		if old == nil {
			return noBlob()
		}
		if old.kind != "AppendBlob" {
			return wrongType()
		}
		if f := check(c.r, &old.stamp, false); f != nil {
			return f
		}
		offset := len(old.content)
		if v := c.r.Header.Get("x-ms-blob-condition-appendpos"); v != "" && v != strconv.Itoa(offset) {
			return fail(http.StatusPreconditionFailed, "AppendPositionConditionNotMet", "The append position condition specified was not met.")
		}
		if offset+len(content) > maxBlob {
			return tooLarge(maxBlob)
		}
		if old.appends >= maxBlocks {
			return fail(http.StatusConflict, "BlockCountExceedsLimit", "The committed block count cannot exceed the maximum limit of 50,000 blocks.")
		}
		before := old.size()
		next := *old
		next.stamp = s.tags.stamp()
		next.content = append(old.content, content...) // readers see their own length
		next.appends++
		if f := c.account.put(in, c.blob, &next, before, &s.budget); f != nil {
			return f
		}
		c.written(sum)
		c.w.Header().Set("x-ms-blob-append-offset", strconv.Itoa(offset))
		c.w.Header().Set("x-ms-blob-committed-block-count", strconv.Itoa(next.appends))
		c.answer(http.StatusCreated, next.stamp)
		return nil
	})
}
