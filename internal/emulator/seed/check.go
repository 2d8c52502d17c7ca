package seed

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

var (
	guidPattern      = regexp.MustCompile(`(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	containerPattern = regexp.MustCompile(`^(\$root|\$web|\$logs|[a-z0-9](-?[a-z0-9]){2,62})$`)
	entityPattern    = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._/~-]{0,258}[A-Za-z0-9_])?$`)
	secretPattern    = regexp.MustCompile(`^[0-9A-Za-z-]{1,127}$`)
)

// IsGUID reports whether a text is a GUID with hyphens, in either case.
func IsGUID(s string) bool { return guidPattern.MatchString(s) }

// checker reports what is wrong in a seed that could be read.
type checker struct {
	src  *diag.Source
	root ast.Node
	list *diag.List
	ids  map[string]string // GUIDs in use → by what
}

// check reports values that make no sense. Paths are keys and indexes from the
// root of the document.
func check(s *Seed, src *diag.Source, list *diag.List) {
	c := &checker{src: src, list: list, ids: map[string]string{}}
	if file, err := parser.ParseBytes([]byte(src.Text), 0); err == nil && len(file.Docs) > 0 {
		c.root = file.Docs[0].Body
	}
	c.guid(s.Tenant.ID, "tenant", "id")
	if len(s.Subscriptions) == 0 {
		c.errorf(path("subscriptions"), "the seed needs at least one subscription")
	}
	for i, sub := range s.Subscriptions {
		c.guid(sub.ID, "subscriptions", i, "id")
		for name, g := range sub.ResourceGroups {
			for j, r := range g.Resources {
				c.resource(r, path("subscriptions", i, "resourceGroups", name, "resources", j))
			}
		}
	}
	if id := s.Identities.SystemAssigned; id != nil {
		c.identity(id, path("identities", "systemAssigned"))
	}
	for i := range s.Identities.UserAssigned {
		c.identity(&s.Identities.UserAssigned[i], path("identities", "userAssigned", i))
	}
	for i := range s.Applications {
		c.application(&s.Applications[i], path("applications", i))
	}
	c.directory(s)
	c.services(s)
}

func (c *checker) resource(r Resource, at []any) {
	provider, rest, ok := strings.Cut(r.Type, "/")
	if !ok || provider == "" || rest == "" {
		c.errorf(append(at, "type"), "%q is no resource type such as Microsoft.Storage/storageAccounts", r.Type)
		return
	}
	if strings.Count(rest, "/") != strings.Count(r.Name, "/") || r.Name == "" {
		c.errorf(append(at, "name"), "the name %q needs as many segments as the type %q has after its provider", r.Name, r.Type)
	}
}

func (c *checker) identity(id *Identity, at []any) {
	c.guid(id.ClientID, append(at, "clientId")...)
	c.unique(id.ClientID, "identity "+id.Name, append(at, "clientId"))
	c.guid(id.ObjectID, append(at, "objectId")...)
	c.access(&id.Access, at)
	c.federated(id.FederatedCredentials, at)
}

func (c *checker) application(a *Application, at []any) {
	c.guid(a.ClientID, append(at, "clientId")...)
	c.unique(a.ClientID, "application "+a.Name, append(at, "clientId"))
	c.guid(a.ObjectID, append(at, "objectId")...)
	if v := a.RequestedAccessTokenVersion; v < 0 || v > 2 {
		c.errorf(append(at, "requestedAccessTokenVersion"), "an access token has version 1 or 2, not %d", v)
	}
	for i, text := range a.Certificates {
		block, _ := pem.Decode([]byte(text))
		if block == nil || block.Type != "CERTIFICATE" {
			c.errorf(append(at, "certificates", i), "this is no certificate in PEM form")
		} else if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			c.errorf(append(at, "certificates", i), "this certificate cannot be read: %v", err)
		}
	}
	c.access(&a.Access, at)
	c.federated(a.FederatedCredentials, at)
}

func (c *checker) access(a *Access, at []any) {
	for i, r := range a.Roles {
		where := append(at[:len(at):len(at)], "roles", i)
		if r.Role != "*" && FindRole(r.Role) == nil {
			c.errorf(where, "the local Azure knows no role %q; it knows %s", r.Role, strings.Join(RoleNames(), ", "))
		}
		if r.Scope != "" && !strings.HasPrefix(r.Scope, "/") {
			c.errorf(where, "the scope %q has to be an ARM id, which starts with a slash", r.Scope)
		}
	}
}

func (c *checker) federated(list []FederatedCredential, at []any) {
	for i, f := range list {
		where := append(at[:len(at):len(at)], "federatedCredentials", i)
		if f.Issuer == "" || f.Subject == "" {
			c.errorf(where, "a federated credential needs an issuer and a subject")
		}
		if f.Issuer != LocalIssuer && len(f.Keys) == 0 {
			c.errorf(where, "the signature of tokens from %q can only be checked with the issuer's keys; add keys (a JSON Web Key Set)", f.Issuer)
		}
	}
}

func (c *checker) directory(s *Seed) {
	known := map[string]bool{}
	for i, u := range s.Users {
		c.guid(u.ID, "users", i, "id")
		if !strings.Contains(u.UserPrincipalName, "@") {
			c.errorf(path("users", i), "a user needs a userPrincipalName such as ada@%s", s.Tenant.Domain)
		}
		known[strings.ToLower(u.ID)] = true
		known[strings.ToLower(u.UserPrincipalName)] = true
	}
	for i, g := range s.Groups {
		c.guid(g.ID, "groups", i, "id")
		for j, m := range g.Members {
			if !known[strings.ToLower(m)] {
				c.errorf(path("groups", i, "members", j), "there is no user %q", m)
			}
		}
	}
}

func (c *checker) services(s *Seed) {
	for name, ns := range s.ServiceBus {
		used := map[string]string{}
		entity := func(kind, e string) {
			at := path("serviceBus", name, kind, e)
			if !entityPattern.MatchString(e) {
				c.errorf(at, "%q cannot be the name of an entity", e)
			}
			if other, ok := used[e]; ok {
				c.errorf(at, "the namespace has %q among its %s already", e, other)
			}
			used[e] = kind
		}
		for e := range ns.Queues {
			entity("queues", e)
		}
		for e, t := range ns.Topics {
			entity("topics", e)
			for sub := range t.Subscriptions {
				if !entityPattern.MatchString(sub) {
					c.errorf(path("serviceBus", name, "topics", e, "subscriptions", sub), "%q cannot be the name of a subscription", sub)
				}
			}
		}
		for e, h := range ns.EventHubs {
			entity("eventHubs", e)
			if h.Partitions < 0 || h.Partitions > 1024 {
				c.errorf(path("serviceBus", name, "eventHubs", e), "an event hub has 1 to 1024 partitions")
			}
		}
	}
	for name, a := range s.Storage {
		for container := range a.Containers {
			if !containerPattern.MatchString(container) {
				c.errorf(path("storage", name, "containers", container), "%q cannot be the name of a container: 3 to 63 lower-case letters, digits and single hyphens", container)
			}
		}
		for i, q := range a.Queues {
			if !containerPattern.MatchString(q) {
				c.errorf(path("storage", name, "queues", i), "%q cannot be the name of a queue: 3 to 63 lower-case letters, digits and single hyphens", q)
			}
		}
	}
	for name, v := range s.KeyVaults {
		for secret := range v.Secrets {
			if !secretPattern.MatchString(secret) {
				c.errorf(path("keyVaults", name, "secrets", secret), "%q cannot be the name of a secret: letters, digits and hyphens", secret)
			}
		}
		for cert, d := range v.Certificates {
			at := path("keyVaults", name, "certificates", cert)
			if !secretPattern.MatchString(cert) {
				c.errorf(at, "%q cannot be the name of a certificate: letters, digits and hyphens", cert)
			}
			if d.ContentType != "" && d.ContentType != PKCS12 && d.ContentType != PEMFile {
				c.errorf(at, "contentType is %s or %s", PKCS12, PEMFile)
			}
		}
	}
	for name, a := range s.Cosmos {
		for db, d := range a.Databases {
			for coll, def := range d.Containers {
				at := path("cosmos", name, "databases", db, "containers", coll)
				if def.PartitionKey != "" && !strings.HasPrefix(def.PartitionKey, "/") {
					c.errorf(at, "a partition key is a path such as /pk")
				}
				for i, doc := range def.Documents {
					if id, _ := doc["id"].(string); id == "" {
						c.errorf(append(at[:len(at):len(at)], "documents", i), "a document needs an id, which is text")
					}
				}
			}
		}
	}
}

// Content types of a certificate's secret.
const (
	PKCS12  = "application/x-pkcs12"
	PEMFile = "application/x-pem-file"
)

func (c *checker) guid(value string, at ...any) {
	if !IsGUID(value) {
		c.errorf(at, "%q is not a GUID", value)
	}
}

func (c *checker) unique(id, by string, at []any) {
	if other, ok := c.ids[id]; ok {
		c.errorf(at, "the client id %s belongs to %s already", id, other)
	}
	c.ids[id] = by
}

func (c *checker) errorf(at []any, format string, args ...any) {
	c.list.Errorf(diag.InvalidValue, c.src, c.find(at), format, args...)
}

func path(elems ...any) []any { return elems }

// find returns the place of the deepest node on the path that the document has.
func (c *checker) find(at []any) diag.Span {
	node, span := c.root, diag.Span{}
	for _, elem := range at {
		next, nextSpan := c.step(node, elem)
		if next == nil {
			break
		}
		node, span = next, nextSpan
	}
	return span
}

// step goes from a node to its child under a key or index.
func (c *checker) step(node ast.Node, elem any) (ast.Node, diag.Span) {
	switch n := node.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			if strings.EqualFold(keyText(v), fmt.Sprint(elem)) {
				return v.Value, c.spanOf(v.Value, v)
			}
		}
	case *ast.SequenceNode:
		if i, ok := elem.(int); ok && i < len(n.Values) {
			return n.Values[i], c.spanOf(n.Values[i], nil)
		}
	}
	return nil, diag.Span{}
}

// keyText returns the key of a mapping entry without its quotes.
func keyText(v *ast.MappingValueNode) string {
	if t := v.Key.GetToken(); t != nil {
		return t.Value
	}
	return ""
}

// spanOf is the place of a scalar, or of the key that holds a map or list.
func (c *checker) spanOf(node ast.Node, entry *ast.MappingValueNode) diag.Span {
	t := node.GetToken()
	switch node.(type) {
	case *ast.MappingNode, *ast.SequenceNode:
		if entry != nil {
			t = entry.Key.GetToken()
		}
	}
	if t == nil || t.Position == nil {
		return diag.Span{}
	}
	return spanOf(c.src, t.Position.Line, t.Position.Column, max(len(t.Value), 1))
}
