package cosmos

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

const items = "sqlDatabases/containers/items/"

// documents answers at …/docs: create, upsert, query, list.
func (s *Service) documents(c *call, coll *container) *failure {
	isTrue := func(name string) bool { return strings.EqualFold(c.r.Header.Get(name), "true") }
	switch {
	case c.r.Method == http.MethodGet:
		if f := s.authorize(c, items+"read"); f != nil {
			return f
		}
		return s.list(c, coll, nil)
	case c.r.Method != http.MethodPost:
		return fail(http.StatusMethodNotAllowed, "MethodNotAllowed", "The requested verb is not supported.")
	case isTrue("x-ms-documentdb-isquery") || strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/query+json"):
		if f := s.authorize(c, "sqlDatabases/containers/executeQuery"); f != nil {
			return f
		}
		return s.query(c, coll, isTrue("x-ms-documentdb-query-enablecrosspartition"))
	}
	upsert := isTrue("x-ms-documentdb-is-upsert")
	action := items + "create"
	if upsert {
		action = items + "upsert"
	}
	if f := s.authorize(c, action); f != nil {
		return f
	}
	doc, f := c.readDocument(coll)
	if f != nil {
		return f
	}
	return s.store(c, coll, doc, upsert)
}

// readDocument reads the body and checks it against the partition key header.
func (c *call) readDocument(coll *container) (map[string]any, *failure) {
	raw, err := exchange.Body(c.r, maxDocument)
	if errors.Is(err, exchange.ErrTooLarge) {
		return nil, fail(http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "Request size is too large")
	}
	if err != nil {
		return nil, fail(http.StatusBadRequest, "BadRequest", "The request body cannot be read.")
	}
	doc, err := decode(raw)
	if err != nil {
		return nil, fail(http.StatusBadRequest, "BadRequest", "The request payload is invalid. Ensure to provide a valid request payload.")
	}
	if id, ok := doc["id"].(string); !ok || id == "" || len(id) > 255 || strings.ContainsAny(id, "/\\?#") {
		return nil, fail(http.StatusBadRequest, "BadRequest", "Message: {\"Errors\":[\"The input content is invalid because the required properties - 'id; ' - are missing\"]}")
	}
	key, ok, f := c.partition()
	if f != nil {
		return nil, f
	}
	if !ok {
		return nil, fail(http.StatusBadRequest, "BadRequest", "Message: {\"Errors\":[\"The partition key supplied in x-ms-partitionkey header has fewer components than defined in the the collection.\"]}")
	}
	if key != partitionOf(doc, coll.path) {
		return nil, fail(http.StatusBadRequest, "BadRequest", "Message: {\"Errors\":[\"PartitionKey extracted from document doesn't match the one specified in the header. Learn more: https://aka.ms/CosmosDB/sql/errors/wrong-pk-value\"]}").sub("1001")
	}
	return doc, nil
}

// store creates a document, or replaces the one of its id if that is wanted.
func (s *Service) store(c *call, coll *container, doc map[string]any, upsert bool) *failure {
	made, err := coll.newItem(doc, s.now())
	if err != nil {
		return fail(http.StatusBadRequest, "BadRequest", "%v", err)
	}
	coll.mu.Lock()
	status := http.StatusCreated
	i := coll.find(made.id, made.partition)
	f := func() *failure {
		switch {
		case i >= 0 && !upsert:
			return fail(http.StatusConflict, "Conflict", "Message: {\"Errors\":[\"Resource with specified id or name already exists.\"]}")
		case i >= 0:
			status = http.StatusOK
			if f := matches(c.r, coll.items[i]); f != nil {
				return f
			}
		case len(coll.items) >= maxDocuments:
			return tooMuch()
		}
		return s.put(coll, i, made)
	}()
	session := coll.session()
	coll.mu.Unlock()
	if f != nil {
		return f
	}
	c.answer(status, made, session)
	return nil
}

func tooMuch() *failure {
	return fail(http.StatusForbidden, "Forbidden", "The local Cosmos DB is full; delete something or restart it.").sub("1014")
}

// put stores an item at an index, or appends it. The lock is held.
func (s *Service) put(coll *container, i int, made *item) *failure {
	grow := int64(len(made.raw))
	if i >= 0 {
		grow -= int64(len(coll.items[i].raw))
	}
	if s.used.Add(grow) > maxBytes && grow > 0 {
		s.used.Add(-grow)
		return tooMuch()
	}
	coll.sequence++
	if i >= 0 {
		coll.items[i] = made
	} else {
		coll.items = append(coll.items, made)
	}
	return nil
}

func (coll *container) session() string { return fmt.Sprintf("0:-1#%d", coll.sequence) }

// matches checks If-Match.
func matches(r *http.Request, it *item) *failure {
	if v := r.Header.Get("If-Match"); v != "" && v != "*" && v != it.etag {
		return fail(http.StatusPreconditionFailed, "PreconditionFailed", "Message: {\"Errors\":[\"One of the specified pre-condition is not met. Learn more: https://aka.ms/CosmosDB/sql/errors/precondition-failed\"]}")
	}
	return nil
}

func (c *call) answer(status int, it *item, session string) {
	h := c.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("etag", it.etag)
	h.Set("x-ms-session-token", session)
	if strings.EqualFold(c.r.Header.Get("Prefer"), "return=minimal") && c.r.Method != http.MethodGet {
		exchange.Write(c.w, status, nil)
		return
	}
	exchange.Write(c.w, status, it.raw)
}

// document answers at …/docs/{id}.
func (s *Service) document(c *call, coll *container) *failure {
	action := map[string]string{http.MethodGet: "read", http.MethodPut: "replace", http.MethodDelete: "delete"}[c.r.Method]
	if action == "" {
		return fail(http.StatusMethodNotAllowed, "MethodNotAllowed", "The requested verb is not supported by the local Cosmos DB.")
	}
	if f := s.authorize(c, items+action); f != nil {
		return f
	}
	var made *item
	if c.r.Method == http.MethodPut {
		doc, f := c.readDocument(coll)
		if f != nil {
			return f
		}
		if doc["id"] != c.id {
			return fail(http.StatusBadRequest, "BadRequest", "The id of the document does not match the one in the address.")
		}
		var err error
		if made, err = coll.newItem(doc, s.now()); err != nil {
			return fail(http.StatusBadRequest, "BadRequest", "%v", err)
		}
	}
	key, ok, f := c.partition()
	if f != nil {
		return f
	}
	if !ok {
		return fail(http.StatusBadRequest, "BadRequest", "PartitionKey value must be supplied for this operation.")
	}
	coll.mu.Lock()
	i := coll.find(c.id, key)
	var found *item
	f = func() *failure {
		if i < 0 {
			return noResource("0")
		}
		found = coll.items[i]
		if c.r.Method == http.MethodGet {
			return nil
		}
		if f := matches(c.r, found); f != nil {
			return f
		}
		if made != nil {
			return s.put(coll, i, made)
		}
		coll.sequence++
		coll.items = slices.Delete(coll.items, i, i+1)
		s.used.Add(-int64(len(found.raw)))
		return nil
	}()
	session := coll.session()
	coll.mu.Unlock()
	switch {
	case f != nil:
		return f
	case c.r.Method == http.MethodDelete:
		c.w.Header().Set("x-ms-session-token", session)
		c.w.WriteHeader(http.StatusNoContent)
	case made != nil:
		c.answer(http.StatusOK, made, session)
	default:
		if c.r.Header.Get("If-None-Match") == found.etag {
			c.w.Header().Set("etag", found.etag)
			return fail(http.StatusNotModified, "NotModified", "")
		}
		c.answer(http.StatusOK, found, session)
	}
	return nil
}

// query runs a query.
func (s *Service) query(c *call, coll *container, crossPartition bool) *failure {
	raw, err := exchange.Body(c.r, maxDocument)
	if err != nil {
		return fail(http.StatusBadRequest, "BadRequest", "The request body cannot be read.")
	}
	var body struct {
		Query      string `json:"query"`
		Parameters []struct {
			Name  string          `json:"name"`
			Value json.RawMessage `json:"value"`
		} `json:"parameters"`
	}
	if err := json.Unmarshal(raw, &body); err != nil || body.Query == "" {
		return fail(http.StatusBadRequest, "BadRequest", "The request payload is invalid. Ensure to provide a valid request payload.")
	}
	parameters := map[string]any{}
	for _, p := range body.Parameters {
		d := json.NewDecoder(strings.NewReader(string(p.Value)))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil {
			return fail(http.StatusBadRequest, "BadRequest", "The value of the parameter %s is not JSON.", p.Name)
		}
		parameters[p.Name] = v
	}
	q, err := parseQuery(body.Query, parameters)
	if err != nil {
		return fail(http.StatusBadRequest, "BadRequest", "Message: {\"errors\":[{\"severity\":\"Error\",\"code\":\"SC1001\",\"message\":%q}]}", err.Error())
	}
	if !crossPartition && c.r.Header.Get("x-ms-documentdb-partitionkey") == "" && len(coll.path) > 0 {
		return fail(http.StatusBadRequest, "BadRequest", "Cross partition query is required but disabled. Please set x-ms-documentdb-query-enablecrosspartition to true, specify x-ms-documentdb-partitionkey, or revise your query to avoid this exception.")
	}
	return s.list(c, coll, q)
}

// list answers with a page of documents, or of what a query makes of them.
func (s *Service) list(c *call, coll *container, q *query) *failure {
	key, ok, f := c.partition()
	if f != nil {
		return f
	}
	coll.mu.Lock()
	session := coll.session()
	var found []*item
	for _, it := range coll.items {
		if !ok || it.partition == key {
			found = append(found, it)
		}
	}
	coll.mu.Unlock()
	results := make([]any, len(found))
	for i, it := range found {
		results[i] = it.value
	}
	if q != nil {
		results = q.run(results)
	}
	size := 100
	if v := c.r.Header.Get("x-ms-max-item-count"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n == 0 || n < -1 {
			return fail(http.StatusBadRequest, "BadRequest", "Invalid value for the header x-ms-max-item-count.")
		}
		if n > 0 {
			size = min(n, 1000)
		}
	}
	start := 0
	if v := c.r.Header.Get("x-ms-continuation"); v != "" {
		b, _ := base64.StdEncoding.DecodeString(v)
		n, err := strconv.Atoi(string(b))
		if err != nil || n < 0 {
			return fail(http.StatusBadRequest, "BadRequest", "Invalid continuation token.")
		}
		start = min(n, len(results))
	}
	stop := min(start+size, len(results))
	if stop < len(results) {
		c.w.Header().Set("x-ms-continuation", base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(stop))))
	}
	page := append([]any{}, results[start:stop]...)
	c.w.Header().Set("Content-Type", "application/json")
	c.w.Header().Set("x-ms-item-count", strconv.Itoa(len(page)))
	c.w.Header().Set("x-ms-session-token", session)
	exchange.JSON(c.w, http.StatusOK, map[string]any{"_rid": coll.rid, "Documents": page, "_count": len(page)})
	return nil
}
