package serial

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// Parse is JsonConvert.DeserializeObject(text, type). The result is boxed, null
// for text without a value.
func Parse(f *rt.Frame, text string, target *rt.Type) (any, error) {
	t, err := jsontree.DeserializeToken(text, jsontree.Options{Charge: f.Alloc})
	if t == nil || err != nil {
		return nil, err
	}
	return Read(f, t, target)
}
