package expression

import "strings"

// builtin returns the function of a name in lower case.
func builtin(name string) (function, bool) {
	f, ok := builtins[name]
	return f, ok
}

// names are the names that a misspelt one may mean.
func names() []string {
	out := []string{
		"if", "and", "or", "coalesce", "parameters", "variables", "resourceId", "subscriptionResourceId", "tenantResourceId",
		"extensionResourceId", "reference", "listKeys", "resourceGroup", "subscription", "deployment", "copyIndex", "map", "filter",
		"reduce", "toObject", "lambda", "utcNow", "newGuid", "environment", "tenant", "managementGroup",
	}
	for _, f := range builtins {
		out = append(out, f.name)
	}
	return out
}

// builtins are the functions that depend on their arguments alone, by name in
// lower case. The table is never written to.
var builtins = func() map[string]function {
	out := map[string]function{}
	for _, f := range [...]function{
		{"concat", 0, -1, standIn, concat},
		{"format", 1, -1, standIn, format},
		{"replace", 3, 3, standIn, replace},
		{"toLower", 1, 1, standIn, mapText(strings.ToLower)},
		{"toUpper", 1, 1, standIn, mapText(strings.ToUpper)},
		{"trim", 1, 1, standIn, mapText(strings.TrimSpace)},
		{"base64", 1, 1, standIn, toBase64},
		{"base64ToString", 1, 1, collapse, fromBase64},
		{"base64ToJson", 1, 1, collapse, base64JSON},
		{"dataUri", 1, 1, standIn, dataURI},
		{"dataUriToString", 1, 1, collapse, dataURIText},
		{"uri", 2, 2, standIn, joinURI},
		{"uriComponent", 1, 1, standIn, mapText(escapeComponent)},
		{"uriComponentToString", 1, 1, standIn, unescapeComponent},
		{"string", 1, 1, standIn, toString},
		{"join", 2, 2, standIn, join},
		{"split", 2, 2, collapse, split},
		{"substring", 2, 3, collapse, substring},
		{"padLeft", 2, 3, collapse, padLeft},
		{"startsWith", 2, 2, collapse, compareText(strings.HasPrefix)},
		{"endsWith", 2, 2, collapse, compareText(strings.HasSuffix)},
		{"indexOf", 2, 2, collapse, indexOf},
		{"lastIndexOf", 2, 2, collapse, lastIndexOf},
		{"guid", 1, -1, standIn, guid},
		{"uniqueString", 1, -1, standIn, uniqueString},
		{"json", 1, 1, collapse, parseJSON},

		{"dateTimeAdd", 2, 3, collapse, dateTimeAdd},
		{"dateTimeFromEpoch", 1, 1, collapse, dateTimeFromEpoch},
		{"dateTimeToEpoch", 1, 1, collapse, dateTimeToEpoch},
		{"parseCidr", 1, 1, collapse, parseCIDR},
		{"cidrSubnet", 3, 3, collapse, cidrSubnet},
		{"cidrHost", 2, 2, collapse, cidrHost},

		{"length", 1, 1, collapse, length},
		{"empty", 1, 1, collapse, empty},
		{"contains", 2, 2, collapse, contains},
		{"first", 1, 1, collapse, first},
		{"last", 1, 1, collapse, last},
		{"skip", 2, 2, collapse, skip},
		{"take", 2, 2, collapse, take},
		{"array", 1, 1, keep, toArray},
		{"createArray", 0, -1, keep, createArray},
		{"createObject", 0, -1, keep, createObject},
		{"union", 1, -1, collapse, union},
		{"intersection", 2, -1, collapse, intersection},
		{"shallowMerge", 1, 1, collapse, shallowMerge},
		{"flatten", 1, 1, collapse, flatten},
		{"items", 1, 1, collapse, items},
		{"objectKeys", 1, 1, collapse, objectKeys},
		{"range", 2, 2, collapse, rangeOf},

		{"equals", 2, 2, collapse, equals},
		{"not", 1, 1, collapse, not},
		{"true", 0, 0, collapse, constant(true)},
		{"false", 0, 0, collapse, constant(false)},
		{"null", 0, 0, collapse, null},
		{"bool", 1, 1, collapse, toBool},
		{"int", 1, 1, collapse, toInt},
		{"float", 1, 1, collapse, toFloat},
		{"less", 2, 2, collapse, ordered(func(c int) bool { return c < 0 })},
		{"lessOrEquals", 2, 2, collapse, ordered(func(c int) bool { return c <= 0 })},
		{"greater", 2, 2, collapse, ordered(func(c int) bool { return c > 0 })},
		{"greaterOrEquals", 2, 2, collapse, ordered(func(c int) bool { return c >= 0 })},
		{"min", 1, -1, collapse, extreme(-1)},
		{"max", 1, -1, collapse, extreme(1)},
		{"add", 2, 2, collapse, arithmetic},
		{"sub", 2, 2, collapse, subtract},
		{"mul", 2, 2, collapse, multiply},
		{"div", 2, 2, collapse, divide},
		{"mod", 2, 2, collapse, modulo},
	} {
		out[strings.ToLower(f.name)] = f
	}
	return out
}()
