package nethttp

import (
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// trailerFields are the fields after a body, sorted by name.
func trailerFields(h http.Header) []message.Field {
	var out []message.Field
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if !wire.TrailerAllowed(name) {
			continue
		}
		for _, v := range h[name] {
			out = append(out, message.Field{Name: name, Value: v})
		}
	}
	return out
}

// announced are the names of fields that may follow a body, sorted.
func announced(h http.Header) []string {
	var out []string
	for _, n := range slices.Sorted(maps.Keys(h)) {
		if wire.TrailerAllowed(n) {
			out = append(out, n)
		}
	}
	return out
}

// responseTrailers are the fields after the body of an answer.
type responseTrailers struct {
	of    *http.Response
	names []string
}

func answerTrailers(r *http.Response) message.Trailers {
	return &responseTrailers{r, announced(r.Trailer)}
}

// Names implements message.Trailers.
func (t *responseTrailers) Names() []string { return t.names }

// Fields implements message.Trailers.
func (t *responseTrailers) Fields() []message.Field { return trailerFields(t.of.Trailer) }

// trailerNames are the fields that may follow a body: those that were announced, and
// those that are known already. net/http sends no others.
func trailerNames(b *message.Body) []string {
	names := slices.Clone(b.TrailerNames())
	for _, f := range b.Trailers() {
		if !listed(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	return slices.DeleteFunc(names, func(n string) bool { return !message.ValidName(n) || !wire.TrailerAllowed(n) })
}

// endingBody is a body on its way out that tells the fields after it.
type endingBody struct {
	io.ReadCloser
	of      *message.Body
	trailer http.Header
}

// Read implements io.Reader.
func (b *endingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		for _, f := range b.of.Trailers() {
			name := http.CanonicalHeaderKey(f.Name)
			if _, ok := b.trailer[name]; ok && message.ValidValue(f.Value) {
				b.trailer[name] = append(b.trailer[name], f.Value)
			}
		}
	}
	return n, err
}
