package gateway

import (
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// access is the outcome of the subscription check.
type access struct {
	subscription *keyholder // nil without one
	product      *catalog.Product
}

// keyring finds subscriptions by their keys.
type keyring map[string]*keyholder

// keyholder is a subscription with what expressions see of it when this key was
// used.
type keyholder struct {
	*catalog.Subscription
	context *apim.Subscription
	user    *apim.User // its owner, nil without one
}

func newKeyring(subs []*catalog.Subscription) keyring {
	k := keyring{}
	for _, s := range subs {
		for _, key := range []string{s.PrimaryKey, s.SecondaryKey} {
			if key != "" {
				h := &keyholder{Subscription: s, context: subscriptionContext(s, key)}
				if s.Owner != nil {
					h.user = userContext(s.Owner)
				}
				k[key] = h
			}
		}
	}
	return k
}

// known reports whether any key was given, not made up for this configuration.
func known(subs []*catalog.Subscription) bool {
	return slices.ContainsFunc(subs, func(s *catalog.Subscription) bool { return s.KeysGiven })
}

// check decides whether a request may call the API (platform/subscriptions.md,
// "Decision").
//
// asked is the URL that the client asked for.
func (s *Snapshot) check(req *message.Request, asked message.URL, rt route) (access, *policy.Error) {
	api := rt.api
	key, given := subscriptionKey(req, asked.Query, api.KeyNames)
	open := api.open
	if given {
		sub := s.keys[key]
		active := sub != nil && sub.State == catalog.Active
		switch {
		case active && sub.Covers(api.API):
			a := access{subscription: sub}
			if sub.Scope == catalog.ScopeProduct {
				a.product = sub.Product
			}
			return a, nil
		case active && sub.Scope == catalog.ScopeProduct && open != nil:
			// The key of another product is as none where an open one lets callers in
			// (Decision, 5).
		case sub == nil && !s.knowsKeys && (open != nil || !api.SubscriptionRequired):
			// Exports hold no keys, and a document by itself has no subscriptions: where
			// none is needed, the one that the service knows does no harm here.
		default:
			// unverified: the service was about to ignore keys of other scopes for APIs
			// that require none, and put it off.
			return access{}, policy.KeyInvalid(realm(asked, rt), api.KeyNames.Header)
		}
	}
	switch {
	case open != nil:
		return access{product: open}, nil
	case !api.SubscriptionRequired:
		return access{}, nil
	}
	return access{}, policy.KeyMissing(realm(asked, rt), api.KeyNames.Header)
}

// subscriptionKey reads the key: the query parameter only when there is no
// header.
func subscriptionKey(req *message.Request, query string, names catalog.KeyNames) (string, bool) {
	if v, ok := req.Header.Get(names.Header); ok {
		return v, true
	}
	if query == "" {
		return "", false
	}
	return queryGet(query, names.Query)
}

// realm is the API's base URL without the version segment (errors.md section 4).
func realm(asked message.URL, rt route) string {
	path := rt.prefix
	if vs := rt.api.VersionSet; vs != nil && vs.Scheme == catalog.SegmentVersion {
		path = strings.TrimSuffix(path, "/"+rt.api.Version)
	}
	return asked.Scheme + "://" + asked.HostPort() + strings.TrimSuffix(path, "/")
}
