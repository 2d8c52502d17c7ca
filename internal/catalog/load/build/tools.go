package build

import (
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// pendingMCP is an API of type mcp whose tools are resolved once every API is
// known.
type pendingMCP struct {
	scope *scope
	api   *catalog.API
	tree  *tree.Resource
}

// tools resolves the tools of MCP servers (platform/mcp-servers.md).
func (b *builder) tools() {
	for _, p := range b.mcp {
		p.scope.server(p.api, p.tree)
	}
}

func (s *scope) server(a *catalog.API, r *tree.Resource) {
	props := s.props(r)
	settings := props.Object("mcpProperties")
	m := &catalog.MCP{Transport: settings.String("transportType"), URITemplate: settings.Object("endpoints").Object("mcp").String("uriTemplate")}
	if m.Transport == "" {
		m.Transport = "streamable"
	}
	if m.URITemplate == "" {
		m.URITemplate = "/mcp"
	}
	a.MCP = m
	if id := props.String("backendId"); id != "" {
		_, name := catalog.ParseID(id, "backends").Last()
		backend, ok := find(s, func(s *scope) *registry[*catalog.Backend] { return &s.backends }, name)
		if !ok {
			s.missing(propsOrigin(r, "backendId"), diag.Error, diag.UnresolvedBackend, "backend", name, s.backends.names, "")
			a.Invalid = true
		}
		m.Backend = backend
	}
	for _, t := range props.Objects("mcpTools") {
		tool := catalog.MCPTool{Name: t.String("name"), Description: t.String("description")}
		id := catalog.ParseID(t.String("operationId"), "")
		place := catalog.Origin{Source: t.Value().Source, Span: t.Value().Span}
		api, ok := find(s, func(s *scope) *registry[*catalog.API] { return &s.apis }, id.Name("apis"))
		if !ok {
			s.missing(place, diag.Error, diag.UnknownReference, "API", id.Name("apis"), s.apis.names, "")
			a.Invalid = true
		} else if tool.Operation = api.Operation(id.Name("operations")); tool.Operation == nil {
			s.missing(place, diag.Error, diag.UnknownReference, "operation", id.Name("operations"), nil, "")
			a.Invalid = true
		}
		tool.API = api
		m.Tools = append(m.Tools, tool)
	}
}
