package auth

import (
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

type audiences struct {
	// An audience: one of the token's `aud` has to be equal to one of them.
	Audience []expr.Value[string] `elem:"audience,required"`
}

type issuers struct {
	// An issuer.
	Issuer []expr.Value[string] `elem:"issuer,required"`
}

type requiredClaims struct {
	// A claim. Every one is demanded.
	Claim []requiredClaim `elem:"claim"`
}

type requiredClaim struct {
	// The name, as the token spells it.
	Name expr.Value[string] `attr:"name,required"`
	// all demands every value, any one of them.
	Match expr.Value[claimMatch] `attr:"match" default:"all"`
	// Divides a text of the token into several values.
	Separator expr.Value[string] `attr:"separator,free"`
	// A value; without any, the claim only has to be there.
	Values []expr.Value[string] `elem:"value,free"`
}

type claimMatch string

// Values lists the ways to match.
func (claimMatch) Values() []string { return []string{"all", "any"} }

const timeFormat = "01/02/2006 15:04:05"

// checkLifetime checks when the token is valid (validate-jwt.md, semantics 11).
func checkLifetime(x *policy.Exec, r *refusal, v *view, skew time.Duration, required bool) error {
	now := x.Now()
	switch {
	case v.expires == nil && required:
		return r.because(x, policy.ReasonTokenInvalid, "IDX10225: Lifetime validation failed. The token is missing an Expiration Time. Tokentype: 'JWT'.", "")
	case v.notBefore != nil && v.expires != nil && v.notBefore.After(*v.expires):
		return r.because(x, policy.ReasonTokenInvalid, "IDX10224: Lifetime validation failed. The NotBefore (UTC): '"+v.notBefore.Format(timeFormat)+"' is after Expires (UTC): '"+v.expires.Format(timeFormat)+"'.", "")
	case v.notBefore != nil && v.notBefore.After(now.Add(skew)):
		return r.because(x, policy.ReasonTokenInvalid, "IDX10222: Lifetime validation failed. The token is not yet valid. ValidFrom (UTC): '"+v.notBefore.Format(timeFormat)+"', Current time (UTC): '"+now.UTC().Format(timeFormat)+"'.", "")
	case v.expires != nil && !v.expires.Add(skew).After(now):
		return r.because(x, policy.ReasonTokenExpired, "IDX10223: Lifetime validation failed. The token is expired. ValidTo (UTC): '"+v.expires.Format(timeFormat)+"', Current time (UTC): '"+now.UTC().Format(timeFormat)+"'. Access denied.", "")
	}
	return nil
}

// checkAudience demands one of the audiences; fixed are further ones.
func checkAudience(x *policy.Exec, r *refusal, v *view, list *audiences, fixed []string) error {
	if list == nil && len(fixed) == 0 {
		return nil
	}
	have, _ := v.claim("aud")
	if list != nil {
		for i := range list.Audience {
			want, err := list.Audience[i].Eval(x.Frame())
			if err != nil {
				return err
			}
			if have.some(func(text string) bool { return text == want }) {
				return nil
			}
		}
	}
	if have.some(func(text string) bool { return slices.Contains(fixed, text) }) {
		return nil
	}
	texts := have.texts()
	if len(texts) == 0 {
		return r.because(x, policy.ReasonTokenAudience, "IDX10206: Unable to validate audience. The 'audiences' parameter is empty. Access denied.", "")
	}
	const before, after = "IDX10214: Audience validation failed. Audiences: '", "'. Did not match: validationParameters.ValidAudience or validationParameters.ValidAudiences. Access denied."
	return r.because(x, policy.ReasonTokenAudience, before+strings.Join(texts, ", ")+after, before+"(hidden)"+after)
}

// checkIssuer demands one of the issuers, those of the policy and those of the
// OpenID configurations (validate-jwt.md, semantics 9). accept, unless nil, has the
// last word about a template's tenant.
func checkIssuer(x *policy.Exec, r *refusal, v *view, ring *jwt.Ring, list *issuers, accept func(tenant string) bool) error {
	if list != nil {
		for i := range list.Issuer {
			want, err := list.Issuer[i].Eval(x.Frame())
			if err != nil {
				return err
			}
			if v.issuer.Valid && want == v.issuer.Text {
				return nil
			}
		}
	}
	known := ring.Issuers(x.Ctx, false)
	if v.issuedBy(known, accept) {
		return nil
	}
	// One of several configurations may still be on its way.
	var all []string
	x.Away(func() { all = ring.Issuers(x.Ctx, true) })
	if x.Ctx.Err() != nil {
		return x.Ctx.Err()
	}
	if len(all) != len(known) && v.issuedBy(all, accept) {
		return nil
	}
	if list == nil && len(all) == 0 {
		return nil
	}
	if v.issuer.Text == "" {
		return r.because(x, policy.ReasonTokenIssuer, "IDX10211: Unable to validate issuer. The 'issuer' parameter is null or whitespace. Access denied.", "")
	}
	const before, after = "IDX10205: Issuer validation failed. Issuer: '", "'. Did not match: validationParameters.ValidIssuer or validationParameters.ValidIssuers or validationParameters.ConfigurationManager.CurrentConfiguration.Issuer. Access denied."
	return r.because(x, policy.ReasonTokenIssuer, before+v.issuer.Text+after, before+"(hidden)"+after)
}

// tenantTemplate stands in the issuer of a configuration for all tenants.
const tenantTemplate = "{tenantid}"

// issuedBy reports whether the token's issuer is one of list.
//
// unverified: {tenantid} stands for the claim tid.
func (v *view) issuedBy(list []string, accept func(tenant string) bool) bool {
	if !v.issuer.Valid {
		return false
	}
	have := v.issuer.Text
	for _, want := range list {
		before, after, template := strings.Cut(want, tenantTemplate)
		if !template {
			if have == want {
				return true
			}
			continue
		}
		tenant, ok := v.single("tid")
		if !ok || len(have) != len(before)+len(tenant)+len(after) || !catalog.IsGUID(tenant) {
			continue
		}
		if strings.HasPrefix(have, before) && strings.HasSuffix(have, after) && have[len(before):len(before)+len(tenant)] == tenant {
			return accept == nil || accept(tenant)
		}
	}
	return false
}

// checkClaims demands claims (validate-jwt.md, semantics 12).
func checkClaims(x *policy.Exec, r *refusal, v *view, list *requiredClaims) error {
	if list == nil {
		return nil
	}
	var missing []string
	for i := range list.Claim {
		name, err := list.Claim[i].Name.Eval(x.Frame())
		if err != nil {
			return err
		}
		if _, ok := v.claim(name); !ok {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return r.because(x, policy.ReasonTokenClaimNotFound, "JWT is missing the following claims: "+strings.Join(missing, ", ")+". Access denied.", "")
	}
	for i := range list.Claim {
		if err := list.Claim[i].check(x, r, v); err != nil {
			return err
		}
	}
	return nil
}

// check compares the values of a claim that is there.
//
// unverified: names and values compare with their case; spaces around what a separator divides do not count.
func (c *requiredClaim) check(x *policy.Exec, r *refusal, v *view) error {
	if len(c.Values) == 0 {
		return nil
	}
	name, err := c.Name.Eval(x.Frame())
	if err != nil {
		return err
	}
	match, err := c.Match.Eval(x.Frame())
	if err != nil {
		return err
	}
	separator, err := c.Separator.Eval(x.Frame())
	if err != nil {
		return err
	}
	have, _ := v.claim(name)
	good := match == "all"
	for i := range c.Values {
		want, err := c.Values[i].Eval(x.Frame())
		if err != nil {
			return err
		}
		if hasValue(have, want, separator) != good {
			good = !good
			break
		}
	}
	if good {
		return nil
	}
	return r.because(x, policy.ReasonTokenClaimNotAllowed, "Claim "+name+" value of "+strings.Join(have.texts(), ", ")+" is not allowed. Access denied.",
		"Claim "+name+" has a value that is not allowed. Access denied.")
}

// hasValue reports whether want is among the values of a token.
func hasValue(have values, want, separator string) bool {
	return have.some(func(text string) bool {
		if separator == "" {
			return text == want
		}
		for more := true; more; {
			var first string
			first, text, more = strings.Cut(text, separator)
			if strings.TrimSpace(first) == want {
				return true
			}
		}
		return false
	})
}
