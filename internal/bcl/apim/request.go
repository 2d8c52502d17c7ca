package apim

import (
	"net/netip"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography/x509certificates"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Request is context.Request: the message on its way to the backend.
type Request struct {
	// Message holds method, header and body, and changes with the policies.
	Message *message.Request
	// URL is where the request goes, Original what the client asked for.
	URL, Original *URL
	// OriginalMethod is the client's method.
	OriginalMethod string
	// Matched are the parameters of the operation's template.
	Matched *Lookup[string]

	headers Headers
	body    MessageBody
	// certificate is the object of the client's certificate, made at first use.
	certificate *x509certificates.Certificate
}

// Limits bound what expressions may do with bodies.
type Limits struct {
	// BodyBuffer is how many bytes of a body may be buffered; 0 is no limit.
	BodyBuffer int64
}

// NewRequest returns the view of a request. The URLs and matched parameters are
// set by the caller.
func NewRequest(m *message.Request, limits *Limits) *Request {
	r := &Request{}
	r.Init(m, limits)
	return r
}

// Init makes r the view of a request, as NewRequest does.
func (r *Request) Init(m *message.Request, limits *Limits) {
	*r = Request{Message: m, OriginalMethod: m.Method}
	r.headers.h = &m.Header
	r.body = MessageBody{body: &m.Body, header: &m.Header, limits: limits}
}

// Headers returns the dictionary of the header.
func (r *Request) Headers() *Headers { return &r.headers }

// Body returns the body, nil when the message has none.
func (r *Request) Body() *MessageBody {
	if r.Message.Body == nil {
		return nil
	}
	return &r.body
}

// Certificate returns the client's certificate, nil without one.
func (r *Request) Certificate() *x509certificates.Certificate {
	if r.certificate == nil && r.Message.Certificate != nil {
		r.certificate = x509certificates.New(r.Message.Certificate, nil, r.Message.CertificateChain)
	}
	return r.certificate
}

// IPAddress returns the caller's address as text.
func (r *Request) IPAddress() string {
	if r.Message.RemoteText != "" {
		return r.Message.RemoteText
	}
	if a := r.Message.Remote.Addr(); a != (netip.Addr{}) {
		return a.Unmap().String()
	}
	return ""
}

func requestType() types.Decl {
	return types.Decl{
		Name: "Apim.IRequest", Kind: types.Interface, Class: rt.RefClass[*Request](rt.Class{}),
		Members: []types.Member{
			object("IMessageBody Body", (*Request).Body),
			object("X509Certificate2 Certificate", (*Request).Certificate),
			near("Request", requestHeaders, "IReadOnlyDictionary<string, string[]> Headers", (*Request).Headers),
			text("string IpAddress", (*Request).IPAddress),
			object("IReadOnlyDictionary<string, string> MatchedParameters", func(r *Request) *Lookup[string] { return r.Matched }),
			hot("Request", contextMethod, field("string Method", func(r *Request) rt.String { return rt.Str(r.Message.Method) })),
			object("IUrl OriginalUrl", func(r *Request) *URL { return r.Original }),
			object("IPrivateEndpointConnection PrivateEndpointConnection", func(*Request) *PrivateEndpointConnection { return nil }),
			near("Request", requestURL, "IUrl Url", func(r *Request) *URL { return r.URL }),
		},
	}
}

// Response is context.Response and what send-request puts into a variable.
type Response struct {
	Message *message.Response

	headers Headers
	body    MessageBody
}

// NewResponse returns the view of a response.
func NewResponse(m *message.Response, limits *Limits) *Response {
	r := &Response{}
	r.Init(m, limits)
	return r
}

// Init makes r the view of a response, as NewResponse does.
func (r *Response) Init(m *message.Response, limits *Limits) {
	*r = Response{Message: m}
	r.headers.h = &m.Header
	r.body = MessageBody{body: &m.Body, header: &m.Header, limits: limits}
}

// Headers returns the dictionary of the header.
func (r *Response) Headers() *Headers { return &r.headers }

// Body returns the body, nil when the message has none.
func (r *Response) Body() *MessageBody {
	if r.Message.Body == nil {
		return nil
	}
	return &r.body
}

func responseType() types.Decl {
	return types.Decl{
		Name: "Apim.IResponse", Kind: types.Interface, Class: rt.RefClass[*Response](rt.Class{}),
		Members: []types.Member{
			object("IMessageBody Body", (*Response).Body),
			near("Response", responseHeaders, "IReadOnlyDictionary<string, string[]> Headers", (*Response).Headers),
			{Sig: "int StatusCode", Impl: rt.ChainedNumber("Response", contextStatus, contextStatusWithin,
				rt.Property(func(r *Response) int32 { return int32(r.Message.Status) }))},
			field("string StatusReason", func(r *Response) rt.String { return rt.Str(r.Message.Reason) }),
		},
	}
}
