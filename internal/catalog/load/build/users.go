package build

import (
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// readUsers reads the users of a template, and who is in which group. All users
// that have signed up are developers.
func (b *builder) readUsers(root *tree.Resource, top *scope) {
	for _, r := range root.Of(tree.User) {
		props := b.props(r)
		u := b.user(r.Name)
		u.FirstName, u.LastName, u.Email, u.Note = props.String("firstName"), props.String("lastName"), props.String("email"), props.String("note")
		u.Registered = date(props, "registrationDate")
		for _, text := range []string{"state", "password", "confirmation", "appType"} {
			props.Get(text) // what is of use to the portal alone
		}
		if list := props.Get("identities"); list != nil && list.Kind == node.Array {
			for _, id := range list.Items {
				u.Identities = append(u.Identities, catalog.UserIdentity{ID: id.GetFold("id").TextOrEmpty(), Provider: id.GetFold("provider").TextOrEmpty()})
			}
		}
		if g, ok := top.groups.get(builtInGroups[1]); ok {
			u.Groups = addOnce(u.Groups, g)
		}
	}
	for _, r := range root.Of(tree.Group) {
		g, ok := top.groups.get(r.Name)
		if !ok {
			continue
		}
		for _, link := range r.Of(tree.GroupUser) {
			name := link.Name
			if id := link.Properties.GetFold("userId").TextOrEmpty(); id != "" {
				_, name = catalog.ParseID(id, "users").Last()
			}
			u, ok := b.users.get(name)
			if !ok {
				top.missing(link.Origin, diag.Warning, diag.UnknownReference, "user", name, b.users.names, "the group is without it")
				continue
			}
			u.Groups = addOnce(u.Groups, g)
		}
	}
}
