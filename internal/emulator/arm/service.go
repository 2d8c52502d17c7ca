package arm

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// Host is the host name of the public cloud's resource manager.
const Host = "management.azure.com"

// audiences are the resources whose tokens are accepted, and each without its
// trailing slash.
var audiences = []string{"https://management.core.windows.net/", "https://management.core.windows.net", "https://management.azure.com/", "https://management.azure.com"}

// Service answers as the resource manager. It is safe for concurrent use.
type Service struct {
	seed  *seed.Seed
	guard *access.Guard
	now   func() time.Time
	ops   operations
}

// NewService returns the service.
func NewService(s *seed.Seed, guard *access.Guard, now func() time.Time) *Service {
	return &Service{seed: s, guard: guard, now: now, ops: newOperations()}
}

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	id := exchange.NewID()
	h.Set("Cache-Control", "no-cache")
	h.Set("Pragma", "no-cache")
	h.Set("Expires", "-1")
	h.Set("x-ms-request-id", id)
	h.Set("x-ms-correlation-request-id", id)
	h.Set("x-ms-routing-request-id", "LOCAL:"+s.now().UTC().Format("20060102T150405Z")+":"+id)
	h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	h.Set("X-Content-Type-Options", "nosniff")
	if v := r.Header.Get("x-ms-client-request-id"); v != "" && strings.EqualFold(r.Header.Get("x-ms-return-client-request-id"), "true") {
		h.Set("x-ms-client-request-id", v)
	}
	if strings.EqualFold(r.URL.Path, "/metadata/endpoints") {
		s.endpoints(w, r)
		return
	}
	caller, failure := s.authenticate(r)
	if failure == nil {
		failure = checkVersion(r)
	}
	if failure == nil {
		h.Set("x-ms-ratelimit-remaining-subscription-reads", "11999")
		failure = s.route(w, r, caller)
	}
	if failure != nil {
		failure.write(w)
	}
}

// Fault answers with a failure on demand.
func (s *Service) Fault(w http.ResponseWriter, _ *http.Request, f exchange.Fault) {
	f.SetRetryAfter(w)
	code := strings.ReplaceAll(http.StatusText(f.Status), " ", "")
	text := "The request was refused on demand."
	if f.Status == http.StatusTooManyRequests {
		code = "TooManyRequests"
		text = fmt.Sprintf("The request is being throttled as the limit has been reached for operation type - Read_ObservationWindow_00:05:00. For more information, see - https://aka.ms/srpthrottlinglimits. Retry after %d seconds.", f.RetryAfter)
	}
	fail(f.Status, code, "%s", text).write(w)
}

var versionPattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(-preview|-alpha|-beta|-rc|-privatepreview)?$`)

func checkVersion(r *http.Request) *failure {
	var versions []string
	for name, values := range r.URL.Query() {
		if strings.EqualFold(name, "api-version") {
			versions = append(versions, values...)
		}
	}
	switch {
	case len(versions) == 0 || versions[0] == "":
		return fail(http.StatusBadRequest, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
	case !versionPattern.MatchString(versions[0]):
		return fail(http.StatusBadRequest, "InvalidApiVersionParameter", "The api-version '%s' is invalid. The supported versions are '2024-11-01,2024-07-01,2024-03-01,2023-07-01,2022-12-01,2022-09-01,2021-04-01,2021-01-01,2020-10-01'.", versions[0])
	}
	return nil
}

// route finds what a path means. Segments are compared without regard to case.
func (s *Service) route(w http.ResponseWriter, r *http.Request, c *access.Caller) *failure {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(parts) > 64 {
		return noRoute(r)
	}
	if scope, rest, ok := authorizationScope(parts); ok {
		return s.authorization(w, r, c, scope, rest)
	}
	is := func(i int, name string) bool { return i < len(parts) && strings.EqualFold(parts[i], name) }
	switch {
	case is(0, "tenants") && len(parts) == 1:
		return s.tenants(w, r)
	case is(0, "subscriptions") && len(parts) == 1:
		return s.subscriptions(w, r, c)
	case !is(0, "subscriptions"):
		return noRoute(r)
	}
	sub := s.subscription(parts[1])
	if sub == nil {
		return fail(http.StatusNotFound, "SubscriptionNotFound", "The subscription '%s' could not be found.", parts[1])
	}
	at := place{sub: sub, scope: "/subscriptions/" + sub.ID}
	switch {
	case len(parts) == 2:
		return s.oneSubscription(w, r, c, at)
	case is(2, "locations") && len(parts) == 3:
		return s.locations(w, r, c, at)
	case is(2, "resources") && len(parts) == 3:
		return s.resources(w, r, c, at, "Microsoft.Resources/subscriptions/resources/read")
	case is(2, "resourceGroups") && len(parts) == 3:
		return s.groups(w, r, c, at)
	case is(2, "providers"):
		return s.providers(w, r, c, at, parts[3:])
	case !is(2, "resourceGroups"):
		return noRoute(r)
	}
	name, group := findGroup(sub, parts[3])
	at.scope += "/resourceGroups/" + name
	at.group, at.groupName = group, name
	switch {
	case len(parts) == 4:
		return s.oneGroup(w, r, c, at)
	case is(4, "resources") && len(parts) == 5:
		return s.resources(w, r, c, at, "Microsoft.Resources/subscriptions/resourceGroups/resources/read")
	case is(4, "providers") && len(parts) >= 7:
		return s.provider(w, r, c, at, parts[5:])
	}
	return noRoute(r)
}

// place is the subscription, and perhaps the group, that a path names.
type place struct {
	sub       *seed.Subscription
	groupName string
	group     *seed.ResourceGroup // nil when there is none of that name
	scope     string
}

// groupMissing is the failure when the path names a group that is not there.
// Authorization is checked before: it needs no group.
func (p place) groupMissing() *failure {
	if p.groupName != "" && p.group == nil {
		return fail(http.StatusNotFound, "ResourceGroupNotFound", "Resource group '%s' could not be found.", p.groupName)
	}
	return nil
}

func (s *Service) subscription(id string) *seed.Subscription {
	for i := range s.seed.Subscriptions {
		if strings.EqualFold(s.seed.Subscriptions[i].ID, id) {
			return &s.seed.Subscriptions[i]
		}
	}
	return nil
}

// findGroup returns the group under the spelling of the seed, or the name alone.
func findGroup(sub *seed.Subscription, name string) (string, *seed.ResourceGroup) {
	for key, g := range sub.ResourceGroups {
		if strings.EqualFold(key, name) {
			return key, &g
		}
	}
	return name, nil
}

// page writes one page of a list: $top entries from where $skiptoken says.
func page(w http.ResponseWriter, r *http.Request, all []any) *failure {
	query := r.URL.Query()
	top, start := 1000, 0
	if v := query.Get("$top"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			return fail(http.StatusBadRequest, "InvalidTopValue", "The $top query parameter value '%s' is invalid. The value must be an integer between 1 and 1000.", v)
		}
		top = min(n, top)
	}
	if v := query.Get("$skiptoken"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			return fail(http.StatusBadRequest, "InvalidSkipToken", "The $skiptoken query parameter value '%s' is invalid.", v)
		}
		start = n
	}
	start = min(start, len(all))
	stop := min(start+top, len(all))
	answer := map[string]any{"value": append([]any{}, all[start:stop]...)}
	if stop < len(all) {
		query.Set("$skiptoken", strconv.Itoa(stop))
		answer["nextLink"] = "https://" + r.Host + r.URL.Path + "?" + query.Encode()
	}
	exchange.JSON(w, http.StatusOK, answer)
	return nil
}

// onlyGET refuses every method but GET (and HEAD).
func onlyGET(r *http.Request) *failure {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	return fail(http.StatusMethodNotAllowed, "MethodNotAllowed", "The requested resource does not support http method '%s' in the local Azure, which reads its resources from the seed.", r.Method)
}
