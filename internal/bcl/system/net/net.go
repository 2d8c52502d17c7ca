// Package net declares the namespaces System.Net and System.Net.Sockets as far as
// expressions reach into them: WebUtility, IPAddress and the enumerations
// HttpStatusCode and AddressFamily. See package bcl for how members are declared.
//
// Nothing here opens a connection or resolves a name. Start reading at Types.
package net

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// Types returns the declarations of the namespaces.
func Types() []types.Decl {
	list := []types.Decl{webUtilityType(), ipAddressType(), addressFamilyType(), statusCodeType()}
	for _, name := range []string{
		"HttpWebRequest", "HttpWebResponse", "WebRequest", "WebResponse", "WebClient", "Dns", "IPEndPoint", "IPHostEntry",
		"NetworkCredential", "ServicePointManager", "CookieContainer", "Cookie", "WebHeaderCollection", "WebProxy",
	} {
		list = append(list, types.Decl{
			Name: "System.Net." + name, Kind: types.Class, Abstract: true,
			Refused: "not in the list of types that expressions may use",
		})
	}
	return list
}
