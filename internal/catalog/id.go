package catalog

import "strings"

// ID is a reference to a resource as artefacts write it: pairs of a type
// segment and a name below the service.
type ID struct {
	// Pairs are the segments: {"apis", "orders"}, {"operations", "get"}. The name
	// of the last pair is empty in ids of collections ("/apis").
	Pairs [][2]string
}

// ParseID reads an id in any of the spellings in use: the absolute id of Azure
// Resource Manager, one relative to the service with or without a slash, or a
// bare name, which gets the type given. Case is kept; compare without regard to
// it. Ids of the service itself have no pairs.
func ParseID(s, bareType string) ID {
	s = strings.TrimSpace(s)
	if i := strings.Index(s, "://"); i >= 0 { // https://management.azure.com/subscriptions/…
		if j := strings.IndexByte(s[i+3:], '/'); j >= 0 {
			s = s[i+3+j:]
		}
	}
	segments := strings.FieldsFunc(s, func(r rune) bool { return r == '/' })
	for i := 0; i+1 < len(segments); i++ {
		if strings.EqualFold(segments[i], "Microsoft.ApiManagement") && strings.EqualFold(segments[i+1], "service") {
			segments = segments[min(i+3, len(segments)):]
			break
		}
	}
	if len(segments) == 1 && !strings.HasPrefix(s, "/") && bareType != "" {
		return ID{Pairs: [][2]string{{bareType, segments[0]}}}
	}
	var id ID
	for i := 0; i < len(segments); i += 2 {
		pair := [2]string{segments[i]}
		if i+1 < len(segments) {
			pair[1] = segments[i+1]
		}
		id.Pairs = append(id.Pairs, pair)
	}
	return id
}

// Name returns the name of the pair of that type, "" when there is none.
func (id ID) Name(kind string) string {
	for _, p := range id.Pairs {
		if strings.EqualFold(p[0], kind) {
			return p[1]
		}
	}
	return ""
}

// Last returns the type and name of the last pair, empty for the service.
func (id ID) Last() (kind, name string) {
	if len(id.Pairs) == 0 {
		return "", ""
	}
	p := id.Pairs[len(id.Pairs)-1]
	return p[0], p[1]
}
