package evaluate

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// isHAR reports whether an object is a HAR file or one of its entries, whose
// header fields are a list of names and values.
func isHAR(o *jsontree.Object) bool {
	n := node{o}
	if log, ok := n.object("log"); ok {
		_, ok = log.get("entries").(*jsontree.Array)
		return ok
	}
	request, _ := n.object("request")
	_, ok := request.get("headers").(*jsontree.Array)
	return ok
}

// fromHAR makes a context of an entry, or of the first entry of a file.
func fromHAR(o *jsontree.Object) (*jsontree.Object, error) {
	entry := node{o}
	if log, ok := entry.object("log"); ok {
		entries := log.list("entries")
		if len(entries) == 0 {
			return nil, errors.New("the HAR file has no entry")
		}
		first, ok := entries[0].(*jsontree.Object)
		if !ok {
			return nil, errors.New("the first entry of the HAR file is no object")
		}
		entry = node{first}
	}
	from, ok := entry.object("request")
	if !ok {
		return nil, errors.New("the entry of the HAR file has no request")
	}
	out, r := jsontree.NewObject(), jsontree.NewObject()
	for _, name := range []string{"method", "url"} {
		text, ok := textOf(from.get(name))
		if !ok || text == "" {
			return nil, fmt.Errorf("the request of the HAR file has no %s", name)
		}
		if err := set(r, name, text); err != nil {
			return nil, err
		}
	}
	post, _ := from.object("postData")
	if err := harMessage(r, from, post); err != nil {
		return nil, fmt.Errorf("the request of the HAR file: %w", err)
	}
	if err := out.Set("request", r, free); err != nil {
		return nil, err
	}
	if from, ok := entry.object("response"); ok && from.intOr("status", 0) > 0 {
		r := jsontree.NewObject()
		content, _ := from.object("content")
		if err := harMessage(r, from, content); err != nil {
			return nil, fmt.Errorf("the response of the HAR file: %w", err)
		}
		if err := r.Set("statusCode", jsontree.NewInt64(from.intOr("status", 0)), free); err != nil {
			return nil, err
		}
		if err := set(r, "statusReason", from.text("statusText")); err != nil {
			return nil, err
		}
		if err := out.Set("response", r, free); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// harMessage copies header fields and body. Fields of HTTP/2 such as :authority
// are none of HTTP.
func harMessage(to *jsontree.Object, from, content node) error {
	headers := jsontree.NewObject()
	for i, t := range from.list("headers") {
		field, _ := t.(*jsontree.Object)
		name := node{field}.text("name")
		if name == "" {
			return fmt.Errorf("headers[%d] has no name", i)
		}
		if strings.HasPrefix(name, ":") {
			continue
		}
		if err := addField(headers, name, node{field}.text("value")); err != nil {
			return err
		}
	}
	if err := to.Set("headers", headers, free); err != nil {
		return err
	}
	body := content.text("text")
	if content.text("encoding") == "base64" {
		data, err := base64.StdEncoding.DecodeString(body)
		if err != nil {
			return err
		}
		body = string(data)
	}
	return setBody(to, body)
}
