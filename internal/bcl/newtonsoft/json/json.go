package json

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

const ns = "Newtonsoft.Json."

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	list := []types.Decl{
		convertType(),
		{Name: ns + "Formatting", Kind: types.Enum, Values: []types.EnumValue{{Name: "None", Value: 0}, {Name: "Indented", Value: 1}}},
		// Signatures mention it, and no expression can have one.
		{Name: ns + "JsonConverter", Kind: types.Class, Abstract: true, Refused: notListed},
	}
	for _, name := range []string{
		"JsonSerializerSettings", "JsonSerializer", "JsonReader", "JsonWriter", "JsonTextReader", "JsonTextWriter",
		"JsonPropertyAttribute", "JsonIgnoreAttribute", "JsonObjectAttribute", "JsonArrayAttribute", "JsonConverterAttribute",
		"Converters.IsoDateTimeConverter", "Converters.StringEnumConverter", "Converters.XmlNodeConverter",
		"Converters.KeyValuePairConverter", "Serialization.CamelCasePropertyNamesContractResolver",
		"Serialization.DefaultContractResolver", "Schema.JsonSchema",
	} {
		list = append(list, types.Decl{Name: ns + name, Kind: types.Class, Refused: notListed})
	}
	for _, name := range []string{
		"NullValueHandling", "DefaultValueHandling", "DateParseHandling", "DateFormatHandling", "DateTimeZoneHandling",
		"FloatParseHandling", "FloatFormatHandling", "MissingMemberHandling", "ReferenceLoopHandling", "TypeNameHandling",
		"StringEscapeHandling", "JsonToken",
	} {
		list = append(list, types.Decl{Name: ns + name, Kind: types.Enum, Refused: notListed})
	}
	return append(list, exceptionTypes()...)
}

const notListed = "it is outside of the types that expressions may use"
