package keyvault

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// maxBody bounds a request's body in bytes.
const maxBody = 256 << 10

var namePattern = regexp.MustCompile(`^[0-9a-z-]{1,127}$`)

func notFound(name string) *failure {
	return fail(http.StatusNotFound, "SecretNotFound", "A secret with (name/id) %s was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182", name)
}

func noMethod() *failure {
	return fail(http.StatusMethodNotAllowed, "MethodNotAllowed", "The method is not allowed here.")
}

// secrets answers at /secrets and below.
func (s *Service) secrets(c *call) *failure {
	if len(c.parts) == 1 {
		if c.r.Method != http.MethodGet {
			return noMethod()
		}
		return s.listSecrets(c)
	}
	name := c.parts[1]
	if !namePattern.MatchString(name) {
		return fail(http.StatusBadRequest, "BadParameter", "The request URI contains an invalid name: %s", name)
	}
	object := "secrets/" + name
	third := ""
	if len(c.parts) == 3 {
		third = c.parts[2]
	}
	if len(c.parts) > 3 {
		return fail(http.StatusBadRequest, "BadParameter", "The request URI is invalid.")
	}
	switch c.r.Method {
	case http.MethodGet:
		if third == "versions" {
			if f := s.authorize(c, "secrets/readMetadata/action", object); f != nil {
				return f
			}
			return s.listVersions(c, name)
		}
		if f := s.authorize(c, "secrets/getSecret/action", object); f != nil {
			return f
		}
		return s.getSecret(c, name, third)
	case http.MethodPut:
		if third != "" {
			return noMethod()
		}
		if f := s.authorize(c, "secrets/setSecret/action", object); f != nil {
			return f
		}
		return s.setSecret(c, name)
	case http.MethodPatch:
		if f := s.authorize(c, "secrets/update/action", object); f != nil {
			return f
		}
		return s.updateSecret(c, name, third)
	case http.MethodDelete:
		if third != "" {
			return noMethod()
		}
		if f := s.authorize(c, "secrets/delete", object); f != nil {
			return f
		}
		return s.deleteSecret(c, name)
	}
	return noMethod()
}

// lookup finds a secret, the one of a certificate included.
func (s *Service) lookup(c *call, name string) (*secret, *failure) {
	if found := c.vault.secrets[name]; found != nil {
		return found, nil
	}
	if cert := c.vault.certificates[name]; cert != nil {
		if err := cert.make(c.now); err != nil {
			return nil, fail(http.StatusInternalServerError, "InternalServerError", "%v", err)
		}
		v := *cert.secret
		v.kid = c.base() + "/keys/" + name + "/" + v.id
		return &secret{name: name, versions: []*version{&v}}, nil
	}
	return nil, notFound(name)
}

func (s *Service) getSecret(c *call, name, id string) *failure {
	found, f := s.lookup(c, name)
	if f != nil {
		return f
	}
	v := found.latest()
	if id != "" {
		if v = found.find(id); v == nil {
			return notFound(name + "/" + id)
		}
	}
	switch {
	case !v.enabled:
		return fail(http.StatusForbidden, "Forbidden", "Operation get is not allowed on a disabled secret.").because("SecretDisabled")
	case v.notBefore > c.now.Unix():
		return fail(http.StatusForbidden, "Forbidden", "Operation get is not allowed on a secret that is not yet valid.").because("SecretNotYetValid")
	}
	c.answer(http.StatusOK, s.bundle(c, name, v))
	return nil
}

// bundle renders a version with its value.
func (s *Service) bundle(c *call, name string, v *version) map[string]any {
	m := v.item(c.base() + "/secrets/" + name + "/" + v.id)
	m["value"] = v.value
	return m
}

// secretBody is the body of Set Secret and Update Secret.
type secretBody struct {
	Value       *string            `json:"value"`
	ContentType *string            `json:"contentType"`
	Tags        *map[string]string `json:"tags"`
	Attributes  *struct {
		Enabled   *bool  `json:"enabled"`
		NotBefore *int64 `json:"nbf"`
		Expires   *int64 `json:"exp"`
	} `json:"attributes"`
}

func readBody(c *call) (*secretBody, *failure) {
	raw, err := exchange.Body(c.r, maxBody)
	if err != nil {
		return nil, fail(http.StatusBadRequest, "BadParameter", "The request body cannot be read: %v.", err)
	}
	var body secretBody
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, fail(http.StatusBadRequest, "BadParameter", "The request body is not a JSON object of the right form.")
	}
	return &body, nil
}

// apply sets what the body says about a version.
func (b *secretBody) apply(v *version) {
	if b.ContentType != nil {
		v.contentType = *b.ContentType
	}
	if b.Tags != nil {
		v.tags = *b.Tags
	}
	if a := b.Attributes; a != nil {
		if a.Enabled != nil {
			v.enabled = *a.Enabled
		}
		if a.NotBefore != nil {
			v.notBefore = *a.NotBefore
		}
		if a.Expires != nil {
			v.expires = *a.Expires
		}
	}
}

func (s *Service) setSecret(c *call, name string) *failure {
	if c.vault.deleted[name] != nil {
		return fail(http.StatusConflict, "Conflict", "Secret %s is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.", name).because("ObjectIsDeletedButRecoverable")
	}
	if c.vault.certificates[name] != nil {
		return fail(http.StatusForbidden, "Forbidden", "Operation set is not allowed on a secret that belongs to a certificate.").because("ForbiddenByPolicy")
	}
	body, f := readBody(c)
	if f != nil {
		return f
	}
	if body.Value == nil {
		return fail(http.StatusBadRequest, "BadParameter", "Property  value is required")
	}
	if utf8.RuneCountInString(*body.Value) > maxValue {
		return fail(http.StatusBadRequest, "BadParameter", "Secret value too long. Max length: %d", maxValue)
	}
	found := c.vault.secrets[name]
	if found == nil {
		if len(c.vault.secrets)+len(c.vault.deleted) >= maxSecrets {
			return fail(http.StatusForbidden, "Forbidden", "The local vault holds %d secrets at most.", maxSecrets)
		}
		found = &secret{name: name}
		c.vault.secrets[name] = found
	}
	v := &version{id: exchange.NewHex(16), value: *body.Value, enabled: true, created: c.now.Unix(), updated: c.now.Unix()}
	body.apply(v)
	found.versions = append(found.versions, v)
	if len(found.versions) > maxVersions {
		found.versions = found.versions[1:]
	}
	c.answer(http.StatusOK, s.bundle(c, name, v))
	return nil
}

func (s *Service) updateSecret(c *call, name, id string) *failure {
	found := c.vault.secrets[name]
	if found == nil {
		return notFound(name)
	}
	v := found.latest()
	if id != "" {
		if v = found.find(id); v == nil {
			return notFound(name + "/" + id)
		}
	}
	body, f := readBody(c)
	if f != nil {
		return f
	}
	body.apply(v)
	v.updated = c.now.Unix()
	c.answer(http.StatusOK, v.item(c.base()+"/secrets/"+name+"/"+v.id))
	return nil
}

func (s *Service) deleteSecret(c *call, name string) *failure {
	found := c.vault.secrets[name]
	if found == nil {
		return notFound(name)
	}
	found.deletedAt = c.now
	delete(c.vault.secrets, name)
	c.vault.deleted[name] = found
	c.answer(http.StatusOK, deletedItem(c, found, c.base()+"/secrets/"+name+"/"+found.latest().id))
	return nil
}

func (s *Service) listSecrets(c *call) *failure {
	if f := s.authorize(c, "secrets/readMetadata/action", ""); f != nil {
		return f
	}
	names := append(sortedKeys(c.vault.secrets), sortedKeys(c.vault.certificates)...)
	slices.Sort(names)
	var items []map[string]any
	for _, name := range slices.Compact(names) {
		found, f := s.lookup(c, name)
		if f != nil {
			return f
		}
		items = append(items, found.latest().item(c.base()+"/secrets/"+name))
	}
	return page(c, items)
}

func (s *Service) listVersions(c *call, name string) *failure {
	found, f := s.lookup(c, name)
	if f != nil {
		return f
	}
	var items []map[string]any
	for _, v := range found.versions {
		items = append(items, v.item(c.base()+"/secrets/"+name+"/"+v.id))
	}
	return page(c, items)
}

// page writes one page of a list: maxresults (25 at most) from $skiptoken on.
func page(c *call, items []map[string]any) *failure {
	query := c.r.URL.Query()
	size := 25
	if text := query.Get("maxresults"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 25 {
			return fail(http.StatusBadRequest, "BadParameter", "Invalid maxresults value: %s", text)
		}
		size = n
	}
	start, _ := strconv.Atoi(query.Get("$skiptoken"))
	start = max(0, min(start, len(items)))
	stop := min(start+size, len(items))
	answer := map[string]any{"value": append([]map[string]any{}, items[start:stop]...), "nextLink": nil}
	if stop < len(items) {
		query.Set("$skiptoken", strconv.Itoa(stop))
		answer["nextLink"] = c.base() + "/" + strings.Join(c.parts, "/") + "?" + query.Encode()
	}
	c.answer(http.StatusOK, answer)
	return nil
}

func sortedKeys[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
