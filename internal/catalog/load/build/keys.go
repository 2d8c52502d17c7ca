package build

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxKey is the longest subscription key, in characters
// (platform/subscriptions.md).
const maxKey = 256

// keys gives every subscription its keys: those of the settings, else those of
// the artefacts, else derived ones.
func (b *builder) keys() {
	top := b.scopes[0]
	for _, given := range b.supply.Subscriptions {
		sub, ok := top.subscriptions.get(given.Name)
		for _, s := range b.scopes[1:] {
			if ok {
				break
			}
			sub, ok = s.subscriptions.get(given.Name)
		}
		if !ok {
			top.missing(given.Origin, diag.Error, diag.UnknownReference, "subscription", given.Name, top.subscriptions.names, "")
			continue
		}
		if given.PrimaryKey != "" {
			sub.PrimaryKey = given.PrimaryKey
		}
		if given.SecondaryKey != "" {
			sub.SecondaryKey = given.SecondaryKey
		}
		if given.AllowTracing != nil {
			sub.AllowTracing = *given.AllowTracing
		}
	}
	owner := map[string]*catalog.Subscription{}
	for _, sub := range b.service.AllSubscriptions() {
		path := sub.Name
		if sub.Workspace != nil {
			path = "workspaces/" + sub.Workspace.Name + "/" + sub.Name
		}
		b.key(sub, &sub.PrimaryKey, path, "primary", owner)
		b.key(sub, &sub.SecondaryKey, path, "secondary", owner)
	}
}

// key derives one key when it is missing, and reports one that two
// subscriptions have.
func (b *builder) key(sub *catalog.Subscription, key *string, path, which string, owner map[string]*catalog.Subscription) {
	if *key == "" {
		*key = catalog.DeriveKey(b.supply.KeySeed, path, which)
		sub.KeysMadeUp = true
	} else {
		sub.KeysGiven = true
	}
	if len(*key) > maxKey {
		b.errorAt(sub.Origin, diag.InvalidValue, "the %s key of the subscription %q has more than %d characters", which, sub.Name, maxKey)
	}
	if other := owner[*key]; other != nil && other != sub {
		b.list.Add(diag.Diagnostic{
			Severity: diag.Error, Code: diag.DuplicateResource, Source: sub.Origin.Source, Span: sub.Origin.Span,
			Message: fmt.Sprintf("the subscriptions %q and %q have a key in common", other.Name, sub.Name),
		})
	}
	owner[*key] = sub
}
