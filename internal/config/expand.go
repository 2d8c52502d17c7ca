package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Values in gatehouse.yaml may refer to the environment as ${NAME}, whole or in
// part; $${ stands for a plain ${. A secret may instead be file:PATH, the
// content of a file without its last line end.

// maxSecretFile is the most bytes of a secret's file.
const maxSecretFile = 1 << 20

// filePrefix marks a secret that stands in a file. file:// is the scheme of
// URLs and marks none.
const filePrefix = "file:"

// isReference reports whether a text refers to a secret instead of being one.
func isReference(text string) bool {
	return strings.Contains(text, "${") || isFile(text)
}

func isFile(text string) bool {
	return strings.HasPrefix(text, filePrefix) && !strings.HasPrefix(text, "file://")
}

// expand replaces references to the environment in a value. What is missing is
// reported and replaced by nothing.
func (r *reader) expand(v *node.Value) string {
	text := v.Text
	if !strings.Contains(text, "${") {
		return text
	}
	var b strings.Builder
	for {
		i := strings.Index(text, "${")
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		if i > 0 && text[i-1] == '$' {
			b.WriteString(text[:i-1] + "${")
			text = text[i+2:]
			continue
		}
		b.WriteString(text[:i])
		end := strings.IndexByte(text[i:], '}')
		if end < 0 {
			v.Errorf(r.list, diag.InvalidValue, "${ is not closed; a plain ${ is written $${")
			return b.String()
		}
		name := text[i+2 : i+end]
		text = text[i+end+1:]
		if !isVariable(name) {
			v.Errorf(r.list, diag.InvalidValue, "%q is no name of an environment variable; a plain ${ is written $${", name)
			continue
		}
		value, ok := r.env(name)
		if !ok {
			v.Errorf(r.list, diag.InvalidValue, "the environment variable %s is not set", name)
		}
		b.WriteString(value)
	}
}

func isVariable(name string) bool {
	for i := range len(name) {
		c := name[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return name != ""
}

// reveal returns the text of a secret.
func (r *reader) reveal(v *node.Value) string {
	if !isFile(v.Text) {
		return r.expand(v)
	}
	name := strings.TrimPrefix(r.expand(v), filePrefix)
	if !filepath.IsAbs(name) {
		name = filepath.Join(r.settings.Dir, name)
	}
	data, err := files.Bytes(name, maxSecretFile)
	if err != nil {
		code := diag.UnreadableFile
		if errors.Is(err, fs.ErrNotExist) {
			code = diag.MissingFile
		}
		v.Errorf(r.list, code, "the secret cannot be read from %s: %v", name, err)
		return ""
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if text == "" {
		v.Errorf(r.list, diag.InvalidValue, "the file %s is empty", name)
	}
	return text
}

// mask returns a copy of the file in which literal secrets are replaced by
// stars, for diagnostics to quote.
func mask(src *diag.Source, root *node.Value) *diag.Source {
	text := []byte(src.Text)
	hide(root, "", false, text)
	return diag.NewSource(src.Name, string(text))
}

// secretWords are parts of keys whose values are masked.
var secretWords = [...]string{"key", "secret", "password", "passwd", "pwd", "token", "connectionstring"}

// hide overwrites the secrets in a value. everything says that all strings below
// are secrets.
func hide(v *node.Value, key string, everything bool, text []byte) {
	switch v.Kind {
	case node.Array:
		for _, item := range v.Items {
			hide(item, key, everything, text)
		}
	case node.Object:
		for _, m := range v.Members {
			lower := strings.ToLower(m.Name)
			hide(m.Value, lower, everything || key == "" && holdsSecrets(lower), text)
		}
	case node.String, node.Number:
		if !holdsPassword(v.Text) && (isReference(v.Text) || !everything && !isSecretKey(key)) {
			return
		}
		cover(text, v.Span)
	}
}

// holdsSecrets reports whether a section of the file holds secrets, slips of the
// finger included.
func holdsSecrets(section string) bool {
	near, ok := diag.Suggest(section, []string{"namedvalues", "subscriptions"})
	return section == "namedvalues" || section == "subscriptions" || ok && near != ""
}

func isSecretKey(key string) bool {
	for _, word := range secretWords {
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}

// cover overwrites a span so that lines and columns stay where they are: every
// character by one of the same length.
func cover(text []byte, span diag.Span) {
	covered := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '"' || r == '\'':
			return r
		case r < 0x80:
			return '*'
		case r < 0x800:
			return '¤'
		case r < 0x10000:
			return '•'
		}
		return '🔒'
	}, string(text[span.Start:span.End]))
	if len(covered) == span.Len() {
		copy(text[span.Start:span.End], covered)
		return
	}
	for i := span.Start; i < span.End; i++ { // text that is no UTF-8
		text[i] = '*'
	}
}

// describe names the place of a key in messages.
func describe(path string) string { return fmt.Sprintf("`%s`", path) }
