package gateway

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// access is the outcome of the subscription check.
type access struct {
	subscription *catalog.Subscription
	product      *catalog.Product
	key          string
}

// keyring finds subscriptions by their keys.
type keyring map[string]*catalog.Subscription

func newKeyring(subs []*catalog.Subscription) keyring {
	k := keyring{}
	for _, s := range subs {
		for _, key := range []string{s.PrimaryKey, s.SecondaryKey} {
			if key != "" {
				k[key] = s
			}
		}
	}
	return k
}

// check decides whether a request may call the API (platform/subscriptions.md,
// "Decision").
func (s *Snapshot) check(req *message.Request, rt route) (access, *policy.Error) {
	api := rt.api
	key, given := subscriptionKey(req, api.KeyNames)
	open := s.openProduct[api]
	if given {
		if sub := s.keys[key]; sub != nil && sub.State == catalog.Active && sub.Covers(api) {
			a := access{subscription: sub, key: key}
			if sub.Scope == catalog.ScopeProduct {
				a.product = sub.Product
			}
			return a, nil
		}
		// A key that opens nothing is as none where an open product lets callers in.
		if open == nil && !api.SubscriptionRequired {
			// unverified: such keys were refused until 2024 and are ignored since.
			return access{}, nil
		}
		if open == nil {
			return access{}, policy.KeyInvalid(realm(req, rt), api.KeyNames.Header)
		}
	}
	switch {
	case open != nil:
		return access{product: open}, nil
	case !api.SubscriptionRequired:
		return access{}, nil
	}
	return access{}, policy.KeyMissing(realm(req, rt), api.KeyNames.Header)
}

// subscriptionKey reads the key: the query parameter only when there is no
// header.
func subscriptionKey(req *message.Request, names catalog.KeyNames) (string, bool) {
	if v, ok := req.Header.Get(names.Header); ok {
		return v, true
	}
	if req.URL.Query == "" {
		return "", false
	}
	return queryGet(req.URL.Query, names.Query)
}

// realm is the API's base URL without the version segment (errors.md section 4).
func realm(req *message.Request, rt route) string {
	path := rt.prefix
	if vs := rt.api.VersionSet; vs != nil && vs.Scheme == catalog.SegmentVersion {
		path = strings.TrimSuffix(path, "/"+rt.api.Version)
	}
	return req.URL.Scheme + "://" + req.URL.HostPort() + strings.TrimSuffix(path, "/")
}
