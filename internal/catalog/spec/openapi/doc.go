// Package openapi turns OpenAPI 2.0, 3.0 and 3.1 definitions into operations, by
// the rules of the service's import (artifacts.md section 13): names, required
// query parameters in the template, bodies dropped where the service drops them,
// servers as the service URL, examples and samples for mock-response.
//
// It reads the document tree itself instead of decoding it into the types of a
// library: a mistake in one place costs that place and not the whole API, every
// finding has a line, operations keep their order, and what the service takes is
// taken (`version: 1.0` without quotes in YAML). References into other files
// are followed only where the caller lets them; nothing is ever fetched.
//
// The package imports catalog, catalog/node and diag. Start reading at Read.
package openapi
