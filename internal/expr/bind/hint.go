package bind

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Hints stand behind the compiler's text. They are about the mistake that policies
// make most: context.Variables gives objects, which have no members of their own.

// longHint is the longest text of an operand that a hint repeats, in bytes.
const longHint = 60

// holders are the types that variables hold, those looked through first for a member.
var holders = [...]string{"string", "Apim.IResponse", "Newtonsoft.Json.Linq.JObject", "Apim.Jwt", "Newtonsoft.Json.Linq.JArray", "DateTime"}

// memberHint is what to write in the place of a member of an object.
func (b *binder) memberHint(t *types.Type, name string, before diag.Span) string {
	operand := strings.TrimRight(b.operandText(before), " .?")
	if t.Special != types.Object || operand == "" {
		return ""
	}
	holder := "string"
	for _, h := range holders {
		if t, err := b.u.TypeOf(h); err == nil && (t.Property(name) != nil || len(t.Methods(name)) > 0) {
			holder = t.String()
			break
		}
	}
	hint := "; the value is an object: cast it first, ((" + holder + ")" + operand + ")." + name
	if key, ok := strings.CutPrefix(operand, "context.Variables["); ok && strings.HasSuffix(key, "]") {
		hint += ", or write context.Variables.GetValueOrDefault<" + holder + ">(" + strings.TrimSuffix(key, "]") + ")." + name
	}
	return hint
}

// indexHint is what to write in the place of an index of an object.
func (b *binder) indexHint(t *types.Type, operand diag.Span) string {
	text := b.operandText(operand)
	if t.Special != types.Object || text == "" {
		return ""
	}
	return "; the value is an object: cast it first, as in ((JObject)" + text + ")[...]"
}

// castHint is how an object becomes of the type that is wanted; want may be nil.
func (b *binder) castHint(x Expr, want *types.Type) string {
	text := b.operandText(x.Span())
	if x.Type().Special != types.Object || text == "" || want == nil || want.Special == types.Object || want.Kind == types.Null {
		return ""
	}
	return "; the value is an object: cast it, (" + want.String() + ")" + text
}

// operandText is the text of an operand that a hint can repeat, "" for a long one.
func (b *binder) operandText(at diag.Span) string {
	text := strings.TrimSpace(b.src.Text[at.Start:at.End])
	if len(text) > longHint || strings.ContainsAny(text, "\r\n") {
		return ""
	}
	return text
}
