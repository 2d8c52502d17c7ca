package token

// Token is one lexical element: its kind and its place in the text. What it says
// is read from the text only when someone asks, so a token holds no string.
type Token struct {
	Kind Kind
	// Flags tell how the token is written.
	Flags Flags
	// Start and End are byte offsets, half open.
	Start, End int32
}

// Flags tell how a token is written.
type Flags uint8

const (
	// Escaped: the text holds escapes and its value has to be decoded. On an
	// identifier: an `@` prefix or a unicode escape.
	Escaped Flags = 1 << iota
	// Verbatim: a string or a part of an interpolated string after `@`.
	Verbatim
	// At: an identifier with an `@` prefix, never a contextual keyword.
	At
	// Faulty: the scanner has reported an error about this token; nobody needs
	// to report it again.
	Faulty
)

// Kind is the kind of a token. `>>`, `>>=` and `?.` are not tokens: the parser
// puts them together from adjacent tokens, because only it knows whether `>`
// closes a list of type arguments.
type Kind uint8

// The kinds of tokens that are neither punctuation nor keywords.
const (
	// EOF stands after the last token; its span is empty.
	EOF Kind = iota
	// Invalid is a character that starts no token.
	Invalid
	// Ident is an identifier, contextual keywords included.
	Ident
	// Int is an integer literal with its suffix.
	Int
	// Real is a real literal with its suffix.
	Real
	// Char is a character literal with its quotes.
	Char
	// String is a regular or verbatim string literal with its quotes.
	String

	// An interpolated string is a sequence: InterpolatedStart (`$"`), then
	// InterpolatedText and holes, then InterpolatedEnd (`"`). A hole is
	// HoleStart (`{`), tokens, at most one HoleFormat (`:` and what follows it),
	// HoleEnd (`}`).

	// InterpolatedStart is `$"`, `$@"` or `@$"`.
	InterpolatedStart
	// InterpolatedText is text between holes.
	InterpolatedText
	// HoleStart is the `{` that opens a hole.
	HoleStart
	// HoleFormat is `:` and the format text up to the closing `}`.
	HoleFormat
	// HoleEnd is the `}` that closes a hole.
	HoleEnd
	// InterpolatedEnd is the closing `"`. It is empty when the quote is missing.
	InterpolatedEnd
)

// Punctuation and operators.
const (
	LParen Kind = iota + 16
	RParen
	LBrace
	RBrace
	LBracket
	RBracket
	Dot
	Comma
	Colon
	DoubleColon
	Semicolon
	Question
	DoubleQuestion
	Arrow      // =>
	PtrArrow   // ->
	Assign     // =
	Plus       // +
	Minus      // -
	Star       // *
	Slash      // /
	Percent    // %
	Amp        // &
	Bar        // |
	Caret      // ^
	Not        // !
	Tilde      // ~
	AndAnd     // &&
	OrOr       // ||
	Inc        // ++
	Dec        // --
	Equal      // ==
	NotEqual   // !=
	Less       // <
	LessEq     // <=
	Greater    // >
	GreaterEq  // >=
	Shl        // <<
	Shr        // >>, made by the parser
	PlusEq     // +=
	MinusEq    // -=
	StarEq     // *=
	SlashEq    // /=
	PercentEq  // %=
	AmpEq      // &=
	BarEq      // |=
	CaretEq    // ^=
	ShlEq      // <<=
	ShrEq      // >>=, made by the parser
	CoalesceEq // ??=, C# 8
	DotDot     // .., C# 8
)

// Keywords, in alphabetical order.
const (
	Abstract Kind = iota + 80
	As
	Base
	Bool
	Break
	Byte
	Case
	Catch
	CharType
	Checked
	Class
	Const
	Continue
	Decimal
	Default
	Delegate
	Do
	Double
	Else
	Enum
	Event
	Explicit
	Extern
	False
	Finally
	Fixed
	Float
	For
	Foreach
	Goto
	If
	Implicit
	In
	IntType
	Interface
	Internal
	Is
	Lock
	Long
	Namespace
	New
	Null
	Object
	Operator
	Out
	Override
	Params
	Private
	Protected
	Public
	Readonly
	Ref
	Return
	SByte
	Sealed
	Short
	Sizeof
	Stackalloc
	Static
	StringType
	Struct
	Switch
	This
	Throw
	True
	Try
	Typeof
	UInt
	ULong
	Unchecked
	Unsafe
	UShort
	Using
	Virtual
	Void
	Volatile
	While
	Arglist   // __arglist
	MakeRef   // __makeref
	RefType   // __reftype
	RefValue  // __refvalue
	lastToken // not a token
)

// IsKeyword reports whether the kind is a reserved word.
func (k Kind) IsKeyword() bool { return k >= Abstract && k < lastToken }

// IsPredefinedType reports whether the kind is a keyword that names a type, void
// not included.
func (k Kind) IsPredefinedType() bool {
	switch k {
	case Bool, Byte, CharType, Decimal, Double, Float, IntType, Long, Object, SByte, Short, StringType, UInt, ULong, UShort:
		return true
	}
	return false
}

// String returns the token as it is written, or a description of a token that
// can be written in many ways.
func (k Kind) String() string {
	if int(k) < len(names) && names[k] != "" {
		return names[k]
	}
	return "token"
}

// names is indexed by Kind and never changed.
var names = [...]string{
	EOF: "end of text", Invalid: "invalid character", Ident: "identifier", Int: "integer literal", Real: "real literal",
	Char: "character literal", String: "string literal", InterpolatedStart: "$\"", InterpolatedText: "text",
	HoleStart: "{", HoleFormat: ":", HoleEnd: "}", InterpolatedEnd: "\"",
	LParen: "(", RParen: ")", LBrace: "{", RBrace: "}", LBracket: "[", RBracket: "]", Dot: ".", Comma: ",", Colon: ":",
	DoubleColon: "::", Semicolon: ";", Question: "?", DoubleQuestion: "??", Arrow: "=>", PtrArrow: "->", Assign: "=",
	Plus: "+", Minus: "-", Star: "*", Slash: "/", Percent: "%", Amp: "&", Bar: "|", Caret: "^", Not: "!", Tilde: "~",
	AndAnd: "&&", OrOr: "||", Inc: "++", Dec: "--", Equal: "==", NotEqual: "!=", Less: "<", LessEq: "<=", Greater: ">",
	GreaterEq: ">=", Shl: "<<", Shr: ">>", PlusEq: "+=", MinusEq: "-=", StarEq: "*=", SlashEq: "/=", PercentEq: "%=",
	AmpEq: "&=", BarEq: "|=", CaretEq: "^=", ShlEq: "<<=", ShrEq: ">>=", CoalesceEq: "??=", DotDot: "..",
	Abstract: "abstract", As: "as", Base: "base", Bool: "bool", Break: "break", Byte: "byte", Case: "case",
	Catch: "catch", CharType: "char", Checked: "checked", Class: "class", Const: "const", Continue: "continue",
	Decimal: "decimal", Default: "default", Delegate: "delegate", Do: "do", Double: "double", Else: "else",
	Enum: "enum", Event: "event", Explicit: "explicit", Extern: "extern", False: "false", Finally: "finally",
	Fixed: "fixed", Float: "float", For: "for", Foreach: "foreach", Goto: "goto", If: "if", Implicit: "implicit",
	In: "in", IntType: "int", Interface: "interface", Internal: "internal", Is: "is", Lock: "lock", Long: "long",
	Namespace: "namespace", New: "new", Null: "null", Object: "object", Operator: "operator", Out: "out",
	Override: "override", Params: "params", Private: "private", Protected: "protected", Public: "public",
	Readonly: "readonly", Ref: "ref", Return: "return", SByte: "sbyte", Sealed: "sealed", Short: "short",
	Sizeof: "sizeof", Stackalloc: "stackalloc", Static: "static", StringType: "string", Struct: "struct",
	Switch: "switch", This: "this", Throw: "throw", True: "true", Try: "try", Typeof: "typeof", UInt: "uint",
	ULong: "ulong", Unchecked: "unchecked", Unsafe: "unsafe", UShort: "ushort", Using: "using", Virtual: "virtual",
	Void: "void", Volatile: "volatile", While: "while", Arglist: "__arglist", MakeRef: "__makeref",
	RefType: "__reftype", RefValue: "__refvalue",
}
