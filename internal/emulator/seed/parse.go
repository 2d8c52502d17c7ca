package seed

import (
	_ "embed" // for builtin.yaml
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxFile is the size in bytes up to which a seed file is read.
const maxFile = 16 << 20

//go:embed builtin.yaml
var builtinText string

// Builtin returns what is in the local Azure without a seed file. The caller
// owns the result.
func Builtin() *Seed {
	s, list := decode(diag.NewSource("built-in seed", builtinText), &Seed{})
	if list.Len() > 0 {
		panic("seed: the built-in seed is broken: " + list.All()[0].Message)
	}
	return s
}

// BuiltinText returns the built-in seed as YAML, to start a file of one's own from.
func BuiltinText() string { return builtinText }

// Load reads a seed file. The error says that the file could not be read; what
// is wrong in it stands in the list.
func Load(path string) (*Seed, diag.List, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, diag.List{}, fmt.Errorf("opening the seed file: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, diag.List{}, fmt.Errorf("reading the seed file: %w", err)
	}
	if len(text) > maxFile {
		return nil, diag.List{}, fmt.Errorf("reading the seed file: %s is larger than %d bytes", path, maxFile)
	}
	s, list := Parse(diag.NewSource(path, string(text)))
	return s, list, nil
}

// Parse reads a seed file's text. The seed is nil when the list has errors.
func Parse(src *diag.Source) (*Seed, diag.List) { return decode(src, Builtin()) }

// decode reads a text over the defaults, section by section.
func decode(src *diag.Source, defaults *Seed) (*Seed, diag.List) {
	var list diag.List
	var read Seed
	var present map[string]any
	err := yaml.NewDecoder(strings.NewReader(src.Text), yaml.DisallowUnknownField()).Decode(&read)
	if err == nil {
		err = yaml.Unmarshal([]byte(src.Text), &present)
	}
	if err != nil && !errors.Is(err, io.EOF) { // io.EOF: an empty file, which changes nothing
		list.Add(yamlDiagnostic(src, err))
		return nil, list
	}
	out := merge(&read, defaults, present)
	out.complete()
	check(out, src, &list)
	if list.HasErrors() {
		return nil, list
	}
	return out, list
}

// merge takes each section from read if the file has it, else from defaults.
func merge(read, defaults *Seed, present map[string]any) *Seed {
	out := *defaults
	for name := range present {
		switch name {
		case "tenant":
			out.Tenant = read.Tenant
		case "subscriptions":
			out.Subscriptions = read.Subscriptions
		case "identities":
			out.Identities = read.Identities
		case "applications":
			out.Applications = read.Applications
		case "users":
			out.Users = read.Users
		case "groups":
			out.Groups = read.Groups
		case "serviceBus":
			out.ServiceBus = read.ServiceBus
		case "storage":
			out.Storage = read.Storage
		case "keyVaults":
			out.KeyVaults = read.KeyVaults
		case "cosmos":
			out.Cosmos = read.Cosmos
		case "openAI":
			out.OpenAI = read.OpenAI
		}
	}
	return &out
}

// yamlDiagnostic turns an error of the YAML library into a diagnostic.
func yamlDiagnostic(src *diag.Source, err error) diag.Diagnostic {
	d := diag.Diagnostic{Severity: diag.Error, Code: diag.ConfigSyntax, Source: src, Message: err.Error()}
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		d.Code = diag.UnknownKey
	}
	var located yaml.Error
	if !errors.As(err, &located) {
		return d
	}
	d.Message = located.GetMessage()
	var mismatch *yaml.TypeError
	if errors.As(err, &mismatch) {
		d.Message = fmt.Sprintf("a %s cannot stand here; wanted is a %s", plainKind(mismatch.SrcType.String()), plainKind(mismatch.DstType.String()))
	}
	if t := located.GetToken(); t != nil && t.Position != nil {
		d.Span = spanOf(src, t.Position.Line, t.Position.Column, len(t.Value))
	}
	if d.Code == diag.UnknownKey {
		d.Message = fmt.Sprintf("unknown key %q in the seed file", src.Text[d.Span.Start:d.Span.End])
	}
	return d
}

// plainKind names a Go type as someone who writes YAML knows it.
func plainKind(goType string) string {
	switch {
	case strings.HasPrefix(goType, "map"), strings.Contains(goType, "seed."):
		return "map"
	case strings.HasPrefix(goType, "[]"):
		return "list"
	case strings.HasPrefix(goType, "int"), strings.HasPrefix(goType, "uint"), strings.HasPrefix(goType, "float"):
		return "number"
	case goType == "bool":
		return "true or false"
	case goType == "string":
		return "text"
	}
	return goType
}

// spanOf converts a line and column, both counted from 1, to a span.
func spanOf(src *diag.Source, line, column, length int) diag.Span {
	start := 0
	for i := 1; i < line; i++ {
		n := strings.IndexByte(src.Text[start:], '\n')
		if n < 0 {
			break
		}
		start += n + 1
	}
	for i := 1; i < column && start < len(src.Text); i++ {
		start++
		for start < len(src.Text) && src.Text[start]&0xC0 == 0x80 { // inside a character
			start++
		}
	}
	end := min(start+length, len(src.Text))
	if n := strings.IndexByte(src.Text[start:end], '\n'); n >= 0 {
		end = start + n
	}
	return diag.Span{Start: start, End: end}
}
