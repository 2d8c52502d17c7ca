package catalog

import "strings"

// index finds resources by name; names are compared without regard to case, as
// Azure Resource Manager compares them.
type index struct {
	apis          map[string]*API
	versionSets   map[string]*VersionSet
	products      map[string]*Product
	subscriptions map[string]*Subscription
	namedValues   map[string]*NamedValue
	backends      map[string]*Backend
	fragments     map[string]*Fragment
	loggers       map[string]*Logger
	certificates  map[string]*Certificate
	groups        map[string]*Group
	tags          map[string]*Tag
	schemas       map[string]*Schema
}

// find returns the index, which is made at the first look-up: the lists must be
// complete by then.
func (r *Resources) find() *index {
	r.once.Do(func() {
		r.index = index{
			apis:          byName(r.APIs, func(x *API) string { return x.Name }),
			versionSets:   byName(r.VersionSets, func(x *VersionSet) string { return x.Name }),
			products:      byName(r.Products, func(x *Product) string { return x.Name }),
			subscriptions: byName(r.Subscriptions, func(x *Subscription) string { return x.Name }),
			namedValues:   byName(r.NamedValues, func(x *NamedValue) string { return x.DisplayName }),
			backends:      byName(r.Backends, func(x *Backend) string { return x.Name }),
			fragments:     byName(r.Fragments, func(x *Fragment) string { return x.Name }),
			loggers:       byName(r.Loggers, func(x *Logger) string { return x.Name }),
			certificates:  byName(r.Certificates, func(x *Certificate) string { return x.Name }),
			groups:        byName(r.Groups, func(x *Group) string { return x.Name }),
			tags:          byName(r.Tags, func(x *Tag) string { return x.Name }),
			schemas:       byName(r.Schemas, func(x *Schema) string { return x.Name }),
		}
	})
	return &r.index
}

// byName maps lower-cased names to resources; of two of one name the first wins.
func byName[T any](list []T, name func(T) string) map[string]T {
	m := make(map[string]T, len(list))
	for _, x := range list {
		key := strings.ToLower(name(x))
		if _, ok := m[key]; !ok {
			m[key] = x
		}
	}
	return m
}

// API returns the API resource of that name ("orders", "orders;rev=2"), or nil.
func (r *Resources) API(name string) *API { return r.find().apis[strings.ToLower(name)] }

// VersionSet returns the version set of that name, or nil.
func (r *Resources) VersionSet(name string) *VersionSet {
	return r.find().versionSets[strings.ToLower(name)]
}

// Product returns the product of that name, or nil.
func (r *Resources) Product(name string) *Product { return r.find().products[strings.ToLower(name)] }

// Subscription returns the subscription of that name, or nil.
func (r *Resources) Subscription(name string) *Subscription {
	return r.find().subscriptions[strings.ToLower(name)]
}

// NamedValue returns the named value displayed under that name, which is what
// {{name}} refers to, or nil.
func (r *Resources) NamedValue(displayName string) *NamedValue {
	return r.find().namedValues[strings.ToLower(displayName)]
}

// Backend returns the backend of that name, or nil.
func (r *Resources) Backend(name string) *Backend { return r.find().backends[strings.ToLower(name)] }

// Fragment returns the policy fragment of that name, or nil.
func (r *Resources) Fragment(name string) *Fragment {
	return r.find().fragments[strings.ToLower(name)]
}

// Logger returns the logger of that name, or nil.
func (r *Resources) Logger(name string) *Logger { return r.find().loggers[strings.ToLower(name)] }

// Certificate returns the certificate of that name, or nil.
func (r *Resources) Certificate(name string) *Certificate {
	return r.find().certificates[strings.ToLower(name)]
}

// Group returns the group of that name, or nil.
func (r *Resources) Group(name string) *Group { return r.find().groups[strings.ToLower(name)] }

// Tag returns the tag of that name, or nil.
func (r *Resources) Tag(name string) *Tag { return r.find().tags[strings.ToLower(name)] }

// Schema returns the schema of that name that stands beside the APIs, or nil.
func (r *Resources) Schema(name string) *Schema { return r.find().schemas[strings.ToLower(name)] }
