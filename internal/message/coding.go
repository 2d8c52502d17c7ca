package message

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strconv"
	"strings"
)

// contentEncoding names how a body is compressed.
const contentEncoding = "Content-Encoding"

const identity = "identity"

// MarkPlain says that the body is not compressed, whatever the header of its message
// says: a policy made it. Coded compresses it.
func (b *Body) MarkPlain() {
	if b != nil {
		b.coding = identity
	}
}

// Plain reports whether the body is not compressed although the header of its message
// may say so.
func (b *Body) Plain() bool { return b != nil && strings.EqualFold(b.coding, identity) }

// KeepCoding is to be called before a policy changes the Content-Encoding of the header
// h: the body stays as it came until Coded.
func (b *Body) KeepCoding(h *Header) {
	if b == nil || b.coding != "" {
		return
	}
	if b.coding = b.codingOf(h); b.coding == "" {
		b.coding = identity
	}
}

func isGzip(coding string) bool {
	coding = strings.TrimSpace(coding)
	return strings.EqualFold(coding, "gzip") || strings.EqualFold(coding, "x-gzip")
}

// codingOf is how the body of a message with the header h is compressed; empty, or
// identity, for not at all.
func (b *Body) codingOf(h *Header) string {
	if b.coding != "" {
		return b.coding
	}
	return strings.TrimSpace(strings.Join(h.Values(contentEncoding), ","))
}

// Readable reports whether Decoded returns the text of the body of a message with the
// header h: it is not compressed, or with gzip alone.
func (b *Body) Readable(h *Header) bool {
	if b == nil {
		return true
	}
	coding := b.codingOf(h)
	return coding == "" || isGzip(coding) || strings.EqualFold(coding, identity)
}

// Decoded buffers the body of a message with the header h, up to limit bytes, as Bytes
// does, and returns it as policies read it: what is compressed with gzip is
// decompressed, up to limit bytes as well, while the body stays as it is. It fails as
// Bytes does; what is no gzip is returned as it came.
//
// unverified: other codings are left alone. Users of the service found gzip to be the
// one that its transformations read (MicrosoftDocs/azure-docs issue 59837), and br to
// fail in As<JObject> (issue 95956).
func (b *Body) Decoded(h *Header, limit int64) ([]byte, error) {
	data, err := b.Bytes(limit)
	if err != nil || len(data) == 0 || !isGzip(b.codingOf(h)) {
		return data, err
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return data, nil
	}
	from := io.Reader(r)
	if limit > 0 {
		from = io.LimitReader(r, limit+1)
	}
	plain, err := io.ReadAll(from)
	switch {
	case err != nil:
		return data, nil
	case limit > 0 && int64(len(plain)) > limit:
		return nil, ErrBodyTooLarge
	}
	return plain, nil
}

// Coded returns the body as a message with the header h is to carry it: one that is
// Plain is compressed where h says gzip, and a length that h tells of is put right. It
// streams if the body does; flush passes every piece on as it comes.
//
// unverified: that the service does so with bodies that policies make, and with
// requests. Where a policy adds Content-Encoding: gzip to a response it compresses it,
// as samples of Microsoft's support say, and knows no other coding.
func (b *Body) Coded(h *Header, flush bool) *Body {
	if !b.Plain() || b.consumed || b.Length() == 0 || !isGzip(h.Value(contentEncoding)) {
		return b
	}
	if data, ok := b.Data(); ok {
		if bytes.HasPrefix(data, gzipMagic) {
			// A policy got it elsewhere, with its coding.
			return b
		}
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		_, err := w.Write(data)
		if err = errors.Join(err, w.Close()); err != nil {
			return b // memory does not fail
		}
		if h.Has("Content-Length") {
			h.Set("Content-Length", strconv.Itoa(out.Len()))
		}
		coded := BytesBody(out.Bytes())
		coded.trailers = b.trailers
		return coded
	}
	trailers, shared := b.trailers, b.shared
	h.Del("Content-Length")
	r := &compressor{from: b.Reader(), flush: flush}
	r.w = gzip.NewWriter(&r.out)
	coded := NewBody(r, -1)
	coded.trailers = trailers
	if shared != nil {
		coded.Share(shared.waiter)
	}
	return coded
}

// gzipMagic is what every gzip file begins with.
var gzipMagic = []byte{0x1F, 0x8B}

// compressor compresses what it reads with gzip.
type compressor struct {
	from  io.ReadCloser
	w     *gzip.Writer
	out   bytes.Buffer
	in    []byte
	flush bool
	err   error
}

// Read implements io.Reader.
func (c *compressor) Read(p []byte) (int, error) {
	if c.in == nil {
		c.in = make([]byte, 8<<10)
	}
	for c.out.Len() == 0 {
		if c.err != nil {
			return 0, c.err
		}
		n, err := c.from.Read(c.in)
		if n > 0 {
			_, werr := c.w.Write(c.in[:n])
			if werr == nil && c.flush {
				werr = c.w.Flush()
			}
			if err == nil {
				err = werr
			}
		}
		if err == io.EOF {
			if werr := c.w.Close(); werr != nil {
				err = werr
			}
		}
		c.err = err
	}
	return c.out.Read(p)
}

// Close implements io.Closer.
func (c *compressor) Close() error { return c.from.Close() }
