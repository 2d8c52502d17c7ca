package policy

import "strings"

// Definition describes a policy.
type Definition struct {
	// Element is the name of the element.
	Element string
	// Summary says in one sentence what it does.
	Summary string
	// Sections and Scopes are where it may stand.
	Sections Section
	Scopes   Scope
	// Gateways are those of the service that have it; 0 means all.
	Gateways Gateways
	// Parts says in which containers it may also stand as a part: the request
	// that send-request builds, the response that return-response builds.
	Parts Part
	// OncePerSection and OncePerDocument are limits the service checks on save.
	OncePerSection, OncePerDocument bool
	// NotInFragment says that the policy may not stand in a policy fragment.
	NotInFragment bool
	// NoHandshake says that the policy may not stand at the operation of a WebSocket
	// API, its handshake; one that is inherited there does not run
	// (platform/websocket-apis.md).
	NoHandshake bool
	// New returns a pointer to the policy's zero struct.
	New func() Policy
}

// Policy is one policy of a document, with its settings.
type Policy interface {
	// Run does the work. An error ends the section and goes to on-error.
	Run(x *Exec) (Flow, error)
}

// Checker is implemented by policies with rules that tags cannot express.
type Checker interface {
	// Check reports what is wrong with the settings.
	Check(c *Check)
}

// Preparer is implemented by policies that compute something from their settings
// when they are loaded.
type Preparer interface {
	// Prepare runs after Check found no error.
	Prepare(c *Check)
}

// Flow says how the pipeline goes on after a policy.
type Flow uint8

const (
	// Next goes on with the next policy.
	Next Flow = iota
	// End ends the request: the response is complete, no other section runs.
	End
)

// Section is a set of sections of a document.
type Section uint8

// The sections, in the order in which they run.
const (
	Inbound Section = 1 << iota
	Backend
	Outbound
	OnError

	AllSections = Inbound | Backend | Outbound | OnError
)

var sectionNames = []string{"inbound", "backend", "outbound", "on-error"}

// String returns the names of the sections, as documents write them.
func (s Section) String() string { return setString(uint8(s), sectionNames) }

func sectionNamed(name string) (Section, bool) {
	for i, n := range sectionNames {
		if n == name {
			return 1 << i, true
		}
	}
	return 0, false
}

// Scope is a set of scopes.
type Scope uint8

// The scopes, from broad to narrow.
const (
	Global Scope = 1 << iota
	Workspace
	Product
	API
	Operation

	AllScopes = Global | Workspace | Product | API | Operation
)

var scopeNames = []string{"global", "workspace", "product", "api", "operation"}

// String returns the names of the scopes, as context.LastError has them.
func (s Scope) String() string { return setString(uint8(s), scopeNames) }

// Part is a set of containers whose children build a message.
type Part uint8

// The containers.
const (
	// RequestPart is the request of send-request and send-one-way-request.
	RequestPart Part = 1 << iota
	// ResponsePart is the response of return-response.
	ResponsePart
)

func setString(set uint8, names []string) string {
	var out []string
	for i, n := range names {
		if set&(1<<i) != 0 {
			out = append(out, n)
		}
	}
	return strings.Join(out, ", ")
}

// Registry holds the policies that documents may use.
type Registry struct {
	byElement map[string]*Definition
	list      []*Definition
}

// NewRegistry returns a registry of the given policies. Two of one name are a
// mistake of the program and panic.
func NewRegistry(defs ...Definition) *Registry {
	r := &Registry{byElement: map[string]*Definition{}}
	for i := range defs {
		d := &defs[i]
		if r.byElement[d.Element] != nil {
			panic("policy: two definitions of " + d.Element)
		}
		r.byElement[d.Element] = d
		r.list = append(r.list, d)
	}
	return r
}

// Lookup returns the definition of an element, or nil.
func (r *Registry) Lookup(element string) *Definition { return r.byElement[element] }

// Definitions returns all definitions in the order of registration.
func (r *Registry) Definitions() []*Definition { return r.list }
