package policydocs

// Example is an expression on the page, evaluated with ExampleContext.
type Example struct {
	// Says is a sentence about it; Code has its brackets.
	Says, Code string
}

// ExampleContext is the context of the examples, a file as `gatehouse eval
// --context` reads it.
const ExampleContext = `POST /orders/42?verbose=true HTTP/1.1
Host: api.contoso.com
Content-Type: application/json
Authorization: Basic YWRhOnMzY3JldA==
X-Tags: new, paid

{"id": 42, "lines": [{"sku": "A", "price": 9.5}, {"sku": "B", "price": 20}]}
`

func expressionExamples() []Example {
	return []Example{
		{"A header, with a default:", `@(context.Request.Headers.GetValueOrDefault("X-Tenant", "none"))`},
		{"A condition on the query:", `@(context.Request.Url.Query.GetValueOrDefault("verbose") == "true")`},
		{"The body as JSON; `preserveContent` leaves it for the backend:", `@(context.Request.Body.As<JObject>(preserveContent: true)["lines"].Sum(l => (decimal)l["price"]))`},
		{"Statements, when one expression is not enough:", `@{
    var body = context.Request.Body.As<JObject>(preserveContent: true);
    var skus = body["lines"].Select(l => (string)l["sku"]).ToArray();
    return new JObject { ["id"] = body["id"], ["skus"] = new JArray(skus) }.ToString(Formatting.None);
}`},
		{"Basic credentials, null when there are none:", `@(context.Request.Headers.GetValueOrDefault("Authorization", "").AsBasic()?.UserId)`},
		{"A signature:", `@{
    using (var mac = new HMACSHA256(Encoding.UTF8.GetBytes("key"))) {
        return Convert.ToBase64String(mac.ComputeHash(Encoding.UTF8.GetBytes(context.Request.Url.Path)));
    }
}`},
		{"A regular expression, with a limit of its own:", `@(Regex.Match(context.Request.Url.Path, "(?<=/orders/)\\d+", RegexOptions.None, TimeSpan.FromMilliseconds(50)).Value)`},
		{"XML with a namespace:", `@(XElement.Parse("<a xmlns='urn:x'><b>1</b></a>").Element(XName.Get("b", "urn:x")).Value)`},
		{"Dates, with time zones by their Windows names:", `@(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(new DateTime(2024, 7, 1, 12, 0, 0, DateTimeKind.Utc), "W. Europe Standard Time").ToString("HH:mm"))`},
	}
}

// expressionsIntro is what stands before the examples.
const expressionsIntro = `# Policy expressions

An expression is C# 7 in the value of an attribute or the text of an element of a
policy: ` + "`@( )`" + ` holds one expression, ` + "`@{ }`" + ` statements that return a value on
every path. It is compiled when the configuration is loaded, so that a mistake is
reported then, with its place: types are checked, overloads are resolved and
conversions are done as the C# compiler does them. It sees one variable, ` + "`context`" + `.
Names of these namespaces need no qualification: System, System.Collections.Generic,
System.IO, System.Linq, System.Net, System.Text, System.Text.RegularExpressions,
System.Security.Cryptography, System.Security.Cryptography.X509Certificates,
System.Xml, System.Xml.Linq, Newtonsoft.Json, Newtonsoft.Json.Linq.

Try one without a gateway:

` + "```console" + `
$ gatehouse eval '@(1 + 1)'
System.Int32
2
` + "```" + `

` + "`--context FILE`" + ` gives it a request: a recorded one as text, a HAR file, an archive,
or JSON. ` + "`gatehouse eval --help`" + ` has the details.

## What is refused

What this page does not list. Files, network, processes, threads, reflection,
` + "`dynamic`" + ` and serializer settings exist in .NET and not in expressions; the messages
are those of the service: ` + "`Usage of type 'System.IO.File' is not supported within expressions`" + `,
` + "`Usage of member 'Load' of type 'System.Xml.Linq.XDocument' is not supported within expressions`" + `.
Of the language, ` + "`await`" + `, pointers and what came after C# 7 are errors.

## Limits

Each evaluation may take so many steps, so much memory and time, and nest so deep;
what exceeds a limit fails like an exception that no ` + "`catch`" + ` sees. The limits are
` + "`limits.expression`" + ` of the [settings](settings.md). Regular expressions have a time
limit of their own besides the one that they are given.

## Examples

The examples see this request:

` + "```http\n" + ExampleContext + "```\n"
