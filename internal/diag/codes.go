package diag

// Code is the stable, kebab-case name of a kind of finding. Codes never change
// once released; scripts and suppressions rely on them.
type Code string

// Codes of policy documents.
const (
	// XMLSyntax: the document cannot be read, for instance `<a></b>`.
	XMLSyntax Code = "xml-syntax"
	// UnknownElement: no policy or child element has that name; `<set-headr>`.
	UnknownElement Code = "unknown-element"
	// UnknownAttribute: the element has no such attribute; `<set-header nam="x">`.
	UnknownAttribute Code = "unknown-attribute"
	// MissingAttribute: a required attribute is absent; `<set-header>`.
	MissingAttribute Code = "missing-attribute"
	// DuplicateAttribute: an attribute stands twice in one element.
	DuplicateAttribute Code = "duplicate-attribute"
	// MissingElement: a required child element is absent; `<choose/>`.
	MissingElement Code = "missing-element"
	// DuplicateElement: an element that may stand once stands twice.
	DuplicateElement Code = "duplicate-element"
	// UnexpectedText: text where only elements may stand.
	UnexpectedText Code = "unexpected-text"
	// InvalidValue: a literal that the attribute cannot take; `count="x"`.
	InvalidValue Code = "invalid-value"
	// ExpressionNotAllowed: an expression in a place that takes literals only.
	ExpressionNotAllowed Code = "expression-not-allowed"
	// SectionNotAllowed: the policy may not stand in this section.
	SectionNotAllowed Code = "section-not-allowed"
	// ScopeNotAllowed: the policy may not stand at this scope.
	ScopeNotAllowed Code = "scope-not-allowed"
	// NotSupported: the service knows it, this version of Gatehouse does not.
	NotSupported Code = "not-supported"
	// UnresolvedNamedValue: `{{x}}` and no named value is displayed as x.
	UnresolvedNamedValue Code = "unresolved-named-value"
	// UnresolvedFragment: include-fragment names a fragment that is not there.
	UnresolvedFragment Code = "unresolved-fragment"
	// UnresolvedBackend: backend-id names a backend that is not there.
	UnresolvedBackend Code = "unresolved-backend"
	// UnresolvedCertificate: certificate-id names a certificate that is not there.
	UnresolvedCertificate Code = "unresolved-certificate"
	// UnresolvedLogger: logger-id names a logger that is not there.
	UnresolvedLogger Code = "unresolved-logger"
	// FragmentLoop: a fragment includes itself, directly or through others.
	FragmentLoop Code = "fragment-loop"
)

// Codes of expressions.
const (
	// ExpressionSyntax: the text is not a C# expression or method body.
	ExpressionSyntax Code = "expression-syntax"
	// ExpressionName: a name that does not exist in its context.
	ExpressionName Code = "expression-name"
	// ExpressionType: a conversion, operator or overload that does not exist.
	ExpressionType Code = "expression-type"
	// ExpressionNotSupported: C# that the service or Gatehouse refuses.
	ExpressionNotSupported Code = "expression-not-supported"
)

// Codes of configuration.
const (
	// UnknownKey: gatehouse.yaml has no such key.
	UnknownKey Code = "unknown-key"
	// ConfigSyntax: a configuration file cannot be read as what it should be.
	ConfigSyntax Code = "config-syntax"
	// UnreadableFile: a file is there and cannot be read.
	UnreadableFile Code = "unreadable-file"
	// MissingFile: a file that is referred to is not there.
	MissingFile Code = "missing-file"
	// UnknownReference: a resource refers to another that is not there.
	UnknownReference Code = "unknown-reference"
	// DuplicateResource: two resources of one kind have the same name.
	DuplicateResource Code = "duplicate-resource"
	// DuplicateOperation: two operations of an API answer the same requests.
	DuplicateOperation Code = "duplicate-operation"
	// SpecificationSyntax: an API definition cannot be read.
	SpecificationSyntax Code = "specification-syntax"
	// IgnoredResource: a resource that has no meaning for a gateway.
	IgnoredResource Code = "ignored-resource"
)
