package cosmos

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// Suffix is the ending of the host names of accounts.
const Suffix = ".documents.azure.com"

const (
	accountType = "Microsoft.DocumentDB/databaseAccounts"
	// maxAccounts is how many accounts are kept.
	maxAccounts = 256
)

// Service answers for all accounts. It is safe for concurrent use.
type Service struct {
	seed  *seed.Seed
	guard *access.Guard
	now   func() time.Time
	used  atomic.Int64 // bytes of all documents

	mu       sync.Mutex
	accounts map[string]*account
}

// NewService returns the service.
func NewService(s *seed.Seed, guard *access.Guard, now func() time.Time) *Service {
	return &Service{seed: s, guard: guard, now: now, accounts: map[string]*account{}}
}

func (s *Service) account(name string) *account {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.accounts[name]; a != nil {
		return a
	}
	contents, ok := seed.Pick(s.seed.Cosmos, name)
	if !ok || len(s.accounts) >= maxAccounts {
		return nil
	}
	a := newAccount(contents, s.now())
	s.accounts[name] = a
	return a
}

// failure is an error answer.
type failure struct {
	status        int
	code, message string
	substatus     string
}

func fail(status int, code, format string, args ...any) *failure {
	return &failure{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

func (f *failure) sub(n string) *failure {
	f.substatus = n
	return f
}

func (f *failure) write(w http.ResponseWriter) {
	if f.substatus != "" {
		w.Header().Set("x-ms-substatus", f.substatus)
	}
	if f.status == http.StatusNotModified {
		w.WriteHeader(f.status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	exchange.JSON(w, f.status, map[string]string{"code": f.code, "message": f.message + "\r\nActivityId: " + w.Header().Get("x-ms-activity-id") + ", Microsoft.Azure.Documents.Common/2.14.0"})
}

// call is one request.
type call struct {
	w       http.ResponseWriter
	r       *http.Request
	caller  *access.Caller
	account *account
	label   string // of the account
	db      string
	coll    string
	id      string
}

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begin(w)
	if f := s.serve(w, r); f != nil {
		f.write(w)
	}
}

func begin(w http.ResponseWriter) {
	h := w.Header()
	h.Set("x-ms-activity-id", exchange.NewID())
	h.Set("x-ms-request-charge", "1")
	h.Set("x-ms-serviceversion", "version=2.14.0.0")
	h.Set("x-ms-gatewayversion", "version=2.14.0")
	h.Set("Cache-Control", "no-store, no-cache")
	h.Set("Pragma", "no-cache")
	h.Set("Strict-Transport-Security", "max-age=31536000")
}

func (s *Service) serve(w http.ResponseWriter, r *http.Request) *failure {
	caller, f := s.authenticate(r)
	if f != nil {
		return f
	}
	label := exchange.Label(r)
	a := s.account(label)
	if a == nil {
		return fail(http.StatusNotFound, "NotFound", "The local Azure has no Cosmos DB account of this name.")
	}
	c := &call{w: w, r: r, caller: caller, account: a, label: label}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	is := func(i int, name string) bool { return len(parts) > i && strings.EqualFold(parts[i], name) }
	switch {
	case parts[0] == "":
		return s.accountMetadata(c)
	case !is(0, "dbs") || len(parts) > 6:
		return fail(http.StatusBadRequest, "BadRequest", "Request url is invalid.")
	case len(parts) == 1:
		return s.listDatabases(c)
	}
	c.db = parts[1]
	db, ok := a.databases[c.db]
	if !ok {
		return noResource("1003")
	}
	switch {
	case len(parts) == 2:
		return s.metadata(c, databaseJSON(c.db))
	case !is(2, "colls"):
		return fail(http.StatusBadRequest, "BadRequest", "Request url is invalid.")
	case len(parts) == 3:
		return s.listContainers(c, db)
	}
	c.coll = parts[3]
	coll := db[c.coll]
	if coll == nil {
		return noResource("1003")
	}
	switch {
	case len(parts) == 4:
		return s.metadata(c, coll.json(c.coll))
	case is(4, "pkranges") && len(parts) == 5:
		return s.metadata(c, map[string]any{"_rid": coll.rid, "PartitionKeyRanges": []any{map[string]any{"id": "0", "_rid": coll.rid, "minInclusive": "", "maxExclusive": "FF", "status": "online", "parents": []any{}}}, "_count": 1})
	case is(4, "docs") && len(parts) == 5:
		return s.documents(c, coll)
	case is(4, "docs"):
		c.id = parts[5]
		return s.document(c, coll)
	}
	return fail(http.StatusNotImplemented, "NotImplemented", "The local Cosmos DB serves documents only, nothing at '%s'.", r.URL.Path)
}

func noResource(sub string) *failure {
	return fail(http.StatusNotFound, "NotFound", "Message: {\"Errors\":[\"Resource Not Found. Learn more: https://aka.ms/cosmosdb-tsg-not-found\"]}").sub(sub)
}

// authenticate reads the token, which is not a bearer token here: the header is
// type=aad&ver=1.0&sig=TOKEN, URL-encoded or not.
func (s *Service) authenticate(r *http.Request) (*access.Caller, *failure) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return nil, fail(http.StatusUnauthorized, "Unauthorized", "Required Header authorization is missing. Ensure a valid Authorization token is passed.")
	}
	if decoded, err := url.QueryUnescape(header); err == nil && strings.HasPrefix(strings.ToLower(header), "type%3d") {
		header = decoded
	}
	fields := map[string]string{}
	for _, part := range strings.Split(header, "&") {
		name, value, _ := strings.Cut(part, "=")
		fields[strings.ToLower(name)] = value
	}
	switch {
	case fields["type"] == "master" || fields["type"] == "resource":
		return nil, fail(http.StatusUnauthorized, "Unauthorized", "Local Authorization is disabled. Use an AAD token to authorize all requests.").sub("5202")
	case fields["type"] != "aad" || fields["ver"] != "1.0" || fields["sig"] == "":
		return nil, fail(http.StatusUnauthorized, "Unauthorized", "Authorization header doesn't confirm to the required format. Please verify and try again.")
	}
	if _, err := http.ParseTime(r.Header.Get("x-ms-date")); err != nil {
		if _, err := http.ParseTime(r.Header.Get("Date")); err != nil {
			return nil, fail(http.StatusUnauthorized, "Unauthorized", "The input date header is invalid format. Please pass in RFC 1123 style date format.")
		}
	}
	caller, refusal := s.guard.Check(fields["sig"], access.OneOf("https://cosmos.azure.com", "https://"+exchange.Host(r)))
	if refusal == nil {
		exchange.SetIdentity(r, caller.Label)
		return caller, nil
	}
	text := "Provided AAD token is invalid."
	switch refusal.Reason {
	case access.BadSignature:
		text = "Provided AAD token was not signed by the tenant of the account."
	case access.BadAudience:
		text = fmt.Sprintf("Provided AAD token audience [%s] does not match the account.", refusal.Claims.Audience)
	case access.BadIssuer:
		text = fmt.Sprintf("Provided AAD token issuer [%s] does not match the tenant of the account.", refusal.Claims.Issuer)
	case access.Expired:
		text = "Provided AAD token has expired."
	case access.NotYetValid:
		text = "Provided AAD token is not yet valid."
	}
	return nil, fail(http.StatusUnauthorized, "Unauthorized", "%s", text)
}

// authorize checks Cosmos DB's own RBAC; action stands below databaseAccounts.
func (s *Service) authorize(c *call, action string) *failure {
	resource := "/"
	if c.db != "" {
		resource = "/dbs/" + c.db
	}
	if c.coll != "" {
		resource += "/colls/" + c.coll
	}
	action = accountType + "/" + action
	scope := strings.TrimSuffix(s.seed.ScopeOf(accountType, c.label)+resource, "/")
	if c.caller.May(access.Action{Name: action, Data: true}, scope) {
		return nil
	}
	return fail(http.StatusForbidden, "Forbidden", "Request blocked by Auth %s : Request is blocked because principal [%s] does not have required RBAC permissions to perform action [%s] on resource [%s]. Learn more: https://aka.ms/cosmos-native-rbac.", c.label, c.caller.ObjectID, action, resource).sub("5301")
}

// metadata answers a read of the account, a database or a container.
func (s *Service) metadata(c *call, v any) *failure {
	if c.r.Method != http.MethodGet && c.r.Method != http.MethodHead {
		return fail(http.StatusForbidden, "Forbidden", "Request blocked by Auth %s : The given request [%s %s] cannot be authorized by AAD token in data plane. Learn more: https://aka.ms/cosmos-native-rbac.", c.label, c.r.Method, c.r.URL.Path).sub("5300")
	}
	if f := s.authorize(c, "readMetadata"); f != nil {
		return f
	}
	c.w.Header().Set("Content-Type", "application/json")
	exchange.JSON(c.w, http.StatusOK, v)
	return nil
}

// Fault answers with a failure on demand.
func (s *Service) Fault(w http.ResponseWriter, _ *http.Request, f exchange.Fault) {
	begin(w)
	code := strings.ReplaceAll(http.StatusText(f.Status), " ", "")
	out := fail(f.Status, code, "The request was refused on demand.")
	switch f.Status {
	case http.StatusTooManyRequests:
		// The service says when in milliseconds, and has no Retry-After.
		w.Header().Set("x-ms-retry-after-ms", fmt.Sprint(max(f.RetryAfter, 1)*1000))
		out = fail(f.Status, "429", "Message: {\"Errors\":[\"Request rate is large. More Request Units may be needed, so no changes were made. Please retry this request later. Learn more: http://aka.ms/cosmosdb-error-429\"]}").sub("3200")
	default:
		f.SetRetryAfter(w)
	}
	out.write(w)
}

var _ exchange.Service = (*Service)(nil)
