package main

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/bcl/bclgen"
)

// rule explains differences in which the oracle is not to be believed.
type rule struct {
	why   string
	match func(c bclgen.Case, want, got answer) bool
}

// rules are the known faults of the oracle: its README, "Where not to believe it",
// and what was found besides.
var rules = []rule{
	{"the oracle cannot show its own result: it reads tokens once more", func(_ bclgen.Case, want, _ answer) bool { return want.Phase == "render" }},
	{"the classes of the oracle's model of the context have names of their own", func(_ bclgen.Case, want, got answer) bool {
		return strings.HasPrefix(want.Type, "Apim.") || want.OK && got.OK && strings.Contains(string(want.Value), "Apim.Named")
	}},
	{"the oracle's model names the exception of a body that is gone", func(_ bclgen.Case, want, got answer) bool {
		return want.Exception == "Apim.BodyGone" && got.Exception == "System.InvalidOperationException"
	}},
	{"names of classes that no expression can write: comparers, encodings, sequences", func(_ bclgen.Case, want, got answer) bool {
		return want.OK && got.OK && internalName(want.Type+string(want.Value)) && differs(want, got, false) != "" && (want.Type != got.Type || len(want.Value) > 0)
	}},
	{"arrays of several dimensions are named without their commas by the oracle", func(_ bclgen.Case, want, got answer) bool {
		return want.OK && got.OK && strings.Contains(got.Type, ",") && want.String != nil && got.String != nil && *want.String == *got.String
	}},
	{"the oracle's model takes any name of an algorithm for AES", func(_ bclgen.Case, _, got answer) bool { return strings.HasPrefix(got.Message, "The algorithm '") }},
	{"the oracle's model of GraphQL and forms is its own", func(c bclgen.Case, _, _ answer) bool {
		return strings.Contains(c.Code, "GraphQL") || strings.Contains(c.Code, "AsFormUrlEncodedContent")
	}},
	{"the oracle's Newtonsoft.Json, for .NET Standard, has no IConvertible", func(c bclgen.Case, want, _ answer) bool {
		return want.Exception == "System.InvalidCastException" && strings.Contains(c.Code, "Convert.") && (strings.Contains(c.Code, "JToken") || strings.Contains(c.Code, "JValue"))
	}},
	{"requests have no fragments", func(c bclgen.Case, want, got answer) bool {
		return strings.Contains(c.Code, "Url") && want.String != nil && got.String != nil && strings.ReplaceAll(*want.String, "#f", "") == *got.String
	}},
	{"classes of LINQ's own have names of their own", func(c bclgen.Case, want, got answer) bool {
		return want.OK && got.OK && strings.Contains(want.Type, "Lookup") && strings.Contains(c.Code, "ApplyResultSelector")
	}},
	{"Mono rounds halves away from zero", func(c bclgen.Case, want, got answer) bool {
		return want.OK && got.OK && strings.Contains(c.Code, "Math.Round(") && oneApart(want, got)
	}},
	{"collation gives NUL, soft hyphens and combining marks other weights in Mono", func(c bclgen.Case, want, got answer) bool {
		return want.OK && got.OK && weighed(c.Code) &&
			(strings.Contains(c.Code, "Culture") || strings.Contains(c.Code, "OrderBy") || strings.Contains(c.Code, "Index") || strings.Contains(c.Code, "Compare") || strings.Contains(c.Code, "With("))
	}},
	{"Mono has not implemented it", func(_ bclgen.Case, want, _ answer) bool { return want.Exception == "System.NotImplementedException" }},
	{"the budget of memory ends it", func(_ bclgen.Case, _, got answer) bool { return got.Exception == "budget" }},
	{"the oracle had no time for it, or ended", func(_ bclgen.Case, want, _ answer) bool { return want.Phase == "timeout" || want.Phase == "none" }},
}

// oneApart reports whether two answers are numbers that differ by one at most, as
// those do that were rounded in different directions.
func oneApart(want, got answer) bool {
	if want.String == nil || got.String == nil {
		return false
	}
	a, errA := strconv.ParseFloat(*want.String, 64)
	b, errB := strconv.ParseFloat(*got.String, 64)
	return errA == nil && errB == nil && math.Abs(a-b) <= 1
}

// weighed reports whether code has characters in which Mono's collation is not that
// of Windows: controls and everything outside of ASCII, as they are or escaped.
func weighed(code string) bool {
	for i := range len(code) {
		if code[i] >= utf8.RuneSelf {
			return true
		}
	}
	return strings.Contains(code, `\u`) || strings.Contains(code, `\x`) || strings.Contains(code, `\0`)
}

// internalName reports whether a text names a class that is not public.
func internalName(s string) bool {
	for _, n := range []string{
		"XmlTextReaderImpl", "XNodeReader", "XmlElementList", "XmlChildNodes", "XPathNodeList", "XmlNamespaceManager",
		"EqualityComparer", "GenericComparer", "ObjectComparer", "ComparisonComparer", "CultureAwareComparer", "OrdinalComparer", "OrdinalIgnoreCaseComparer",
		"Encoding", "CP1252", "OrdinalCaseSensitiveComparer", "c__Iterator", "Partition", "KeyCollection", "ValueCollection", "JToken[]", "Dictionary<",
	} {
		if strings.Contains(s, n) {
			return true
		}
	}
	return false
}

// explained returns why the oracle is not to be believed, "" if it is.
func explained(c bclgen.Case, want, got answer) string {
	for _, r := range rules {
		if r.match(c, want, got) {
			return r.why
		}
	}
	return ""
}
