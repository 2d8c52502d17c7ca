package config

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Names are the names of the settings file, in the order in which they are
// looked for in a folder.
var Names = [...]string{"gatehouse.yaml", "gatehouse.yml", "gatehouse.json"}

// maxFile is the most bytes of a settings file.
const maxFile = 4 << 20

// Load reads settings. path is the settings file, or a folder: then its settings
// file is read, and a folder without one has the defaults. env looks up
// environment variables. What is wrong in the file is reported to l; the error
// is for a path that cannot be read.
func Load(path string, env func(name string) (string, bool), l *diag.List) (*Settings, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading settings: %w", err)
	}
	if !info.IsDir() {
		return read(path, env, l)
	}
	for _, name := range Names {
		file := filepath.Join(path, name)
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			return read(file, env, l)
		}
	}
	return Default(path), nil
}

func read(file string, env func(string) (string, bool), l *diag.List) (*Settings, error) {
	src, err := files.File(file, maxFile)
	if err != nil {
		return nil, fmt.Errorf("reading settings %s: %w", file, err)
	}
	return Parse(src, filepath.Dir(file), env, l), nil
}

// Parse reads the text of a settings file. dir is where relative paths start.
func Parse(src *diag.Source, dir string, env func(name string) (string, bool), l *diag.List) *Settings {
	s := Default(dir)
	s.File, s.origins = src.Name, map[string]catalog.Origin{}
	var trouble diag.List
	var root *node.Value
	if filepath.Ext(src.Name) == ".json" {
		root = node.JSON(src, diag.ConfigSyntax, &trouble)
	} else {
		root = node.YAML(src, diag.ConfigSyntax, &trouble)
	}
	if root != nil && !trouble.HasErrors() {
		node.Retarget(root, mask(src, root))
	}
	l.Append(trouble)
	if env == nil {
		env = func(string) (string, bool) { return "", false }
	}
	r := &reader{settings: s, list: l, env: env}
	r.root(r.section(root, ""))
	return s
}

type reader struct {
	settings *Settings
	list     *diag.List
	env      func(string) (string, bool)
}

// section reads one object of the file.
type section struct {
	*node.Reader
	r *reader
}

func (r *reader) section(v *node.Value, prefix string) section {
	return section{node.NewReader(v, r.list, node.ReaderOptions{Code: diag.InvalidValue, Prefix: prefix}), r}
}

// there reports whether the object is in the file.
func (s section) there() bool { return s.Reader != nil }

// done reports the keys that nobody asked for.
func (s section) done() { s.Unknown(diag.UnknownKey) }

func (s section) origin() catalog.Origin {
	if !s.there() {
		return catalog.Origin{}
	}
	return catalog.Origin{Source: s.Value().Source, Span: s.Value().Span}
}

func (s section) object(name string) section {
	return section{s.Object(name), s.r}
}

// entry returns the section that a member of a free object is.
func (s section) entry(name string, m node.Member) section {
	if m.Value.IsNull() {
		m.Value.Errorf(s.r.list, diag.InvalidValue, "%s is empty", describe(s.Path(name)+"."+m.Name))
	}
	return s.r.section(m.Value, s.Path(name)+"."+m.Name)
}

// scalar returns a member that must be a scalar.
func (s section) scalar(name string) *node.Value {
	v := s.Get(name)
	if v == nil {
		return nil
	}
	if v.Kind == node.Array || v.Kind == node.Object {
		v.Errorf(s.r.list, diag.InvalidValue, "%s must be a string, not %s", describe(s.Path(name)), v.Kind)
		return nil
	}
	return v
}

// text reads a string with its references to the environment replaced.
func (s section) text(name string) string {
	v := s.scalar(name)
	if v == nil {
		return ""
	}
	s.r.remember(s.Path(name), v)
	return s.r.expand(v)
}

// path reads a path relative to the file.
func (s section) path(name string) string { return s.r.settings.path(s.text(name)) }

// secret reads a secret.
func (s section) secret(name string) Secret {
	v := s.scalar(name)
	if v == nil {
		return ""
	}
	s.r.remember(s.Path(name), v)
	return Secret(s.r.reveal(v))
}

func (s section) enum(name, otherwise string, words ...string) string {
	if v := s.Get(name); v != nil {
		s.r.remember(s.Path(name), v)
	}
	return s.Enum(name, otherwise, words...)
}

// size reads a size in bytes, at least 1.
func (s section) size(name string, otherwise int64) int64 {
	v := s.scalar(name)
	if v == nil {
		return otherwise
	}
	n, ok := ParseSize(s.r.expand(v))
	if !ok || n < 1 {
		v.Errorf(s.r.list, diag.InvalidValue, "%s must be a size such as 8MiB or 4096, not %q", describe(s.Path(name)), v.Text)
		return otherwise
	}
	return n
}

// duration reads a duration, more than 0.
func (s section) duration(name string, otherwise time.Duration) time.Duration {
	v := s.scalar(name)
	if v == nil {
		return otherwise
	}
	d, err := time.ParseDuration(s.r.expand(v))
	if err != nil || d <= 0 {
		v.Errorf(s.r.list, diag.InvalidValue, "%s must be a duration such as 10s or 1m30s, not %q", describe(s.Path(name)), v.Text)
		return otherwise
	}
	return d
}

func (r *reader) remember(path string, v *node.Value) {
	r.settings.origins[path] = catalog.Origin{Source: v.Source, Span: v.Span}
}
