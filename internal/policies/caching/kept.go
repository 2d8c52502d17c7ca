package caching

import (
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/pack"
)

// kept is a response in the cache. Nothing of it changes: any number of requests
// answer from it at once, and none copies the body.
type kept struct {
	status int
	reason string
	fields []message.Field
	body   []byte
	// coding is the Content-Encoding of the body.
	coding  string
	expires time.Time
}

// keep makes an entry of a response as it is now, with its body.
//
// Fields that belong to a connection are left out, and those that the gateway makes
// anew. So is Set-Cookie: one caller's session is nobody else's (unverified: what
// the service does).
func keep(r *message.Response, body []byte, expires time.Time) *kept {
	k := &kept{status: r.Status, reason: strings.Clone(r.Reason), body: body, expires: expires}
	size := 0
	for f := range r.Header.All() {
		if !connectionField(f.Name) {
			size += len(f.Name) + len(f.Value)
			k.fields = append(k.fields, f)
		}
	}
	// The texts may be parts of a buffer that the connection uses again.
	var text strings.Builder
	text.Grow(size)
	for _, f := range k.fields {
		text.WriteString(f.Name)
		text.WriteString(f.Value)
	}
	all := text.String()
	for i := range k.fields {
		f := &k.fields[i]
		n := len(f.Name)
		m := n + len(f.Value)
		f.Name, f.Value, all = all[:n], all[n:m], all[m:]
	}
	k.setCoding()
	return k
}

func (k *kept) setCoding() {
	for i := range k.fields {
		if message.EqualName(k.fields[i].Name, "Content-Encoding") {
			k.coding = k.fields[i].Value
		}
	}
}

func connectionField(name string) bool {
	for _, n := range [...]string{
		"Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Transfer-Encoding", "TE", "Trailer", "Upgrade",
		"Content-Length", "Set-Cookie",
	} {
		if message.EqualName(n, name) {
			return true
		}
	}
	return false
}

// size is about how many bytes the entry takes.
func (k *kept) size() int64 {
	n := len(k.reason) + len(k.body) + 128
	for i := range k.fields {
		n += len(k.fields[i].Name) + len(k.fields[i].Value) + 32
	}
	return int64(n)
}

// acceptable reports whether a client can read the body: a compressed one was made
// for another client (unverified: the service's key has Accept-Encoding only when
// the policy names it).
func (k *kept) acceptable(request *message.Header) bool {
	return k.coding == "" || listedCoding(request, k.coding)
}

func listedCoding(request *message.Header, coding string) bool {
	for i := range request.Len() {
		f := request.Field(i)
		if !message.EqualName(f.Name, "Accept-Encoding") {
			continue
		}
		for item := range strings.SplitSeq(f.Value, ",") {
			name, parameters, _ := strings.Cut(item, ";")
			name = strings.TrimSpace(name)
			if name != "*" && !strings.EqualFold(name, coding) {
				continue
			}
			_, weight, _ := strings.Cut(parameters, "=")
			if q, err := strconv.ParseFloat(strings.TrimSpace(weight), 64); err != nil || q > 0 {
				return true
			}
		}
	}
	return false
}

// answer makes a response of the entry. The fields are copied, for later policies may
// change them; the body is shared.
func (k *kept) answer(x *policy.Exec, l *lookup, now time.Time) *message.Response {
	r := x.NewResponse()
	r.Status, r.Reason, r.Body = k.status, k.reason, message.BytesBody(k.body)
	for i := range k.fields {
		r.Header.Add(k.fields[i].Name, k.fields[i].Value)
	}
	l.downstreamHeaders(&r.Header, k.expires.Sub(now))
	return r
}

// cacheControl is the Cache-Control of a response with so many seconds left.
func cacheControl(who downstreamType, seconds int64, revalidate bool) string {
	var b [64]byte
	text := strconv.AppendInt(append(append(b[:0], who...), ", max-age="...), max(seconds, 0), 10)
	if revalidate {
		text = append(text, ", must-revalidate"...)
	}
	return string(text)
}

// The form of an entry in a cache outside of this process: a version, then
// numbers as varints and texts with their lengths before them, then the body.
const keptVersion = 1

// encode makes bytes of the entry.
func (k *kept) encode() []byte {
	b := make([]byte, 0, k.size())
	b = append(b, keptVersion)
	b = pack.AppendInt(b, k.expires.UnixNano())
	b = pack.AppendUint(b, uint64(k.status))
	b = pack.AppendText(b, k.reason)
	b = pack.AppendUint(b, uint64(len(k.fields)))
	for i := range k.fields {
		b = pack.AppendText(pack.AppendText(b, k.fields[i].Name), k.fields[i].Value)
	}
	return append(b, k.body...)
}

// decodeKept reads an entry; ok is false for anything else. The body is a part of
// data.
func decodeKept(data []byte) (k *kept, ok bool) {
	r := pack.NewReader(data)
	if r.Byte() != keptVersion {
		return nil, false
	}
	k = &kept{expires: time.Unix(0, r.Int()), status: r.Length(999), reason: r.Text()}
	n := r.Length(r.Len() / 2)
	k.fields = make([]message.Field, 0, n)
	for range n {
		k.fields = append(k.fields, message.Field{Name: r.Text(), Value: r.Text()})
	}
	k.body = r.Rest()
	k.setCoding()
	return k, !r.Bad()
}
