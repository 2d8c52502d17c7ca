package evaluate

import (
	"crypto/x509"
	"encoding/base64"
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// records fills the small records of the context; those the oracle makes null
// when absent are null here too.
func records(c *apim.Context, n node) error {
	api, _ := n.object("api")
	c.API = apiOf(api)
	op, _ := n.object("operation")
	c.Operation = &apim.Operation{ID: op.text("id"), Method: op.text("method"), Name: op.text("name"), URLTemplate: op.text("urlTemplate")}
	d, _ := n.object("deployment")
	var err error
	if c.Deployment, err = deploymentOf(d); err != nil {
		return err
	}
	if e, ok := n.object("lastError"); ok {
		c.LastError = &apim.LastError{
			Source: e.text("source"), Reason: e.text("reason"), Message: e.text("message"), Scope: e.text("scope"),
			Section: e.text("section"), Path: e.text("path"), PolicyID: e.text("policyId"),
		}
	}
	if p, ok := n.object("product"); ok {
		c.Product = productOf(p)
	}
	if s, ok := n.object("subscription"); ok {
		if c.Subscription, err = subscriptionOf(s); err != nil {
			return err
		}
	}
	if u, ok := n.object("user"); ok {
		if c.User, err = userOf(u); err != nil {
			return err
		}
	}
	if w, ok := n.object("workspace"); ok {
		c.Workspace = &apim.Workspace{ID: w.text("id"), Name: w.text("name")}
	}
	if b, ok := n.object("backend"); ok {
		c.Backend = &apim.Backend{ID: b.text("id"), AzureRegion: b.text("azureRegion")}
		if b.text("type") == "Pool" {
			c.Backend.Type = 1
		}
	}
	g, _ := n.object("graphql")
	arguments, _ := g.object("arguments")
	parent, _ := g.object("parent")
	c.GraphQL = &apim.GraphQL{Arguments: &apim.GraphQLData{Object: arguments.o}, Parent: &apim.GraphQLData{Object: parent.o}}
	return nil
}

func apiOf(n node) *apim.API {
	a := &apim.API{
		ID: n.text("id"), Name: n.text("name"), Path: n.text("path"), Revision: n.text("revision"), Version: n.text("version"),
		IsCurrentRevision: n.boolOr("isCurrentRevision", true), Protocols: []string{"https"},
	}
	if list := n.list("protocols"); list != nil {
		a.Protocols = texts(list)
	}
	if u, ok := message.ParseURL(n.text("serviceUrl")); ok {
		a.ServiceURL = apim.NewURL(u)
	}
	keys, _ := n.object("subscriptionKeyParameterNames")
	a.KeyHeader = keys.textOr("header", "Ocp-Apim-Subscription-Key")
	a.KeyQuery = keys.textOr("query", "subscription-key")
	return a
}

func texts(list []jsontree.Token) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i], _ = textOf(t)
	}
	return out
}

func deploymentOf(n node) (*apim.Deployment, error) {
	g, _ := n.object("gateway")
	d := &apim.Deployment{
		Gateway:   &apim.Gateway{ID: g.text("id"), InstanceID: g.text("instanceId"), IsManaged: g.boolOr("isManaged", true)},
		GatewayID: n.textOr("gatewayId", "managed"), Region: n.text("region"), ServiceID: n.text("serviceId"), ServiceName: n.text("serviceName"),
	}
	return d, certificates(n, d)
}

// groupsOf reads groups, written as objects or as plain names.
func groupsOf(n node) []*apim.Group {
	var out []*apim.Group
	for _, t := range n.list("groups") {
		if o, ok := t.(*jsontree.Object); ok {
			g := node{o}
			out = append(out, &apim.Group{ID: g.text("id"), Name: g.text("name")})
			continue
		}
		s, _ := textOf(t)
		out = append(out, &apim.Group{ID: s, Name: s})
	}
	return out
}

func productOf(n node) *apim.Product {
	p := &apim.Product{
		ID: n.text("id"), Name: n.text("name"), ApprovalRequired: n.boolOr("approvalRequired", false),
		SubscriptionRequired: n.boolOr("subscriptionRequired", true), State: 1, Groups: groupsOf(n),
	}
	if n.text("state") == "NotPublished" {
		p.State = 0
	}
	if t := n.get("subscriptionsLimit"); t != nil {
		if v, err := jsontree.ToInt32(t); err == nil {
			p.SubscriptionsLimit = v
		}
	}
	for _, t := range n.list("apis") {
		o, _ := t.(*jsontree.Object)
		p.APIs = append(p.APIs, apiOf(node{o}))
	}
	return p
}

func (n node) date(name string) (any, error) {
	s, ok := textOf(n.get(name))
	if !ok {
		return nil, nil
	}
	d, err := date(s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return d, nil
}

func subscriptionOf(n node) (*apim.Subscription, error) {
	s := &apim.Subscription{ID: n.text("id"), Key: n.text("key"), Name: n.text("name"), PrimaryKey: n.text("primaryKey"), SecondaryKey: n.text("secondaryKey")}
	created, err := n.date("createdDate")
	if err != nil {
		return nil, err
	}
	s.CreatedDate, _ = created.(clr.DateTime)
	if s.StartDate, err = n.date("startDate"); err != nil {
		return nil, err
	}
	s.EndDate, err = n.date("endDate")
	return s, err
}

func userOf(n node) (*apim.User, error) {
	u := &apim.User{
		ID: n.text("id"), Email: n.text("email"), FirstName: n.text("firstName"), LastName: n.text("lastName"), Note: n.text("note"),
		Groups: groupsOf(n),
	}
	registered, err := n.date("registrationDate")
	u.RegistrationDate, _ = registered.(clr.DateTime)
	for _, t := range n.list("identities") {
		o, _ := t.(*jsontree.Object)
		i := node{o}
		u.Identities = append(u.Identities, &apim.Identity{ID: i.text("id"), Provider: i.text("provider")})
	}
	return u, err
}

// certificate reads a base64 DER certificate; "" is none.
func certificate(text string) (*x509.Certificate, error) {
	if text == "" {
		return nil, nil
	}
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return x509.ParseCertificate(der)
}
