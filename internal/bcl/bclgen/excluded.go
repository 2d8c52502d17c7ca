package bclgen

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// leftOut says why a member is in no case. Keys are the type's full name with the
// member's name, or "*" for either.
var leftOut = map[string]string{
	"*.GetHashCode":   "hash codes differ between processes",
	"*.GetEnumerator": "the name of an enumerator's class is the compiler's; foreach and LINQ use it",
	"*.SyncRoot":      "which object it is differs",
	"*.GetType":       "reflection is refused",

	"System.DateTime.Now": "the clock", "System.DateTime.UtcNow": "the clock", "System.DateTime.Today": "the clock",
	"System.DateTimeOffset.Now": "the clock", "System.DateTimeOffset.UtcNow": "the clock",
	"System.String.IsInterned": "which texts are literals",
	"System.Guid.NewGuid":      "random", "System.Security.Cryptography.RNGCryptoServiceProvider.*": "random",
	"System.Security.Cryptography.SymmetricAlgorithm.GenerateKey":          "random",
	"System.Security.Cryptography.SymmetricAlgorithm.GenerateIV":           "random",
	"System.Security.Cryptography.SymmetricAlgorithm.Key":                  "random until it is set",
	"System.Security.Cryptography.SymmetricAlgorithm.IV":                   "random until it is set",
	"System.Security.Cryptography.RSA.Create":                              "its key is random",
	"System.Security.Cryptography.RSA.EncryptValue":                        "the classes of .NET Framework do not have it, that of Mono has",
	"System.Security.Cryptography.RSA.DecryptValue":                        "the classes of .NET Framework do not have it, that of Mono has",
	"System.Security.Cryptography.X509Certificates.X509Certificate.Export": "its salt is random",
	"System.Security.Cryptography.RSA.Encrypt":                             "its padding is random",
	"System.Security.Cryptography.AsymmetricAlgorithm.Create":              "its key is random",
	"System.Security.Cryptography.RSACng.*":                                "Mono has none",

	"System.TimeZoneInfo.DisplayName":        "Mono has no Windows names",
	"System.TimeZoneInfo.StandardName":       "Mono has no Windows names",
	"System.TimeZoneInfo.DaylightName":       "Mono has no Windows names",
	"System.TimeZoneInfo.ToString":           "Mono has no Windows names",
	"System.TimeZoneInfo.GetSystemTimeZones": "Mono has no Windows ids",
	"System.TimeZoneInfo.GetAdjustmentRules": "Mono reads other files",

	"System.Security.Cryptography.SymmetricAlgorithm.Create": "its key is random",
	"System.Exception.StackTrace":                            "the frames are the implementation's", "System.Exception.Source": "the name of an assembly",
	"System.Exception.TargetSite": "reflection", "System.Exception.HelpLink": "no use",

	"System.Xml.XmlDocument.XmlResolver": "there is nothing but null to set it to",

	"Apim.IExpressionContext.GraphQLArguments": "an alias that the model of the context has not",
}

// unknownToMono are members of newer .NET versions, or of .NET Framework versions
// after Mono's, that the compiler of the oracle refuses: by declaration.
var unknownToMono = map[string]bool{
	"Newtonsoft.Json.JsonSerializationException: string Path":                                          true,
	"Newtonsoft.Json.JsonSerializationException: int LineNumber":                                       true,
	"Newtonsoft.Json.JsonSerializationException: int LinePosition":                                     true,
	"Newtonsoft.Json.Linq.JsonMergeSettings: StringComparison PropertyNameComparison":                  true,
	"Newtonsoft.Json.Linq.JObject: JProperty Property(string name, StringComparison comparison)":       true,
	"System.String: string Replace(string oldValue, string newValue, StringComparison comparisonType)": true,
}

// unnamed reports whether an argument of a refused type can be written without its
// name: null, or zero of an enumeration.
func unnamed(t *types.Type) bool {
	return t.Kind == types.Enum || t.IsReference() && t.Kind != types.Array
}

// excluded returns why a member is left out, "" if it is not.
func excluded(m *member) string {
	owner := m.owner.Definition().FullName()
	if i := strings.IndexByte(owner, '<'); i >= 0 {
		owner = owner[:i]
	}
	for _, k := range []string{owner + "." + m.name, owner + ".*", "*." + m.name} {
		if why := leftOut[k]; why != "" {
			return why
		}
	}
	if strings.HasPrefix(owner, "System.Security.Cryptography.HMAC") && m.form == constructor && len(m.params) == 0 || m.owner.Name == "KeyedHashAlgorithm" && m.name == "Create" || m.owner.Name == "HMAC" && m.name == "Create" {
		return "its key is random"
	}
	if m.owner.Name == "Random" && m.form == constructor && len(m.params) == 0 {
		return "random"
	}
	if refused(m.result) {
		return "its result is of a refused type"
	}
	for _, p := range m.params {
		if refused(p.Type) && !p.Optional && !p.Params && !unnamed(p.Type) {
			return "takes a refused type"
		}
	}
	if unknownToMono[m.id] {
		return "newer than the oracle's class library"
	}
	return ""
}
