package net

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// statusCodeType is System.Net.HttpStatusCode. Of names with the same value the
// first is what ToString prints.
func statusCodeType() types.Decl {
	return types.Decl{Name: "System.Net.HttpStatusCode", Kind: types.Enum, Values: []types.EnumValue{
		{Name: "Continue", Value: 100}, {Name: "SwitchingProtocols", Value: 101}, {Name: "Processing", Value: 102}, {Name: "EarlyHints", Value: 103},
		{Name: "OK", Value: 200}, {Name: "Created", Value: 201}, {Name: "Accepted", Value: 202}, {Name: "NonAuthoritativeInformation", Value: 203},
		{Name: "NoContent", Value: 204}, {Name: "ResetContent", Value: 205}, {Name: "PartialContent", Value: 206}, {Name: "MultiStatus", Value: 207},
		{Name: "AlreadyReported", Value: 208}, {Name: "IMUsed", Value: 226},
		{Name: "Ambiguous", Value: 300}, {Name: "MultipleChoices", Value: 300}, {Name: "Moved", Value: 301}, {Name: "MovedPermanently", Value: 301},
		{Name: "Redirect", Value: 302}, {Name: "Found", Value: 302}, {Name: "RedirectMethod", Value: 303}, {Name: "SeeOther", Value: 303},
		{Name: "NotModified", Value: 304}, {Name: "UseProxy", Value: 305}, {Name: "Unused", Value: 306},
		{Name: "TemporaryRedirect", Value: 307}, {Name: "RedirectKeepVerb", Value: 307}, {Name: "PermanentRedirect", Value: 308},
		{Name: "BadRequest", Value: 400}, {Name: "Unauthorized", Value: 401}, {Name: "PaymentRequired", Value: 402}, {Name: "Forbidden", Value: 403},
		{Name: "NotFound", Value: 404}, {Name: "MethodNotAllowed", Value: 405}, {Name: "NotAcceptable", Value: 406},
		{Name: "ProxyAuthenticationRequired", Value: 407}, {Name: "RequestTimeout", Value: 408}, {Name: "Conflict", Value: 409}, {Name: "Gone", Value: 410},
		{Name: "LengthRequired", Value: 411}, {Name: "PreconditionFailed", Value: 412}, {Name: "RequestEntityTooLarge", Value: 413},
		{Name: "RequestUriTooLong", Value: 414}, {Name: "UnsupportedMediaType", Value: 415}, {Name: "RequestedRangeNotSatisfiable", Value: 416},
		{Name: "ExpectationFailed", Value: 417}, {Name: "MisdirectedRequest", Value: 421}, {Name: "UnprocessableEntity", Value: 422},
		{Name: "Locked", Value: 423}, {Name: "FailedDependency", Value: 424}, {Name: "UpgradeRequired", Value: 426},
		{Name: "PreconditionRequired", Value: 428}, {Name: "TooManyRequests", Value: 429}, {Name: "RequestHeaderFieldsTooLarge", Value: 431},
		{Name: "UnavailableForLegalReasons", Value: 451},
		{Name: "InternalServerError", Value: 500}, {Name: "NotImplemented", Value: 501}, {Name: "BadGateway", Value: 502},
		{Name: "ServiceUnavailable", Value: 503}, {Name: "GatewayTimeout", Value: 504}, {Name: "HttpVersionNotSupported", Value: 505},
		{Name: "VariantAlsoNegotiates", Value: 506}, {Name: "InsufficientStorage", Value: 507}, {Name: "LoopDetected", Value: 508},
		{Name: "NotExtended", Value: 510}, {Name: "NetworkAuthenticationRequired", Value: 511},
	}}
}

// The values of AddressFamily that addresses have.
const (
	interNetwork   = 2
	interNetworkV6 = 23
)

// addressFamilyType is System.Net.Sockets.AddressFamily.
func addressFamilyType() types.Decl {
	return types.Decl{Name: "System.Net.Sockets.AddressFamily", Kind: types.Enum, Values: []types.EnumValue{
		{Name: "Unspecified", Value: 0}, {Name: "Unix", Value: 1}, {Name: "InterNetwork", Value: interNetwork}, {Name: "ImpLink", Value: 3},
		{Name: "Pup", Value: 4}, {Name: "Chaos", Value: 5}, {Name: "NS", Value: 6}, {Name: "Ipx", Value: 6}, {Name: "Iso", Value: 7},
		{Name: "Osi", Value: 7}, {Name: "Ecma", Value: 8}, {Name: "DataKit", Value: 9}, {Name: "Ccitt", Value: 10}, {Name: "Sna", Value: 11},
		{Name: "DecNet", Value: 12}, {Name: "DataLink", Value: 13}, {Name: "Lat", Value: 14}, {Name: "HyperChannel", Value: 15},
		{Name: "AppleTalk", Value: 16}, {Name: "NetBios", Value: 17}, {Name: "VoiceView", Value: 18}, {Name: "FireFox", Value: 19},
		{Name: "Banyan", Value: 21}, {Name: "Atm", Value: 22}, {Name: "InterNetworkV6", Value: interNetworkV6}, {Name: "Cluster", Value: 24},
		{Name: "Ieee12844", Value: 25}, {Name: "Irda", Value: 26}, {Name: "NetworkDesigners", Value: 28}, {Name: "Max", Value: 29},
		{Name: "Unknown", Value: -1},
	}}
}
