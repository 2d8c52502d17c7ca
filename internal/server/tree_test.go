package server_test

import (
	"fmt"
)

// information is the file of an API with further properties, as JSON members.
func information(path, service, more string) string {
	if more != "" {
		more = ", " + more
	}
	return fmt.Sprintf(`{"properties": {"path": %q, "displayName": %q, "apiRevision": "1", "isCurrent": true, "serviceUrl": %q%s}}`, path, path, service, more)
}

// oneGet is a specification with the operation GET / alone.
const oneGet = `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {"/": {"get": {"operationId": "get", "responses": {"200": {"description": "ok"}}}}}}`
