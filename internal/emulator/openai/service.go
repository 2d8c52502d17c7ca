package openai

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// Suffix is the ending of the host names of resources.
const Suffix = ".openai.azure.com"

const (
	accountType = "Microsoft.CognitiveServices/accounts"
	// maxBody bounds a request's body in bytes.
	maxBody = 16 << 20
)

// Service answers for all resources. It keeps nothing and is safe for
// concurrent use.
type Service struct {
	seed  *seed.Seed
	guard *access.Guard
	now   func() time.Time
}

// NewService returns the service.
func NewService(s *seed.Seed, guard *access.Guard, now func() time.Time) *Service {
	return &Service{seed: s, guard: guard, now: now}
}

// failure is an error answer.
type failure struct {
	status        int
	code, message string
	kind, param   string
}

func fail(status int, code, format string, args ...any) *failure {
	return &failure{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

func (f *failure) write(w http.ResponseWriter) {
	e := map[string]any{"code": f.code, "message": f.message}
	if f.kind != "" {
		e["type"] = f.kind
		e["param"] = nil
		if f.param != "" {
			e["param"] = f.param
		}
	}
	w.Header().Set("Content-Type", "application/json")
	exchange.JSON(w, f.status, map[string]any{"error": e})
}

// invalid is a refusal of the model itself.
func invalid(param, format string, args ...any) *failure {
	f := fail(http.StatusBadRequest, "invalid_request_error", format, args...)
	f.kind, f.param = "invalid_request_error", param
	return f
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
	id := exchange.NewID()
	h.Set("apim-request-id", id)
	h.Set("x-request-id", exchange.NewID())
	h.Set("x-ms-region", "Local")
	h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload")
	h.Set("x-content-type-options", "nosniff")
}

func (s *Service) serve(w http.ResponseWriter, r *http.Request) *failure {
	token, _ := exchange.Bearer(r)
	caller, refusal := s.guard.Check(token, access.OneOf("https://cognitiveservices.azure.com", "https://ai.azure.com"))
	if refusal != nil {
		return unauthorized()
	}
	exchange.SetIdentity(r, caller.Label)
	// /openai/deployments/{deployment}/chat/completions, or the newer
	// /openai/v1/chat/completions with the deployment in the body.
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	deployment, operation := "", ""
	switch {
	case len(parts) >= 4 && parts[0] == "openai" && parts[1] == "deployments":
		deployment, operation = parts[2], strings.Join(parts[3:], "/")
		if r.URL.Query().Get("api-version") == "" {
			return fail(http.StatusNotFound, "404", "Resource not found")
		}
	case len(parts) >= 3 && parts[0] == "openai" && parts[1] == "v1":
		operation = strings.Join(parts[2:], "/")
	}
	action := map[string]string{"chat/completions": "chat/completions", "embeddings": "embeddings"}[operation]
	if action == "" || r.Method != http.MethodPost {
		return fail(http.StatusNotFound, "404", "Resource not found")
	}
	label := exchange.Label(r)
	name := accountType + "/OpenAI/deployments/" + action + "/action"
	if !caller.May(access.Action{Name: name, Data: true}, s.seed.ScopeOf(accountType, label)) {
		return fail(http.StatusUnauthorized, "PermissionDenied", "The principal `%s` lacks the required data action `%s` to perform `POST /openai/deployments/{deployment-id}/%s` operation.", caller.ObjectID, name, operation)
	}
	resource, ok := seed.Pick(s.seed.OpenAI, label)
	if !ok {
		return fail(http.StatusNotFound, "404", "The local Azure has no OpenAI resource of this name")
	}
	body, err := exchange.Body(r, maxBody)
	if err != nil {
		return invalid("", "The request body cannot be read: %v.", err)
	}
	c := &call{w: w, r: r, service: s, deployments: resource.Deployments, deployment: deployment, body: body}
	if operation == "embeddings" {
		return c.embeddings()
	}
	return c.chat()
}

func unauthorized() *failure {
	return fail(http.StatusUnauthorized, "401", "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.")
}

// call is one request.
type call struct {
	w           http.ResponseWriter
	r           *http.Request
	service     *Service
	deployments map[string]seed.Deployment
	deployment  string
	body        []byte
}

// find returns the deployment, which may be named by the body.
func (c *call) find(model string) (seed.Deployment, *failure) {
	if c.deployment == "" {
		c.deployment = model
	}
	d, ok := c.deployments[strings.ToLower(c.deployment)]
	if !ok {
		return d, fail(http.StatusNotFound, "DeploymentNotFound", "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.")
	}
	if d.Model == "" {
		d.Model = c.deployment
	}
	return d, nil
}

// limits sets the headers that tell what is left.
func (c *call) limits() {
	h := c.w.Header()
	h.Set("x-ratelimit-limit-requests", "1000")
	h.Set("x-ratelimit-remaining-requests", "999")
	h.Set("x-ratelimit-limit-tokens", "100000")
	h.Set("x-ratelimit-remaining-tokens", "99000")
	h.Set("azureml-model-session", "local")
	h.Set("x-ms-deployment-name", c.deployment)
}

// Fault answers with a failure on demand.
func (s *Service) Fault(w http.ResponseWriter, r *http.Request, f exchange.Fault) {
	begin(w)
	f.SetRetryAfter(w)
	switch f.Status {
	case http.StatusTooManyRequests:
		w.Header().Set("retry-after-ms", fmt.Sprint(f.RetryAfter*1000))
		w.Header().Set("x-ratelimit-reset-tokens", fmt.Sprint(f.RetryAfter))
		w.Header().Set("x-ratelimit-remaining-tokens", "0")
		fail(f.Status, "429", "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version %s have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after %d seconds. Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.", r.URL.Query().Get("api-version"), f.RetryAfter).write(w)
	case http.StatusUnauthorized:
		unauthorized().write(w)
	default:
		fail(f.Status, fmt.Sprint(f.Status), "The request was refused on demand.").write(w)
	}
}

var _ exchange.Service = (*Service)(nil)
