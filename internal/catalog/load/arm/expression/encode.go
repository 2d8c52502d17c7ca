package expression

import (
	"crypto/sha1" //nolint:gosec // a name, not a secret: RFC 4122 says so
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

func toBase64(ev *Evaluator, a args) (*node.Value, error) {
	s, err := textOf(a[0])
	if err != nil {
		return nil, err
	}
	return ev.fresh(base64.StdEncoding.EncodeToString([]byte(s)))
}

func decode64(v *node.Value) (string, error) {
	s, err := textOf(v)
	if err != nil {
		return "", err
	}
	out, err := base64.StdEncoding.DecodeString(s)
	if err != nil || !utf8.Valid(out) {
		return "", &Error{Message: "the text is no base64 of a UTF-8 text"}
	}
	return string(out), nil
}

func fromBase64(ev *Evaluator, a args) (*node.Value, error) {
	s, err := decode64(a[0])
	if err != nil {
		return nil, err
	}
	return ev.fresh(s)
}

func base64JSON(ev *Evaluator, a args) (*node.Value, error) {
	s, err := decode64(a[0])
	if err != nil {
		return nil, err
	}
	return ev.document(diag.NewSource("", s))
}

func dataURI(ev *Evaluator, a args) (*node.Value, error) {
	s, err := ev.display(a[0])
	if err != nil {
		return nil, err
	}
	return ev.fresh("data:text/plain;charset=utf8;base64," + base64.StdEncoding.EncodeToString([]byte(s)))
}

func dataURIText(ev *Evaluator, a args) (*node.Value, error) {
	s, err := textOf(a[0])
	if err != nil {
		return nil, err
	}
	head, data, ok := strings.Cut(s, ",")
	if !ok || !strings.HasPrefix(head, "data:") {
		return nil, &Error{Message: "the text is no data URI"}
	}
	if strings.HasSuffix(head, ";base64") {
		if s, err = decode64(ev.Text(data)); err != nil {
			return nil, err
		}
		return ev.fresh(s)
	}
	return unescapeComponent(ev, args{ev.Text(data)})
}

// joinURI resolves a relative address: without a slash at the end of the base
// the last part of its path is replaced, as the service documents it.
func joinURI(ev *Evaluator, a args) (*node.Value, error) {
	base, err := textOf(a[0])
	if err != nil {
		return nil, err
	}
	rel, err := textOf(a[1])
	if err != nil {
		return nil, err
	}
	b, err := url.Parse(base)
	if err != nil {
		return nil, &Error{Message: fmt.Sprintf("%.80q is no address", base)}
	}
	r, err := url.Parse(rel)
	if err != nil {
		return nil, &Error{Message: fmt.Sprintf("%.80q is no address", rel)}
	}
	return ev.fresh(b.ResolveReference(r).String())
}

// escapeComponent escapes like Uri.EscapeDataString.
func escapeComponent(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

func unescapeComponent(ev *Evaluator, a args) (*node.Value, error) {
	s, err := textOf(a[0])
	if err != nil {
		return nil, err
	}
	out, err := url.PathUnescape(s)
	if err != nil {
		return nil, &Error{Message: "the text has an escape that is none"}
	}
	return ev.fresh(out)
}

func (ev *Evaluator) hyphenated(a args) (string, error) {
	words := make([]string, len(a))
	for i, v := range a {
		s, err := ev.display(v)
		if err != nil {
			return "", err
		}
		words[i] = s
	}
	s := strings.Join(words, "-")
	return s, ev.made(len(s))
}

// guidNamespace is the name space of the service's guid function, which its
// documentation gives: a version 5 UUID of the arguments joined with hyphens.
const guidNamespace = "11fb06fb712d4ddd98c7e71bbd588830"

func guid(ev *Evaluator, a args) (*node.Value, error) {
	s, err := ev.hyphenated(a)
	if err != nil {
		return nil, err
	}
	space, err := hex.DecodeString(guidNamespace)
	if err != nil {
		return nil, &Error{Message: err.Error()}
	}
	sum := sha1.Sum(append(space, s...)) //nolint:gosec // see the import
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return ev.fresh(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}

// uniqueString gives 13 characters that depend on the arguments alone. The hash
// of the service is not documented: these are others, which no configuration
// should rely on (artifacts.md section 8.2).
func uniqueString(ev *Evaluator, a args) (*node.Value, error) {
	s, err := ev.hyphenated(a)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(s))
	return ev.fresh(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:13])
}

func parseJSON(ev *Evaluator, a args) (*node.Value, error) {
	if a[0].Kind != node.String {
		return a[0], nil
	}
	name := ""
	if a[0].Source != nil {
		name = a[0].Source.Name
	}
	return ev.document(a[0].TextSource(name))
}

func (ev *Evaluator) document(src *diag.Source) (*node.Value, error) {
	if err := ev.made(len(src.Text)); err != nil {
		return nil, err
	}
	var l diag.List
	v := node.JSON(src, diag.ConfigSyntax, &l)
	if found := l.All(); len(found) > 0 {
		return nil, &Error{Message: "the text is no JSON: " + found[0].Message}
	}
	return v, nil
}
