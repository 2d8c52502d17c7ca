package build

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/override"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxNamedValue is the longest value the service takes, in characters
// (platform/named-values.md).
const maxNamedValue = 4096

func (s *scope) readNamedValues() {
	for _, r := range s.tree.Of(tree.NamedValue) {
		props := s.props(r)
		nv := &catalog.NamedValue{
			Name: r.Name, DisplayName: displayName(props, r), Secret: props.Bool("secret", false),
			KeyVault: keyVault(props), Tags: props.Strings("tags"), Workspace: s.workspace, Origin: r.Origin,
		}
		nv.Value, nv.HasValue = props.Text("value")
		s.namedValueGaps(nv)
		if nv.HasValue {
			nv.Text = props.Get("value").TextSource(describe(nv))
		}
		if !catalog.IsNamedValueName(nv.DisplayName) {
			o := propsOrigin(r, "displayName")
			s.warnAt(o, diag.InvalidValue, "nothing can refer to a named value called %q: a name has up to 256 letters, digits, '.', '-' and '_'", nv.DisplayName)
		}
		if enter(s, &s.namedValues, "named value", nv.DisplayName, nv, propsOrigin(r, "displayName")) {
			s.out.NamedValues = append(s.out.NamedValues, nv)
		}
		s.namedValueIDs.add(nv.Name, nv, nv.Origin)
	}
	s.supplyNamedValues()
	s.readSecrets()
	for _, nv := range s.out.NamedValues {
		if !nv.HasValue {
			nv.Value = ""
		} else if nv.Secret {
			nv.Text = diag.NewSource(describe(nv), masked(nv.Value))
		}
		if len([]rune(nv.Value)) > maxNamedValue {
			s.warnAt(nv.Origin, diag.InvalidValue, "the value of %q has more than %d characters; the service refuses it", nv.DisplayName, maxNamedValue)
		}
	}
}

func describe(nv *catalog.NamedValue) string { return fmt.Sprintf("named value %q", nv.DisplayName) }

// masked returns a text of the same length in bytes, with the same lines.
func masked(text string) string {
	out := []byte(text)
	for i, c := range out {
		if c != '\n' && c != '\r' {
			out[i] = '*'
		}
	}
	return string(out)
}

// namedValueGaps says why a named value has no value.
func (s *scope) namedValueGaps(nv *catalog.NamedValue) {
	if name, ok := override.HasToken(nv.Value); ok {
		nv.HasValue, nv.Missing = false, fmt.Sprintf("its token {#%s#} has no value; set the environment variable %s", name, name)
		return
	}
	if nv.HasValue && strings.TrimSpace(nv.Value) != "" {
		return
	}
	nv.HasValue = false
	switch {
	case nv.KeyVault != nil:
		nv.Missing = "it is the secret " + nv.KeyVault.SecretID
	case nv.Secret:
		nv.Missing = "it is a secret, which exports do not hold"
	default:
		nv.Missing = "it has no value"
	}
}

// supplyNamedValues applies the values of the settings. In a workspace they only
// fill gaps: the names in the settings are those of the service.
func (s *scope) supplyNamedValues() {
	for _, given := range s.supply.NamedValues {
		nv, ok := s.namedValues.get(given.DisplayName)
		switch {
		case ok && (s.workspace == nil || !nv.HasValue):
			nv.Value, nv.HasValue, nv.Missing = given.Value, true, ""
			nv.Secret = nv.Secret || given.Secret
			nv.Text = diag.NewSource(describe(nv), nv.Value)
		case !ok && s.workspace == nil:
			nv = &catalog.NamedValue{
				Name: given.DisplayName, DisplayName: given.DisplayName, Value: given.Value, HasValue: true,
				Secret: given.Secret, Origin: given.Origin,
			}
			nv.Text = diag.NewSource(describe(nv), nv.Value)
			s.namedValues.add(nv.DisplayName, nv, nv.Origin)
			s.out.NamedValues = append(s.out.NamedValues, nv)
		}
	}
}

// expand puts the values of named values into a property. A reference to one
// that is not there is reported with the severity given; one without value
// stays as it is and is reported as a warning, unless quiet.
func (s *scope) expand(v *node.Value, severity diag.Severity, quiet bool) string {
	if v == nil {
		return ""
	}
	refs := catalog.NamedValueReferences(v.Text)
	if len(refs) == 0 {
		return v.Text
	}
	var b strings.Builder
	at := 0
	place := catalog.Origin{Source: v.Source, Span: v.Span}
	for _, ref := range refs {
		b.WriteString(v.Text[at:ref.Start])
		at = ref.End
		nv, ok := find(s, func(s *scope) *registry[*catalog.NamedValue] { return &s.namedValues }, ref.Name)
		if !ok { // exports of loggers refer to generated resource names
			nv, ok = find(s, func(s *scope) *registry[*catalog.NamedValue] { return &s.namedValueIDs }, ref.Name)
		}
		switch {
		case !ok:
			s.missing(place, severity, diag.UnresolvedNamedValue, "named value", ref.Name, s.namedValues.names, "")
		case !nv.HasValue && !quiet:
			s.warnAt(place, diag.UnresolvedNamedValue, "the named value %q has no value here: %s", nv.DisplayName, nv.Missing)
		}
		if ok && nv.HasValue {
			b.WriteString(nv.Value)
		} else {
			b.WriteString(v.Text[ref.Start:ref.End])
		}
	}
	b.WriteString(v.Text[at:])
	return b.String()
}
