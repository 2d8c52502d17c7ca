package policydocs

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// Pages returns the pages of docs/policies by file name; root is the folder of
// the repository.
func Pages(root string, registry *policy.Registry) (map[string][]byte, error) {
	out := map[string][]byte{}
	var index bytes.Buffer
	index.WriteString("# Policies\n\nWhat this version runs. Any other policy is refused when the configuration is loaded, with the code `not-supported`. [Compatibility](compatibility.md) says for each attribute which test shows that it works.\n\n| policy | does | sections |\n|---|---|---|\n")
	for _, d := range byName(registry) {
		page, err := page(root, d)
		if err != nil {
			return nil, err
		}
		out[d.Element+".md"] = page
		fmt.Fprintf(&index, "| [%s](%s.md) | %s | %s |\n", d.Element, d.Element, d.Summary, where(d))
	}
	index.WriteString("| [base](base.md) | The policies of the next broader scope. | all |\n| [include-fragment](include-fragment.md) | The policies of a fragment. | all |\n")
	out["base.md"], out["include-fragment.md"] = []byte(basePage), []byte(fragmentPage)
	out["README.md"] = index.Bytes()
	return out, nil
}

// byName returns the definitions in order of their names.
func byName(registry *policy.Registry) []*policy.Definition {
	return slices.SortedFunc(slices.Values(registry.Definitions()), func(a, b *policy.Definition) int { return strings.Compare(a.Element, b.Element) })
}

// where says where a policy may stand.
func where(d *policy.Definition) string {
	var places []string
	if d.Sections == policy.AllSections {
		places = append(places, "all")
	} else if d.Sections != 0 {
		places = append(places, d.Sections.String())
	}
	if d.Parts&policy.RequestPart != 0 {
		places = append(places, "in `send-request`")
	}
	if d.Parts&policy.ResponsePart != 0 {
		places = append(places, "in `return-response`")
	}
	return strings.Join(places, "; ")
}

func page(root string, d *policy.Definition) ([]byte, error) {
	schema := policy.SchemaOf(d)
	src, err := readSource(root, schema.Struct())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Element, err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!-- Written by make generate from %s; do not edit. -->\n# %s\n\n%s\n\n", src.path, d.Element, d.Summary)
	fmt.Fprintf(&b, "- Stands in: %s\n", where(d))
	if d.Sections != 0 {
		fmt.Fprintf(&b, "- Scopes: %s\n", scopes(d.Scopes))
	}
	if d.Gateways != 0 && d.Gateways != policy.AllGateways {
		fmt.Fprintf(&b, "- Gateways of the service: %s\n", d.Gateways)
	}
	if d.OncePerSection {
		b.WriteString("- Once in a section; alternatives in a `choose` may have one each\n")
	}
	if d.OncePerDocument {
		b.WriteString("- Once in a document\n")
	}
	if d.NotInFragment {
		b.WriteString("- Not in a fragment\n")
	}
	if d.NoHandshake {
		b.WriteString("- Not at the handshake of a WebSocket API; inherited there it does not run\n")
	}
	element(&b, d.Element, schema, src)
	if err := examples(&b, root, src, d.Element); err != nil {
		return nil, err
	}
	if len(src.unverified) > 0 {
		b.WriteString("\n## Unverified\n\nWhat the documentation of the service leaves open, and how it is read here:\n\n")
		for _, u := range src.unverified {
			fmt.Fprintf(&b, "- %s\n", u)
		}
	}
	return b.Bytes(), nil
}

func scopes(s policy.Scope) string {
	if s == policy.AllScopes {
		return "all"
	}
	return s.String()
}

// element writes the tables of an element and of those inside.
func element(b *bytes.Buffer, name string, s *policy.Schema, src *source) {
	comments := src.fields[s.Struct().Name()]
	if len(s.Attributes) > 0 {
		fmt.Fprintf(b, "\n## Attributes of `%s`\n\n| attribute | takes | expression | default | |\n|---|---|---|---|---|\n", name)
		for _, a := range s.Attributes {
			if a.Unsupported {
				fmt.Fprintf(b, "| `%s` | – | – | – | Refused with `not-supported`. %s |\n", a.Name, cell(comments[a.Field]))
				continue
			}
			fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s |\n", a.Name, takes(a), yes(a.Expression), defaultOf(a), cell(comments[a.Field]))
		}
	}
	if len(s.Elements) > 0 {
		fmt.Fprintf(b, "\n## Elements in `%s`\n\n| element | how often | expression | |\n|---|---|---|---|\n", name)
		for _, e := range s.Elements {
			if e.Unsupported {
				fmt.Fprintf(b, "| `%s` | – | – | Refused with `not-supported`. %s |\n", e.Name, cell(comments[e.Field]))
				continue
			}
			fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", e.Name, howOften(e), yes(e.Expression), cell(comments[e.Field]))
		}
	}
	if note := content(s); note != "" {
		fmt.Fprintf(b, "\n`%s` %s\n", name, note)
	}
	for _, e := range s.Elements {
		if e.Schema != nil && e.Schema.Struct() != s.Struct() {
			element(b, e.Name, e.Schema, src)
		}
	}
}

// content says what stands in an element besides elements of its own.
func content(s *policy.Schema) string {
	switch {
	case s.HasBlock():
		return "holds policies."
	case s.PartsOf() == policy.RequestPart:
		return "holds the policies that build a request: `set-url`, `set-method`, `set-header`, `set-body`, and for `send-request` and `send-one-way-request` an authentication."
	case s.PartsOf() == policy.ResponsePart:
		return "holds the policies that build a response: `set-status`, `set-header`, `set-body`."
	case s.TextExpression():
		return "holds a text, which may be an expression."
	case s.HasText():
		return "holds a text."
	}
	return ""
}

func takes(a policy.Attribute) string {
	if len(a.Values) > 0 {
		return "`" + strings.Join(a.Values, "`, `") + "`"
	}
	return a.Type
}

func defaultOf(a policy.Attribute) string {
	switch {
	case a.Required:
		return "required"
	case a.HasDefault:
		return "`" + a.Default + "`"
	}
	return ""
}

func howOften(e policy.Element) string {
	switch {
	case e.Required && e.Repeated:
		return "once or more"
	case e.Required:
		return "once"
	case e.Repeated:
		return "any number"
	}
	return "at most once"
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// cell makes a text fit for a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// examples lists the archives that show what the policy does; example.txtar is
// printed.
func examples(b *bytes.Buffer, root string, src *source, name string) error {
	dir := path.Join(path.Dir(src.path), "testdata", name)
	paths, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(dir), "*.txtar"))
	if err != nil {
		return err
	}
	var lines []string
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		a := txtar.Parse(data)
		says := oneLine(string(a.Comment))
		base := filepath.Base(p)
		lines = append(lines, fmt.Sprintf("- [%s](../../%s/%s): %s\n", strings.TrimSuffix(base, ".txtar"), dir, base, says))
		if base == "example.txtar" {
			printExample(b, a)
		}
	}
	if len(lines) > 0 {
		b.WriteString("\n## What is tested\n\n")
		for _, l := range lines {
			b.WriteString(l)
		}
	}
	return nil
}

// printExample writes an archive as a reader wants to see it.
func printExample(b *bytes.Buffer, a *txtar.Archive) {
	fmt.Fprintf(b, "\n## Example\n\n%s\n", sentence(oneLine(string(a.Comment))))
	titles := map[string]string{
		"requests.http": "With the requests", "backend.http": "and the backend's answer", "want/responses.http": "the callers get",
		"want/sent.http": "and this was sent on",
	}
	for _, f := range a.Files {
		if strings.HasSuffix(f.Name, ".xml") {
			fmt.Fprintf(b, "\n```xml\n%s```\n", f.Data)
			continue
		}
		if title, ok := titles[f.Name]; ok {
			fmt.Fprintf(b, "\n%s\n\n```http\n%s```\n", title, f.Data)
		}
	}
}
