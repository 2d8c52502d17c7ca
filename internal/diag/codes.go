package diag

// Code is the stable, kebab-case name of a kind of finding. Codes never change
// once released; scripts and suppressions rely on them.
//
// Every code below says what it means and then, after the line "Example:",
// shows something that gets exactly that finding. Examples of policy documents
// are whole documents or the content of an inbound section, after a first line
// "-- profile: name --" where it takes a gateway; examples of expressions start
// with "@", or with "-- eval --" where they have to run; examples of configuration
// are files, each after a line "-- path --" with its name, beside which there is an
// API named echo. A test of cmd/gatehouse runs them all.
type Code string

// Codes of policy documents.
const (
	// XMLSyntax: the document cannot be read as XML with expressions in it.
	//
	// Example:
	//  <policies><inbound></outbound></policies>
	XMLSyntax Code = "xml-syntax"

	// UnknownElement: no policy or child element has that name.
	//
	// Example:
	//  <set-headr name="X-A"><value>1</value></set-headr>
	UnknownElement Code = "unknown-element"

	// UnknownAttribute: the element has no such attribute.
	//
	// Example:
	//  <set-method methd="x">GET</set-method>
	UnknownAttribute Code = "unknown-attribute"

	// MissingAttribute: a required attribute is absent.
	//
	// Example:
	//  <set-header><value>1</value></set-header>
	MissingAttribute Code = "missing-attribute"

	// DuplicateAttribute: an attribute stands twice in one element.
	//
	// Example:
	//  <set-header name="X-A" name="X-B"><value>1</value></set-header>
	DuplicateAttribute Code = "duplicate-attribute"

	// MissingElement: a required child element is absent.
	//
	// Example:
	//  <choose></choose>
	MissingElement Code = "missing-element"

	// DuplicateElement: an element that may stand once stands twice.
	//
	// Example:
	//  <policies><inbound></inbound><inbound></inbound></policies>
	DuplicateElement Code = "duplicate-element"

	// UnexpectedText: text where only elements may stand.
	//
	// Example:
	//  <policies><inbound>hello</inbound></policies>
	UnexpectedText Code = "unexpected-text"

	// InvalidValue: a literal that the attribute or element cannot take.
	//
	// Example:
	//  <retry condition="@(true)" count="many" interval="1"></retry>
	InvalidValue Code = "invalid-value"

	// MixedExpression: text stands before or after an expression. The service
	// then takes the whole value as plain text and evaluates nothing.
	//
	// Example:
	//  <set-variable name="v" value="@(context.Elapsed.Milliseconds)ms" />
	MixedExpression Code = "mixed-expression"

	// ExpressionNotAllowed: an expression in a place that takes literals only.
	//
	// Example:
	//  <set-variable name="@(context.Api.Id)" value="1" />
	ExpressionNotAllowed Code = "expression-not-allowed"

	// SectionNotAllowed: the policy may not stand in this section.
	//
	// Example:
	//  <policies><outbound><cors><allowed-origins><origin>*</origin></allowed-origins></cors></outbound></policies>
	SectionNotAllowed Code = "section-not-allowed"

	// ScopeNotAllowed: the policy may not stand at this scope.
	//
	// Example:
	//  -- policy.xml --
	//  <policies><inbound><rate-limit calls="5" renewal-period="60" /></inbound></policies>
	ScopeNotAllowed Code = "scope-not-allowed"

	// GatewayNotAllowed: the gateway chosen with --profile does not have this policy.
	//
	// Example:
	//  -- profile: consumption --
	//  <inbound><rate-limit-by-key calls="1" renewal-period="60" counter-key="a" /></inbound>
	GatewayNotAllowed Code = "gateway-not-allowed"

	// NotSupported: the service knows it, this version of Gatehouse does not.
	//
	// Example:
	//  <validate-odata-request></validate-odata-request>
	NotSupported Code = "not-supported"

	// UnresolvedNamedValue: {{x}} and no named value has the display name x.
	//
	// Example:
	//  <set-backend-service base-url="https://{{no-such-host}}/" />
	UnresolvedNamedValue Code = "unresolved-named-value"

	// UnresolvedFragment: include-fragment names a fragment that is not there.
	//
	// Example:
	//  <include-fragment fragment-id="no-such-fragment" />
	UnresolvedFragment Code = "unresolved-fragment"

	// UnresolvedBackend: backend-id names a backend that is not there.
	//
	// Example:
	//  <set-backend-service backend-id="no-such-backend" />
	UnresolvedBackend Code = "unresolved-backend"

	// UnresolvedCertificate: certificate-id names a certificate that is not there.
	//
	// Example:
	//  -- backends/orders/backendInformation.json --
	//  {"properties": {"url": "https://orders.example", "protocol": "http", "credentials": {"certificateIds": ["certificates/no-such-certificate"]}}}
	UnresolvedCertificate Code = "unresolved-certificate"

	// UnresolvedSchema: schema-id names a schema that is not there.
	//
	// Example:
	//  <validate-content unspecified-content-type-action="prevent" max-size="1024" size-exceeded-action="prevent">
	//    <content validate-as="json" schema-id="nowhere" action="prevent" />
	//  </validate-content>
	UnresolvedSchema Code = "unresolved-schema"

	// UnresolvedLogger: logger-id names a logger that is not there.
	//
	// Example:
	//  -- diagnostics/applicationinsights/diagnosticInformation.json --
	//  {"properties": {"loggerId": "/loggers/no-such-logger"}}
	UnresolvedLogger Code = "unresolved-logger"

	// TemplateSyntax: a Liquid template that cannot be read.
	//
	// Example:
	//  <set-body template="liquid">{% if body.id %}{{ body.id }}</set-body>
	TemplateSyntax Code = "template-syntax"

	// StylesheetSyntax: an XSLT stylesheet that cannot be read, or that asks for what
	// is not allowed in a policy.
	//
	// Example:
	//  <xsl-transform>
	//    <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
	//      <xsl:template match="/"><a><xsl:value-of select="1 +" /></a></xsl:template>
	//    </xsl:stylesheet>
	//  </xsl-transform>
	StylesheetSyntax Code = "stylesheet-syntax"

	// UnresolvedPlaceholder: a value holds something that a pipeline replaces before
	// it publishes the document, such as #host# or {retry-count}.
	//
	// Example:
	//  <policies><inbound><limit-concurrency key="a" max-count="#limit#" /></inbound></policies>
	UnresolvedPlaceholder Code = "unresolved-placeholder"

	// FragmentLoop: a fragment includes itself, or a section takes in fragments so
	// often that it would not end.
	//
	// Example:
	//  -- policyFragments/a/policy.xml --
	//  <fragment><include-fragment fragment-id="a" /></fragment>
	FragmentLoop Code = "fragment-loop"
)

// Codes of expressions.
const (
	// ExpressionSyntax: the text is not a C# expression or method body.
	//
	// Example:
	//  @(1 + )
	ExpressionSyntax Code = "expression-syntax"

	// ExpressionName: a name that does not exist in its context.
	//
	// Example:
	//  @(contxt.Api.Id)
	ExpressionName Code = "expression-name"

	// ExpressionType: a conversion, operator or overload that does not exist.
	//
	// Example:
	//  @(1 + true)
	ExpressionType Code = "expression-type"

	// ExpressionException: the expression threw an exception when it ran.
	//
	// Example:
	//  -- eval --
	//  int.Parse("five")
	ExpressionException Code = "expression-exception"

	// ExpressionNotSupported: C# that the service or Gatehouse refuses.
	//
	// Example:
	//  @(System.IO.File.ReadAllText("x"))
	ExpressionNotSupported Code = "expression-not-supported"
)

// Codes of configuration.
const (
	// UnknownKey: gatehouse.yaml has no such key.
	//
	// Example:
	//  -- gatehouse.yaml --
	//  listn: { gateway: "127.0.0.1:0" }
	UnknownKey Code = "unknown-key"

	// ConfigSyntax: a configuration file cannot be read as what it should be.
	//
	// Example:
	//  -- gatehouse.yaml --
	//  listen: [
	ConfigSyntax Code = "config-syntax"

	// UnreadableFile: a file is there and cannot be read, or is no file.
	//
	// Example:
	//  -- gatehouse.yaml --
	//  overrides: .
	UnreadableFile Code = "unreadable-file"

	// MissingFile: a file that is referred to is not there.
	//
	// Example:
	//  -- gatehouse.yaml --
	//  overrides: ./no-such-file.yaml
	MissingFile Code = "missing-file"

	// UnknownReference: a resource refers to another that is not there.
	//
	// Example:
	//  -- products/starter/productInformation.json --
	//  {"properties": {"displayName": "Starter"}}
	//  -- products/starter/apis.json --
	//  [{"name": "no-such-api"}]
	UnknownReference Code = "unknown-reference"

	// DuplicateResource: two resources of one kind have the same name.
	//
	// Example:
	//  -- namedValues/a/namedValueInformation.json --
	//  {"properties": {"displayName": "host", "value": "1"}}
	//  -- namedValues/b/namedValueInformation.json --
	//  {"properties": {"displayName": "host", "value": "2"}}
	DuplicateResource Code = "duplicate-resource"

	// DuplicateOperation: two operations of an API answer the same requests.
	//
	// Example:
	//  -- apis/echo/specification.yaml --
	//  openapi: 3.0.1
	//  info: { title: Echo, version: "1" }
	//  paths:
	//    /a/{x}: { get: { operationId: one, responses: { "200": { description: ok } } } }
	//    /a/{y}: { get: { operationId: two, responses: { "200": { description: ok } } } }
	DuplicateOperation Code = "duplicate-operation"

	// SpecificationSyntax: an API definition cannot be read.
	//
	// Example:
	//  -- apis/echo/specification.yaml --
	//  openapi: 3.0.1
	//  paths: 7
	SpecificationSyntax Code = "specification-syntax"

	// IgnoredResource: a resource that is passed over: it has no meaning for a
	// gateway, or stands where none is looked for.
	//
	// Example:
	//  -- backend/orders/backendInformation.json --
	//  {"properties": {"url": "https://orders.example", "protocol": "http"}}
	IgnoredResource Code = "ignored-resource"

	// IgnoredProperty: a property of a resource that has no effect here.
	//
	// Example:
	//  -- namedValues/a/namedValueInformation.json --
	//  {"properties": {"displayName": "host", "value": "1", "secrett": true}}
	IgnoredProperty Code = "ignored-property"

	// TemplateExpression: an expression of an ARM template cannot be read, or
	// fails.
	//
	// Example:
	//  -- gatehouse.yaml --
	//  configuration: ./main.json
	//  -- main.json --
	//  {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [
	//    {"type": "Microsoft.ApiManagement/service/namedValues", "name": "apim/host", "properties": {"displayName": "host", "value": "[concat('a')[0]]"}}]}
	TemplateExpression Code = "template-expression"

	// UnknownValue: a value of an ARM template or of Terraform's output is known
	// only after a deployment; something stands in for it, or it is left out.
	//
	// Example:
	//  -- gatehouse.yaml --
	//  configuration: ./main.json
	//  -- main.json --
	//  {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [
	//    {"type": "Microsoft.ApiManagement/service/namedValues", "name": "apim/host", "properties": {"displayName": "host", "value": "[reference('site').defaultHostName]"}}]}
	UnknownValue Code = "unknown-value"
)
