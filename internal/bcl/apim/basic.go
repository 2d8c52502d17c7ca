package apim

import (
	"encoding/base64"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Basic is BasicAuthCredentials.
type Basic struct{ UserID, Password string }

// ParseBasic reads the value of an Authorization header with the scheme Basic.
// The user name ends at the first colon (RFC 7617). ok is false when it is
// malformed.
func ParseBasic(s string) (*Basic, bool) {
	const scheme = "Basic "
	if len(s) < len(scheme) || !strings.EqualFold(s[:len(scheme)], scheme) {
		return nil, false
	}
	data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(s[len(scheme):]))
	if err != nil {
		return nil, false
	}
	// The bytes are read as ISO 8859-1.
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	user, password, found := strings.Cut(string(runes), ":")
	if !found {
		return nil, false
	}
	return &Basic{user, password}, true
}

func basicType() types.Decl {
	return types.Decl{
		Name: "Apim.BasicAuthCredentials", Kind: types.Class, Class: rt.RefClass[*Basic](rt.Class{}),
		Members: []types.Member{
			field("string UserId", func(b *Basic) rt.String { return rt.Str(b.UserID) }),
			field("string Username", func(b *Basic) rt.String { return rt.Str(b.UserID) }),
			field("string Password", func(b *Basic) rt.String { return rt.Str(b.Password) }),
		},
	}
}

// Authorization is what get-authorization-context yields.
type Authorization struct {
	AccessToken string
	Claims      *Lookup[any]
}

func authorizationType() types.Decl {
	return types.Decl{
		Name: "Apim.Authorization", Kind: types.Class, Class: rt.RefClass[*Authorization](rt.Class{}),
		Members: []types.Member{
			field("string AccessToken", func(a *Authorization) rt.String { return rt.Str(a.AccessToken) }),
			object("IReadOnlyDictionary<string, object> Claims", func(a *Authorization) *Lookup[any] { return a.Claims }),
		},
	}
}
