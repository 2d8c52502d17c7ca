package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

const ns = "Newtonsoft.Json.Linq."

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	return []types.Decl{
		tokenType(), containerType(), objectType(), arrayType(), propertyType(), valueType(), rawType(), constructorType(),
		jEnumerableInterface(), jEnumerableType(), extensionsType(), comparerType(),
		tokenTypeEnum(), mergeSettingsType(), mergeArrayEnum(), mergeNullEnum(), serial.BigIntegerType(),
		{Name: ns + "JsonLoadSettings", Kind: types.Class, Refused: notListed},
		{Name: ns + "JsonSelectSettings", Kind: types.Class, Refused: notListed},
		{Name: ns + "JsonCloneSettings", Kind: types.Class, Refused: notListed},
		{Name: ns + "JTokenReader", Kind: types.Class, Refused: notListed},
		{Name: ns + "JTokenWriter", Kind: types.Class, Refused: notListed},
	}
}

// notListed is why the rest of the namespace is refused (expressions.md section
// 3.1).
const notListed = "it is outside of the types that expressions may use"

// tokenTypeEnum is JTokenType, whose values are those of jsontree.
func tokenTypeEnum() types.Decl {
	d := types.Decl{Name: ns + "JTokenType", Kind: types.Enum}
	for t := jsontree.TypeNone; t <= jsontree.TypeTimeSpan; t++ {
		d.Values = append(d.Values, types.EnumValue{Name: t.String(), Value: int64(t)})
	}
	return d
}
