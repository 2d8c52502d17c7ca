package arm

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/odata"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// resources lists what is in a group or subscription.
func (s *Service) resources(w http.ResponseWriter, r *http.Request, c *access.Caller, at place, action string) *failure {
	if f := onlyGET(r); f != nil {
		return f
	}
	if f := s.authorize(c, action, at.scope); f != nil {
		return f
	}
	if f := at.groupMissing(); f != nil {
		return f
	}
	filter, f := parseFilter(r)
	if f != nil {
		return f
	}
	expand := strings.Split(strings.ToLower(r.URL.Query().Get("$expand")), ",")
	list := []any{}
	for _, name := range groupNames(at.sub) {
		if at.groupName != "" && name != at.groupName {
			continue
		}
		g := at.sub.ResourceGroups[name]
		for i := range g.Resources {
			res := &g.Resources[i]
			m := s.resourceJSON(at.sub, name, res, false)
			if slices.Contains(expand, "provisioningstate") {
				m["provisioningState"] = "Succeeded"
			}
			if slices.Contains(expand, "createdtime") {
				m["createdTime"] = creationTime
			}
			if slices.Contains(expand, "changedtime") {
				m["changedTime"] = creationTime
			}
			withGroup := map[string]any{"resourceType": res.Type, "resourceGroup": name}
			for k, v := range m {
				withGroup[k] = v
			}
			if filter == nil || matchTagged(filter, withGroup, res.Tags) {
				list = append(list, m)
			}
		}
	}
	return page(w, r, list)
}

// creationTime is when all resources of a seed were made.
const creationTime = "2026-01-01T00:00:00.0000000Z"

// resourceJSON is a resource as lists show it, or with its properties. Child
// resources are named in full in lists over types, and by their last segment by
// their own provider.
func (s *Service) resourceJSON(sub *seed.Subscription, group string, res *seed.Resource, full bool) map[string]any {
	id := resourceID(sub, group, res)
	m := map[string]any{"id": id, "name": res.Name, "type": res.Type, "location": res.Location}
	if full {
		m["name"] = res.Name[strings.LastIndexByte(res.Name, '/')+1:]
		properties := map[string]any{}
		for k, v := range res.Properties {
			properties[k] = v
		}
		if state := s.ops.state(id); state != "" {
			properties["status"] = state
		}
		if len(properties) == 0 {
			properties["provisioningState"] = "Succeeded"
		}
		m["properties"] = properties
	}
	if res.Kind != "" {
		m["kind"] = res.Kind
	}
	if len(res.SKU) > 0 {
		m["sku"] = res.SKU
	}
	if len(res.Tags) > 0 {
		m["tags"] = res.Tags
	} else {
		m["tags"] = map[string]string{}
	}
	return m
}

// resourceID builds an ARM id: types and names alternate.
func resourceID(sub *seed.Subscription, group string, res *seed.Resource) string {
	provider, rest, _ := strings.Cut(res.Type, "/")
	types, names := strings.Split(rest, "/"), strings.Split(res.Name, "/")
	id := "/subscriptions/" + sub.ID + "/resourceGroups/" + group + "/providers/" + provider
	for i := range types {
		id += "/" + types[i] + "/" + names[i]
	}
	return id
}

// providers answers /subscriptions/{id}/providers and what is below it: the
// resource providers, and lists of one type over all groups.
func (s *Service) providers(w http.ResponseWriter, r *http.Request, c *access.Caller, at place, parts []string) *failure {
	if len(parts) >= 3 && strings.EqualFold(parts[1], "locations") {
		return s.operation(w, r, c, at, parts)
	}
	if f := onlyGET(r); f != nil {
		return f
	}
	switch len(parts) {
	case 0, 1:
		if f := s.authorize(c, "Microsoft.Resources/subscriptions/providers/read", at.scope); f != nil {
			return f
		}
		return s.registrations(w, r, at, parts)
	case 2:
		return s.listType(w, r, c, at, parts[0]+"/"+parts[1], "")
	}
	return noRoute(r)
}

// registrations lists the providers that resources of the seed need; all are
// registered.
func (s *Service) registrations(w http.ResponseWriter, r *http.Request, at place, parts []string) *failure {
	types := map[string][]string{"Microsoft.Resources": {"resourceGroups"}, "Microsoft.Authorization": {"roleAssignments", "roleDefinitions"}}
	for _, g := range at.sub.ResourceGroups {
		for _, res := range g.Resources {
			provider, rest, _ := strings.Cut(res.Type, "/")
			if !slices.Contains(types[provider], rest) {
				types[provider] = append(types[provider], rest)
			}
		}
	}
	var names []string
	for name := range types {
		names = append(names, name)
	}
	slices.Sort(names)
	list := []any{}
	for _, name := range names {
		var rt []any
		slices.Sort(types[name])
		for _, t := range types[name] {
			rt = append(rt, map[string]any{"resourceType": t, "locations": []string{}, "apiVersions": []string{"2021-04-01"}})
		}
		m := map[string]any{"id": at.scope + "/providers/" + name, "namespace": name, "registrationState": "Registered", "registrationPolicy": "RegistrationRequired", "resourceTypes": rt}
		if len(parts) == 1 && strings.EqualFold(parts[0], name) {
			exchange.JSON(w, http.StatusOK, m)
			return nil
		}
		list = append(list, m)
	}
	if len(parts) == 1 {
		return fail(http.StatusNotFound, "InvalidResourceNamespace", "The resource namespace '%s' is invalid.", parts[0])
	}
	return page(w, r, list)
}

// provider answers a path below a group's providers: parts are the provider,
// then types and names in turn, perhaps ending in an action.
func (s *Service) provider(w http.ResponseWriter, r *http.Request, c *access.Caller, at place, parts []string) *failure {
	resourceType, name := parts[0], ""
	for i, part := range parts[1:] {
		if i%2 == 0 {
			resourceType += "/" + part
		} else {
			name += "/" + part
		}
	}
	name = strings.TrimPrefix(name, "/")
	if len(parts)%2 == 0 { // ends in a type: a list, or an action on what is above
		if r.Method == http.MethodPost {
			return s.action(w, r, c, at, parts)
		}
		if f := onlyGET(r); f != nil {
			return f
		}
		return s.listType(w, r, c, at, resourceType, name)
	}
	if f := onlyGET(r); f != nil {
		return f
	}
	scope := at.scope + "/providers/" + strings.Join(parts, "/")
	if f := s.authorize(c, resourceType+"/read", scope); f != nil {
		return f
	}
	if f := at.groupMissing(); f != nil {
		return f
	}
	res := findResource(at, resourceType, name)
	if res == nil {
		return notFound(at, resourceType, name)
	}
	exchange.JSON(w, http.StatusOK, s.resourceJSON(at.sub, at.groupName, res, true))
	return nil
}

// listType lists the resources of one type below a parent, in a group or in the
// whole subscription.
func (s *Service) listType(w http.ResponseWriter, r *http.Request, c *access.Caller, at place, resourceType, parent string) *failure {
	scope := at.scope
	if parent != "" {
		scope = at.scope + "/providers/" + strings.Join(interleave(resourceType, parent), "/")
	}
	if f := s.authorize(c, resourceType+"/read", scope); f != nil {
		return f
	}
	if f := at.groupMissing(); f != nil {
		return f
	}
	if parent != "" {
		parentType := resourceType[:strings.LastIndexByte(resourceType, '/')]
		if findResource(at, parentType, parent) == nil {
			if !strings.EqualFold(parentType, "Microsoft.Sql/servers") {
				return notFound(at, parentType, parent)
			}
			return fail(http.StatusNotFound, "ParentResourceNotFound", "Failed to perform 'read' on resource(s) of type '%s', because the parent resource '%s/providers/%s' could not be found.", strings.TrimPrefix(resourceType, "Microsoft.Sql/"), at.scope, strings.Join(interleave(parentType, parent), "/"))
		}
	}
	list := []any{}
	for _, group := range groupNames(at.sub) {
		if at.groupName != "" && group != at.groupName {
			continue
		}
		g := at.sub.ResourceGroups[group]
		for i := range g.Resources {
			res := &g.Resources[i]
			above := ""
			if j := strings.LastIndexByte(res.Name, '/'); j >= 0 {
				above = res.Name[:j]
			}
			if strings.EqualFold(res.Type, resourceType) && strings.EqualFold(above, parent) {
				list = append(list, s.resourceJSON(at.sub, group, res, true))
			}
		}
	}
	return page(w, r, list)
}

// interleave joins a type with the names it has, as paths do; the type may have
// one segment more.
func interleave(resourceType, name string) []string {
	types, names := strings.Split(resourceType, "/"), strings.Split(name, "/")
	out := []string{types[0]}
	for i, t := range types[1:] {
		out = append(out, t)
		if i < len(names) {
			out = append(out, names[i])
		}
	}
	return out
}

func findResource(at place, resourceType, name string) *seed.Resource {
	for i := range at.group.Resources {
		if res := &at.group.Resources[i]; strings.EqualFold(res.Type, resourceType) && strings.EqualFold(res.Name, name) {
			return res
		}
	}
	return nil
}

func notFound(at place, resourceType, name string) *failure {
	return fail(http.StatusNotFound, "ResourceNotFound", "The Resource '%s/%s' under resource group '%s' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix", resourceType, name, at.groupName)
}

func parseFilter(r *http.Request) (*odata.Filter, *failure) {
	text := r.URL.Query().Get("$filter")
	if text == "" {
		return nil, nil
	}
	f, err := odata.Parse(text)
	if err != nil {
		return nil, fail(http.StatusBadRequest, "InvalidFilterInQueryString", "Invalid $filter '%s' specified in the query string: %v.", text, err)
	}
	return f, nil
}

// matchTagged evaluates a filter that may ask for tagName and tagValue: they
// have to hold for one tag together.
func matchTagged(f *odata.Filter, m map[string]any, tags map[string]string) bool {
	object := odata.Object(m)
	if !slices.ContainsFunc(f.Properties, func(p string) bool {
		return strings.EqualFold(p, "tagName") || strings.EqualFold(p, "tagValue")
	}) {
		return f.Match(object)
	}
	for name, value := range tags {
		if f.Match(func(path string) any {
			switch strings.ToLower(path) {
			case "tagname":
				return name
			case "tagvalue":
				return value
			}
			return object(path)
		}) {
			return true
		}
	}
	return false
}
