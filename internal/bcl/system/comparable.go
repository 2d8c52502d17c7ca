package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// interfaceTypes are the interfaces of values: IComparable, IEquatable,
// IFormattable, IConvertible, ICloneable. Their members take any value and
// dispatch on it.
func interfaceTypes() []types.Decl {
	return []types.Decl{
		{Name: "System.IComparable", Kind: types.Interface, Members: []types.Member{
			{Sig: "int CompareTo(object obj)", Impl: rt.FrameMethod1(compareToObject[any])},
		}},
		{Name: "System.IComparable<in T>", Kind: types.Interface, Members: []types.Member{
			{Sig: "int CompareTo(T other)", Impl: rt.FrameMethod1(compareToObject[any])},
		}},
		{Name: "System.IEquatable<T>", Kind: types.Interface, Members: []types.Member{
			{Sig: "bool Equals(T other)", Impl: rt.FrameMethod1(rt.Equals)},
		}},
		{Name: "System.IFormattable", Kind: types.Interface, Members: []types.Member{
			{Sig: "string ToString(string format, IFormatProvider formatProvider)", Impl: rt.FrameMethod2(func(f *rt.Frame, v any, format rt.String, _ any) (rt.String, error) {
				s, err := host.Format(f, v, format.Text)
				return rt.Str(s), err
			})},
		}},
		{Name: "System.ICloneable", Kind: types.Interface, Members: []types.Member{
			{Sig: "object Clone()", Impl: rt.FrameMethod0(clone)},
		}},
		convertibleType(),
	}
}

// Cloner is implemented by objects of classes that are ICloneable; strings and
// arrays are known without it.
type Cloner interface {
	Clone(f *rt.Frame) (any, error)
}

func clone(f *rt.Frame, v any) (any, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case rt.AnyArray:
		return cloneArray(f, v)
	case Cloner:
		return v.Clone(f)
	}
	return nil, clr.InvalidCast(f.TypeName(v), "System.ICloneable")
}

// formatProviderTypes exist in signatures, where an argument can only be null:
// the service refuses to let expressions name cultures and parsing styles
// (expressions.md section 1.7).
func formatProviderTypes() []types.Decl {
	const reason = "cultures and styles are outside of the types that expressions may use"
	return []types.Decl{
		{Name: "System.IFormatProvider", Kind: types.Interface, Refused: reason},
		{Name: "System.Globalization.CultureInfo", Kind: types.Class, Abstract: true, Implements: []string{"System.IFormatProvider"}, Refused: reason},
		{Name: "System.Globalization.NumberStyles", Kind: types.Enum, Flags: true, Refused: reason, Values: numberStyles()},
		{Name: "System.Globalization.DateTimeStyles", Kind: types.Enum, Flags: true, Refused: reason, Values: []types.EnumValue{
			{Name: "None", Value: 0}, {Name: "AllowLeadingWhite", Value: 1}, {Name: "AllowTrailingWhite", Value: 2}, {Name: "AllowInnerWhite", Value: 4},
			{Name: "AllowWhiteSpaces", Value: 7}, {Name: "NoCurrentDateDefault", Value: 8}, {Name: "AdjustToUniversal", Value: 16},
			{Name: "AssumeLocal", Value: 32}, {Name: "AssumeUniversal", Value: 64}, {Name: "RoundtripKind", Value: 128},
		}},
		{Name: "System.Globalization.UnicodeCategory", Kind: types.Enum, Values: named(
			"UppercaseLetter", "LowercaseLetter", "TitlecaseLetter", "ModifierLetter", "OtherLetter", "NonSpacingMark",
			"SpacingCombiningMark", "EnclosingMark", "DecimalDigitNumber", "LetterNumber", "OtherNumber", "SpaceSeparator",
			"LineSeparator", "ParagraphSeparator", "Control", "Format", "Surrogate", "PrivateUse", "ConnectorPunctuation",
			"DashPunctuation", "OpenPunctuation", "ClosePunctuation", "InitialQuotePunctuation", "FinalQuotePunctuation",
			"OtherPunctuation", "MathSymbol", "CurrencySymbol", "ModifierSymbol", "OtherSymbol", "OtherNotAssigned")},
	}
}

func numberStyles() []types.EnumValue {
	return []types.EnumValue{
		{Name: "None", Value: 0}, {Name: "AllowLeadingWhite", Value: 1}, {Name: "AllowTrailingWhite", Value: 2}, {Name: "AllowLeadingSign", Value: 4},
		{Name: "Integer", Value: 7}, {Name: "AllowTrailingSign", Value: 8}, {Name: "AllowParentheses", Value: 16}, {Name: "AllowDecimalPoint", Value: 32},
		{Name: "AllowThousands", Value: 64}, {Name: "Number", Value: 111}, {Name: "AllowExponent", Value: 128}, {Name: "Float", Value: 167},
		{Name: "AllowCurrencySymbol", Value: 256}, {Name: "Currency", Value: 383}, {Name: "Any", Value: 511},
		{Name: "AllowHexSpecifier", Value: 512}, {Name: "HexNumber", Value: 515},
	}
}

// named are the members of an enumeration that counts from zero.
func named(names ...string) []types.EnumValue {
	values := make([]types.EnumValue, len(names))
	for i, n := range names {
		values[i] = types.EnumValue{Name: n, Value: int64(i)}
	}
	return values
}

// stringEnumTypes are the enumerations that members of String take.
func stringEnumTypes() []types.Decl {
	return []types.Decl{
		{Name: "System.StringComparison", Kind: types.Enum, Values: named(
			"CurrentCulture", "CurrentCultureIgnoreCase", "InvariantCulture", "InvariantCultureIgnoreCase", "Ordinal", "OrdinalIgnoreCase")},
		{Name: "System.StringSplitOptions", Kind: types.Enum, Flags: true, Values: named("None", "RemoveEmptyEntries", "TrimEntries")},
		{Name: "System.MidpointRounding", Kind: types.Enum, Values: named("ToEven", "AwayFromZero")},
		{Name: "System.Base64FormattingOptions", Kind: types.Enum, Flags: true, Values: named("None", "InsertLineBreaks")},
		{Name: "System.TypeCode", Kind: types.Enum, Values: typeCodes()},
	}
}
