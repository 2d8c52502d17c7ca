package apim

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// Jwt is a JSON Web Token, parsed and not validated. Dates are nil or a
// clr.DateTime; empty texts are null.
type Jwt struct {
	Algorithm, ID, Issuer, Subject, Type rt.String
	Audiences                            []string
	Claims                               *Lookup[[]string]
	ExpirationTime, IssuedAt, NotBefore  any
}

// ParseJwt reads a token, with or without "Bearer " before it. ok is false when
// it is malformed (expressions.md section 4.9).
func ParseJwt(s string, charge jsontree.Charge) (j *Jwt, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) > 7 && strings.EqualFold(s[:7], "Bearer ") {
		s = strings.TrimSpace(s[7:])
	}
	parts := strings.Split(s, ".")
	if len(parts) != 3 && len(parts) != 5 {
		return nil, false
	}
	head, ok := jwtPart(parts[0], charge)
	if !ok {
		return nil, false
	}
	claims, ok := jwtPart(parts[1], charge)
	if !ok {
		return nil, false
	}
	j = &Jwt{}
	ok = readText(&j.Algorithm, head, "alg") && readText(&j.Type, head, "typ") && j.read(claims)
	return j, ok
}

// NewJwt returns the token that a header and the JSON of claims make. typ may be nil.
func NewJwt(algorithm string, typ *string, payload string) (j *Jwt, ok bool) {
	claims, err := jsontree.ParseObject(payload, jsontree.Options{Dates: jsontree.DatesAsText})
	if err != nil {
		return nil, false
	}
	j = &Jwt{Algorithm: rt.Str(algorithm)}
	if typ != nil {
		j.Type = rt.Str(*typ)
	}
	return j, j.read(claims)
}

// read takes the claims over.
func (j *Jwt) read(claims *jsontree.Object) bool {
	n := claims.Count()
	j.Claims = NewLists(false)
	j.Claims.Grow(n)
	// Most claims have one value; they share what holds them.
	room := make([]string, 0, n)
	for i := range n {
		p := claims.PropertyAt(i)
		values, ok := claimValues(p.Value(), &room)
		if !ok {
			return false
		}
		j.Claims.Set(p.Name(), values)
	}
	j.Audiences, _ = j.Claims.Get("aud")
	return readText(&j.ID, claims, "jti") && readText(&j.Issuer, claims, "iss") && readText(&j.Subject, claims, "sub") &&
		readDate(&j.ExpirationTime, claims, "exp") && readDate(&j.NotBefore, claims, "nbf") && readDate(&j.IssuedAt, claims, "iat")
}

func jwtPart(s string, charge jsontree.Charge) (*jsontree.Object, bool) {
	data, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil || !utf8.Valid(data) {
		return nil, false
	}
	o, err := jsontree.ParseObject(string(data), jsontree.Options{Dates: jsontree.DatesAsText, Charge: charge})
	return o, err == nil
}

// claimValues gives a claim as texts: arrays become several, numbers, booleans
// and objects their JSON. A single one is put into room.
func claimValues(t jsontree.Token, room *[]string) ([]string, bool) {
	a, isArray := t.(*jsontree.Array)
	if !isArray {
		s, ok := claimText(t)
		*room = append(*room, s)
		n := len(*room)
		return (*room)[n-1 : n : n], ok
	}
	out := make([]string, 0, a.Count())
	for i := range a.Count() {
		item, err := a.At(i)
		if err != nil {
			return nil, false
		}
		s, ok := claimText(item)
		if !ok {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}

func claimText(t jsontree.Token) (string, bool) {
	if v, ok := t.(*jsontree.Value); ok {
		if v.Kind() == jsontree.KindString {
			return v.Str(), true
		}
	}
	b, err := jsontree.Append(nil, t, jsontree.Format{})
	return string(b), err == nil
}

func readText(to *rt.String, o *jsontree.Object, name string) bool {
	t := o.Get(name)
	if t == nil {
		return true
	}
	v, ok := t.(*jsontree.Value)
	if !ok {
		return false
	}
	s, ok := claimText(v)
	if v.Type() != jsontree.TypeNull {
		*to = rt.Str(s)
	}
	return ok
}

func readDate(to *any, o *jsontree.Object, name string) bool {
	t := o.Get(name)
	if t == nil || t.Type() == jsontree.TypeNull {
		return true
	}
	n, err := jsontree.ToInt64(t)
	if err != nil {
		return false
	}
	*to = TokenTime(n)
	return true
}

// TokenTime is the date that a token means by seconds since 1970, as EpochTime of
// Microsoft.IdentityModel reads them: a time beyond the dates there are is the last one,
// as of issuers that write milliseconds; one before 1970 is its start.
func TokenTime(seconds int64) clr.DateTime {
	d, err := clr.DateTimeOffsetFromUnixSeconds(max(seconds, 0))
	if err != nil {
		return clr.DateTime{Ticks: clr.MaxDateTicks, Kind: clr.UTC}
	}
	return d.UtcDateTime()
}

func jwtType() types.Decl {
	return types.Decl{
		Name: "Apim.Jwt", Kind: types.Class, Class: rt.RefClass[*Jwt](rt.Class{}),
		Members: []types.Member{
			field("string Algorithm", func(j *Jwt) rt.String { return j.Algorithm }),
			{Sig: "IEnumerable<string> Audiences", Impl: rt.FrameMethod0(func(f *rt.Frame, j *Jwt) (*rt.Array[rt.String], error) {
				return Strings(f, j.Audiences), nil
			})},
			object("IReadOnlyDictionary<string, string[]> Claims", func(j *Jwt) *Lookup[[]string] { return j.Claims }),
			field("DateTime? ExpirationTime", func(j *Jwt) any { return j.ExpirationTime }),
			field("string Id", func(j *Jwt) rt.String { return j.ID }),
			field("string Issuer", func(j *Jwt) rt.String { return j.Issuer }),
			field("DateTime? IssuedAt", func(j *Jwt) any { return j.IssuedAt }),
			field("DateTime? NotBefore", func(j *Jwt) any { return j.NotBefore }),
			field("string Subject", func(j *Jwt) rt.String { return j.Subject }),
			field("string Type", func(j *Jwt) rt.String { return j.Type }),
		},
	}
}
