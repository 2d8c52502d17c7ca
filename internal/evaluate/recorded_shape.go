package evaluate

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// shapes are the keys of a context, each with what it holds: another of the shapes,
// or one of the kinds that holds knows. "list X" is an array of X.
var shapes = map[string]string{
	"context": "request:request response:response variables:variables api:api operation:operation product:product " +
		"subscription:subscription user:user lastError:lastError deployment:deployment workspace:workspace " +
		"backend:backend graphql:graphql requestId:text timestamp:text elapsedMs:number tracing:bool",
	"request": "method:method url:text originalUrl:text headers:fields body:any bodyBase64:text ipAddress:text " +
		"matchedParameters:texts certificate:text",
	"response": "statusCode:status statusReason:text headers:fields body:any bodyBase64:text",
	"api": "id:text name:text path:text revision:text version:text isCurrentRevision:bool protocols:list_text " +
		"serviceUrl:text subscriptionKeyParameterNames:keys",
	"keys":      "header:text query:text",
	"operation": "id:text method:text name:text urlTemplate:text",
	"product": "id:text name:text approvalRequired:bool subscriptionRequired:bool state:NotPublished|Published " +
		"subscriptionsLimit:integer groups:list_group apis:list_api",
	"group": "id:text name:text",
	"subscription": "id:text key:text name:text primaryKey:text secondaryKey:text createdDate:text startDate:text " +
		"endDate:text",
	"user": "id:text email:text firstName:text lastName:text note:text registrationDate:text groups:list_group " +
		"identities:list_identity",
	"identity":   "id:text provider:text",
	"lastError":  "source:text reason:text message:text scope:text section:text path:text policyId:text",
	"deployment": "gateway:gateway gatewayId:text region:text serviceId:text serviceName:text certificates:texts",
	"gateway":    "id:text instanceId:text isManaged:bool",
	"workspace":  "id:text name:text",
	"backend":    "id:text azureRegion:text type:Single|Pool",
	"graphql":    "arguments:variables parent:variables",
}

// checkShape finds keys that nothing reads, which are slips of the pen, and values
// that are not what their key holds. Null is like a key that is not there.
func checkShape(o *jsontree.Object) error { return holds(o, "context", "") }

// holds checks a value at a path.
func holds(t jsontree.Token, kind, path string) error {
	if t.Type() == jsontree.TypeNull {
		return nil
	}
	wrong := func(want string) error { return fmt.Errorf("%s: want %s, found %s", path, want, shownToken(t)) }
	scalar := t.Type() != jsontree.TypeObject && t.Type() != jsontree.TypeArray
	o, object := t.(*jsontree.Object)
	switch kind {
	case "any":
		return nil
	case "text":
		if !scalar {
			return wrong("text")
		}
	case "method":
		if s, ok := textOf(t); !ok || !scalar || strings.ContainsAny(s, " \t\r\n") || s == "" {
			return wrong("a method such as GET")
		}
	case "bool":
		if t.Type() != jsontree.TypeBoolean {
			return wrong("true or false")
		}
	case "integer", "status":
		if n, err := jsontree.ToInt32(t); t.Type() != jsontree.TypeInteger || err != nil || kind == "status" && (n < 100 || n > 999) {
			return wrong(map[string]string{"integer": "a whole number", "status": "a status such as 200"}[kind])
		}
	case "number":
		if t.Type() != jsontree.TypeInteger && t.Type() != jsontree.TypeFloat {
			return wrong("a number")
		}
	case "variables", "texts", "fields":
		if !object {
			return wrong("an object of names and values")
		}
		return node{o}.each(func(name string, t jsontree.Token) error { return holdsNamed(t, kind, path+"."+name) })
	default:
		if values := strings.Split(kind, "|"); len(values) > 1 {
			if s, ok := textOf(t); !ok || s != values[0] && s != values[1] {
				return wrong(values[0] + " or " + values[1])
			}
			return nil
		}
		if item, ok := strings.CutPrefix(kind, "list_"); ok {
			return holdsItems(t, item, path, wrong)
		}
		if !object {
			return wrong("an object")
		}
		return holdsKeys(o, kind, path)
	}
	return nil
}

// holdsNamed checks a value of a dictionary. Variables are of any type; fields have
// one value or a list of them.
func holdsNamed(t jsontree.Token, kind, path string) error {
	if kind == "variables" {
		return nil
	}
	if a, ok := t.(*jsontree.Array); ok && kind == "fields" {
		for i := range a.Count() {
			if item, err := a.At(i); err == nil {
				if err := holds(item, "text", fmt.Sprintf("%s[%d]", path, i)); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return holds(t, "text", path)
}

// holdsItems checks an array. Groups may be written as their names.
func holdsItems(t jsontree.Token, item, path string, wrong func(string) error) error {
	a, ok := t.(*jsontree.Array)
	if !ok {
		return wrong("an array")
	}
	for i := range a.Count() {
		t, err := a.At(i)
		if err != nil {
			return err
		}
		if _, object := t.(*jsontree.Object); item == "group" && !object {
			err = holds(t, "text", fmt.Sprintf("%s[%d]", path, i))
		} else {
			err = holds(t, item, fmt.Sprintf("%s[%d]", path, i))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// holdsKeys checks the members of an object.
func holdsKeys(o *jsontree.Object, kind, path string) error {
	var known []string
	kinds := map[string]string{}
	for pair := range strings.FieldsSeq(shapes[kind]) {
		name, k, _ := strings.Cut(pair, ":")
		known = append(known, name)
		kinds[name] = k
	}
	return node{o}.each(func(name string, t jsontree.Token) error {
		where, full := "", name
		if path != "" {
			where, full = " in "+path, path+"."+name
		}
		if k, ok := kinds[name]; ok {
			return holds(t, k, full)
		}
		if s, ok := diag.Suggest(name, known); ok {
			return fmt.Errorf("unknown key %q%s; did you mean %q?", name, where, s)
		}
		return fmt.Errorf("unknown key %q%s; known are %s", name, where, strings.Join(known, ", "))
	})
}

// shownToken is a value as JSON, cut to what fits in a message.
func shownToken(t jsontree.Token) string {
	switch t.Type() {
	case jsontree.TypeObject:
		return "an object"
	case jsontree.TypeArray:
		return "an array"
	}
	out, err := jsontree.Append(nil, t, jsontree.Format{})
	if err != nil {
		return "a value"
	}
	if r := []rune(string(out)); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return string(out)
}
