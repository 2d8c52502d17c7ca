package apim

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Context is the value of the variable `context` during one request
// (expressions.md section 4.1). Fields that are nil are null.
type Context struct {
	API          *API
	Backend      *Backend
	Deployment   *Deployment
	GraphQL      *GraphQL
	LastError    *LastError
	Operation    *Operation
	Product      *Product
	Request      *Request
	Response     *Response
	Subscription *Subscription
	User         *User
	Workspace    *Workspace

	RequestID clr.Guid
	// Timestamp is when the request was received, of kind UTC.
	Timestamp clr.DateTime
	// Elapsed returns the time since then.
	Elapsed func() clr.TimeSpan
	// Tracing says that the request is traced; Trace receives the texts of
	// context.Trace, and may be nil.
	Tracing bool
	Trace   func(message string)

	Variables *Variables
}

// traceSize is what a trace counts in the memory budget besides its text.
const traceSize = 64

func contextType() types.Decl {
	return types.Decl{
		Name: "Apim.IExpressionContext", Kind: types.Interface, Class: rt.RefClass[*Context](rt.Class{}),
		Members: []types.Member{
			object("IContextApi Api", func(c *Context) *API { return c.API }),
			object("IBackend Backend", func(c *Context) *Backend { return c.Backend }),
			object("IDeployment Deployment", func(c *Context) *Deployment { return c.Deployment }),
			field("TimeSpan Elapsed", func(c *Context) clr.TimeSpan { return c.Elapsed() }),
			object("IGraphQL GraphQL", func(c *Context) *GraphQL { return c.GraphQL }),
			object("IGraphQLDataObject GraphQLArguments", func(c *Context) *GraphQLData {
				if c.GraphQL == nil {
					return nil
				}
				return c.GraphQL.Arguments
			}),
			object("ILastError LastError", func(c *Context) *LastError { return c.LastError }),
			object("IOperation Operation", func(c *Context) *Operation { return c.Operation }),
			object("IProduct Product", func(c *Context) *Product { return c.Product }),
			object("IRequest Request", func(c *Context) *Request { return c.Request }),
			field("Guid RequestId", func(c *Context) clr.Guid { return c.RequestID }),
			object("IResponse Response", func(c *Context) *Response { return c.Response }),
			object("ISubscription Subscription", func(c *Context) *Subscription { return c.Subscription }),
			field("DateTime Timestamp", func(c *Context) clr.DateTime { return c.Timestamp }),
			field("bool Tracing", func(c *Context) bool { return c.Tracing }),
			object("IUser User", func(c *Context) *User { return c.User }),
			{Sig: "IReadOnlyDictionary<string, object> Variables", Impl: rt.Dictionary(contextVariable{}, rt.ReferenceFrom("", contextVariables, "Variables", func(c *Context) *Variables { return c.Variables }))},
			object("IWorkspace Workspace", func(c *Context) *Workspace { return c.Workspace }),
			{Sig: "void Trace(string message)", Impl: rt.FrameMethod1(func(f *rt.Frame, c *Context, message rt.String) (rt.Void, error) {
				if c.Trace == nil {
					return rt.Void{}, nil
				}
				// Who receives traces may keep them.
				if err := f.Alloc(traceSize + len(message.Text)); err != nil {
					return rt.Void{}, err
				}
				c.Trace(message.Text)
				return rt.Void{}, nil
			})},
		},
	}
}
