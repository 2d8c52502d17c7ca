package template

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/text/liquid"
)

// record binds the small records of context. Empty texts are null, as they are in
// expressions.
//
// unverified: the documentation for templates does not list them.
func (b *binding) record(c *apim.Context, name string) (liquid.Value, bool) {
	switch name {
	case "Api":
		if a := c.API; a != nil {
			return fields{
				"Id": text(a.ID), "Name": text(a.Name), "Path": text(a.Path), "Revision": text(a.Revision), "Version": text(a.Version),
				"IsCurrentRevision": a.IsCurrentRevision, "ServiceUrl": urlObject(b, a.ServiceURL), "Protocols": texts(a.Protocols),
			}, true
		}
	case "Operation":
		if o := c.Operation; o != nil {
			return fields{"Id": text(o.ID), "Name": text(o.Name), "Method": text(o.Method), "UrlTemplate": text(o.URLTemplate)}, true
		}
	case "Product":
		if p := c.Product; p != nil {
			return fields{
				"Id": text(p.ID), "Name": text(p.Name), "ApprovalRequired": p.ApprovalRequired, "SubscriptionRequired": p.SubscriptionRequired,
			}, true
		}
	case "Subscription":
		if s := c.Subscription; s != nil {
			return fields{
				"Id": text(s.ID), "Name": text(s.Name), "Key": text(s.Key), "PrimaryKey": text(s.PrimaryKey), "SecondaryKey": text(s.SecondaryKey),
				"CreatedDate": s.CreatedDate, "CreatedTime": s.CreatedDate, "StartDate": b.value(s.StartDate), "EndDate": b.value(s.EndDate),
			}, true
		}
	case "User":
		if u := c.User; u != nil {
			return fields{
				"Id": text(u.ID), "Email": text(u.Email), "FirstName": text(u.FirstName), "LastName": text(u.LastName), "Note": text(u.Note),
				"RegistrationDate": u.RegistrationDate, "Groups": groups(u.Groups),
			}, true
		}
	case "LastError":
		if e := c.LastError; e != nil {
			return fields{
				"Source": text(e.Source), "Reason": text(e.Reason), "Message": text(e.Message), "Scope": text(e.Scope),
				"Section": text(e.Section), "Path": text(e.Path), "PolicyId": e.PolicyID,
			}, true
		}
	case "Deployment":
		if d := c.Deployment; d != nil {
			return fields{"GatewayId": text(d.GatewayID), "Region": text(d.Region), "ServiceId": text(d.ServiceID), "ServiceName": text(d.ServiceName)}, true
		}
	case "Workspace":
		if w := c.Workspace; w != nil {
			return fields{"Id": text(w.ID), "Name": text(w.Name)}, true
		}
	}
	return nil, false
}

func groups(list []*apim.Group) liquid.Values {
	out := liquid.Values{}
	for _, g := range list {
		out = append(out, fields{"Id": text(g.ID), "Name": text(g.Name)})
	}
	return out
}

// text is a text, or null if it is empty.
func text(s string) liquid.Value {
	if s == "" {
		return nil
	}
	return s
}

// fields is a liquid.Object of values at hand.
type fields map[string]liquid.Value

// Get returns a member.
func (f fields) Get(name string) (liquid.Value, bool) {
	v, ok := f[name]
	return v, ok
}
