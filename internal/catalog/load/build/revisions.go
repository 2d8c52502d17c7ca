package build

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// revisions makes sure that one revision of each API is current, and gives the
// others what only the current one may decide (versions-and-revisions.md).
func (s *scope) revisions(made []*apiBuilder) {
	groups := map[string][]*apiBuilder{}
	var order []string
	for _, b := range made {
		key := strings.ToLower(b.api.BaseName)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], b)
	}
	for _, key := range order {
		s.revisionGroup(groups[key])
	}
}

func (s *scope) revisionGroup(group []*apiBuilder) {
	current := currentRevision(group)
	if current == nil {
		base := group[0].api.BaseName
		s.warnAt(group[0].api.Origin, diag.UnknownReference,
			"no revision of the API %q is current: none is called %q, none has `isCurrent` or a release; only ;rev=N URLs reach it", base, base)
		return
	}
	for _, b := range group {
		b.api.IsCurrent = b.api == current
	}
	if current.Name != current.BaseName {
		// References name the API without its revision.
		s.apis.add(current.BaseName, current, current.Origin)
	}
	byNumber := map[string]*catalog.API{current.Revision: current}
	for _, b := range group {
		a := b.api
		if a == current {
			continue
		}
		if other := byNumber[a.Revision]; other == current {
			// Repositories keep the folder of a revision that was made the current one.
			s.warnAt(a.Origin, diag.DuplicateResource, "%q is revision %s of the API %q as is %q, which is current and is served; remove this one", a.Name, a.Revision, a.BaseName, current.Name)
			a.IsOnline = false
		} else if other != nil {
			s.list.Add(diag.Diagnostic{
				Severity: diag.Error, Code: diag.DuplicateResource, Source: a.Origin.Source, Span: a.Origin.Span,
				Message: fmt.Sprintf("%q and %q are both revision %s of the API %q", other.Name, a.Name, a.Revision, a.BaseName),
				Related: related("the other one", other.Origin),
			})
		} else {
			byNumber[a.Revision] = a
		}
		if byNumber[a.Revision] == a {
			s.warnOverruled(b, current)
		}
		a.DisplayName, a.Description, a.Type, a.Path = current.DisplayName, current.Description, current.Type, current.Path
		a.Protocols, a.SubscriptionRequired = current.Protocols, current.SubscriptionRequired
		a.Version, a.VersionSet = current.Version, current.VersionSet
	}
}

// warnOverruled says what a revision gives in vain: the current one decides it. Names
// and descriptions change nothing that is served.
func (s *scope) warnOverruled(b *apiBuilder, current *catalog.API) {
	a := b.api
	warn := func(property string, differs bool) {
		if v := b.tree.Properties.GetFold(property); differs && !v.IsNull() {
			s.warnAt(catalog.Origin{Source: v.Source, Span: v.Span}, diag.InvalidValue,
				"`%s` has no effect: %q is a revision of the API %q, whose current revision decides it", property, a.Name, a.BaseName)
		}
	}
	warn("path", !strings.EqualFold(a.Path, current.Path))
	warn("type", a.Type != current.Type)
	warn("subscriptionRequired", a.SubscriptionRequired != current.SubscriptionRequired)
	warn("protocols", !slices.Equal(sorted(a.Protocols), sorted(current.Protocols)))
	warn("apiVersion", a.Version != current.Version)
	warn("apiVersionSetId", a.VersionSet != current.VersionSet)
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// currentRevision returns the revision that the plain URL serves: the one that a
// release makes current, the one whose name has no revision, else the one that
// says so of itself or is the only one, as partial exports have.
func currentRevision(group []*apiBuilder) *catalog.API {
	var second *catalog.API
	for _, b := range group {
		if b.tree.Released {
			return b.api
		}
	}
	for _, b := range group {
		if b.api.IsCurrent {
			return b.api
		}
		if b.saysCurrent || len(group) == 1 {
			second = b.api
		}
	}
	return second
}

// versions reports APIs of one version set that have the same version.
func (s *scope) versions() {
	type key struct {
		set     *catalog.VersionSet
		version string
	}
	seen := map[key]*catalog.API{}
	first := map[*catalog.VersionSet]*catalog.API{}
	for _, a := range s.out.APIs {
		if !a.IsCurrent {
			continue
		}
		if other := first[a.VersionSet]; other == nil {
			first[a.VersionSet] = a
		} else if a.VersionSet != nil && !strings.EqualFold(unversioned(a), unversioned(other)) {
			s.warnAt(propsOrigin(s.tree.Find(tree.API, a.Name), "path"), diag.InvalidValue,
				"the APIs of a version set share their path, and %q has another one than %q: %q, not %q", a.Name, other.Name, a.Path, other.Path)
		}
		if a.VersionSet == nil {
			if a.Version != "" {
				s.warnAt(propsOrigin(s.tree.Find(tree.API, a.Name), "apiVersion"), diag.InvalidValue,
					"the API %q has a version but no `apiVersionSetId`; it is served without version", a.Name)
			}
			continue
		}
		k := key{a.VersionSet, a.Version}
		if other := seen[k]; other != nil {
			s.clash(a, other, fmt.Sprintf("the APIs %q and %q are the same version %q of the version set %q", other.Name, a.Name, a.Version, a.VersionSet.Name))
			continue
		}
		seen[k] = a
	}
}

// unversioned is the path of an API without its version, which some exports have in it
// (catalog.API.PublicPath).
func unversioned(a *catalog.API) string {
	if a.VersionSet == nil || a.VersionSet.Scheme != catalog.SegmentVersion || a.Version == "" {
		return a.Path
	}
	return strings.TrimSuffix(strings.TrimSuffix(a.Path, a.Version), "/")
}

func (s *scope) clash(a, other *catalog.API, message string) {
	a.Invalid = true
	s.list.Add(diag.Diagnostic{
		Severity: diag.Error, Code: diag.DuplicateResource, Source: a.Origin.Source, Span: a.Origin.Span,
		Message: message, Related: related("the other API", other.Origin),
	})
}

// paths reports APIs that answer the same URLs. An HTTP API and a WebSocket API
// may share a path (operation-matching.md), as may versions that requests tell
// apart by header or query.
func (s *scope) paths(made []*apiBuilder) {
	type key struct {
		path    string
		socket  bool
		set     *catalog.VersionSet
		version string
	}
	seen := map[key]*catalog.API{}
	for _, b := range made {
		a := b.api
		if !a.IsCurrent || b.path == nil {
			continue
		}
		k := key{path: strings.ToLower(a.PublicPath()), socket: a.Type == catalog.WebSocket}
		if vs := a.VersionSet; vs != nil && vs.Scheme != catalog.SegmentVersion {
			k.set, k.version = vs, a.Version
		}
		other := seen[k]
		if other != nil && !(other.VersionSet != nil && other.VersionSet == a.VersionSet && other.Version == a.Version) {
			s.clash(a, other, fmt.Sprintf("the APIs %q and %q have the same path %q", other.Name, a.Name, a.PublicPath()))
			continue
		}
		seen[k] = a
	}
}
