package policy

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// HeaderName warns that no header can have a name, which is that of an attribute of the
// policy or, unless child is empty, of its child element i; see ChildErrorf. The service
// saves such a document. Named values that could not be found are told apart.
func (k *Check) HeaderName(child string, i int, attribute, name string) {
	if message.ValidName(name) || name == "" || strings.Contains(name, "{{") {
		return
	}
	const text = "no header can have the name %q"
	if child == "" {
		k.Warnf(diag.InvalidValue, attribute, text, name)
		return
	}
	k.ChildWarnf(diag.InvalidValue, child, i, attribute, text, name)
}
