package graph

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/odata"
)

// contentType is that of Graph's answers.
const contentType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

const (
	defaultPage = 100
	maxPage     = 999
)

func unsupported(message string) *failure {
	return fail(http.StatusBadRequest, "Request_UnsupportedQuery", message)
}

// eventual reports whether the caller takes part in advanced queries.
func (c *call) eventual() bool {
	return strings.EqualFold(c.r.Header.Get("ConsistencyLevel"), "eventual")
}

// selected returns the names of $select, or those shown by default; nil: all.
func (c *call) selected(s *set) (names []string, asked string) {
	if v := c.r.URL.Query().Get("$select"); v != "" {
		return strings.Split(v, ","), v
	}
	return s.defaults, ""
}

// pick returns an object with the selected properties only.
func pick(o *object, names []string, withType bool) map[string]any {
	m := map[string]any{}
	if withType {
		m["@odata.type"] = "#" + o.kind
	}
	for name, value := range o.properties {
		if names == nil || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(strings.TrimSpace(n), name) }) {
			m[name] = value
		}
	}
	return m
}

// unknown refuses names that no object of the set has.
func unknown(s *set, names []string) *failure {
	if len(s.objects) == 0 || s.name == "directoryObjects" {
		return nil // their types differ
	}
	for _, n := range names {
		n = strings.TrimSpace(n)
		n, _, _ = strings.Cut(n, "/")
		if !slices.ContainsFunc(s.objects, func(o *object) bool {
			for have := range o.properties {
				if strings.EqualFold(have, n) {
					return true
				}
			}
			return false
		}) {
			return fail(http.StatusBadRequest, "BadRequest", fmt.Sprintf("Could not find a property named '%s' on type '%s'.", n, s.objects[0].kind))
		}
	}
	return nil
}

// filtered applies $filter and $search.
func (c *call) filtered(s *set, objects []*object) ([]*object, *failure) {
	query := c.r.URL.Query()
	out := objects
	if text := query.Get("$filter"); text != "" {
		filter, err := odata.Parse(text)
		if err != nil {
			return nil, fail(http.StatusBadRequest, "BadRequest", "Invalid filter clause: "+err.Error()+".")
		}
		if f := unknown(s, filter.Properties); f != nil {
			return nil, f
		}
		if filter.Advanced && !c.eventual() {
			return nil, unsupported("Operator 'not', 'ne' or 'endsWith' is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for more information")
		}
		out = nil
		for _, o := range objects {
			if filter.Match(odata.Object(o.properties)) {
				out = append(out, o)
			}
		}
	}
	if text := query.Get("$search"); text != "" {
		if !c.eventual() {
			return nil, unsupported("Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'")
		}
		property, term, ok := strings.Cut(strings.Trim(text, `"`), ":")
		if !ok {
			return nil, fail(http.StatusBadRequest, "Request_BadRequest", "Invalid $search clause: it has to be \"property:text\".")
		}
		var found []*object
		for _, o := range out {
			if v, _ := odata.Object(o.properties)(property).(string); strings.Contains(strings.ToLower(v), strings.ToLower(term)) {
				found = append(found, o)
			}
		}
		out = found
	}
	if text := query.Get("$orderby"); text != "" {
		name, direction, _ := strings.Cut(text, " ")
		if f := unknown(s, []string{name}); f != nil {
			return nil, f
		}
		out = slices.Clone(out)
		slices.SortStableFunc(out, func(a, b *object) int {
			x, y := fmt.Sprint(odata.Object(a.properties)(name)), fmt.Sprint(odata.Object(b.properties)(name))
			n := strings.Compare(strings.ToLower(x), strings.ToLower(y))
			if strings.EqualFold(strings.TrimSpace(direction), "desc") {
				return -n
			}
			return n
		})
	}
	return out, nil
}

// list answers with a page of a collection.
func (c *call) list(s *set, context string, objects []*object) *failure {
	query := c.r.URL.Query()
	names, asked := c.selected(s)
	if f := unknown(s, names); f != nil && asked != "" {
		return f
	}
	out, f := c.filtered(s, objects)
	if f != nil {
		return f
	}
	top := defaultPage
	if v := query.Get("$top"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			return fail(http.StatusBadRequest, "BadRequest", "Invalid value '"+v+"' for $top query option found. The $top query option requires a non-negative integer value.")
		}
		if n == 0 || n > maxPage {
			return unsupported("Invalid page size specified: '" + v + "'. Must be between 1 and 999 inclusive.")
		}
		top = n
	}
	start, _ := strconv.Atoi(query.Get("$skiptoken"))
	start = max(0, min(start, len(out)))
	stop := min(start+top, len(out))
	if asked != "" {
		context += "(" + asked + ")"
	}
	answer := map[string]any{"@odata.context": c.base + "/$metadata#" + context}
	if strings.EqualFold(query.Get("$count"), "true") {
		if !c.eventual() {
			return unsupported("$count is not currently supported without the header 'ConsistencyLevel: eventual'.")
		}
		answer["@odata.count"] = len(out)
	}
	value := []map[string]any{}
	for _, o := range out[start:stop] {
		value = append(value, pick(o, names, s.name == "directoryObjects"))
	}
	answer["value"] = value
	if stop < len(out) {
		query.Set("$skiptoken", strconv.Itoa(stop))
		answer["@odata.nextLink"] = "https://" + c.r.Host + c.r.URL.Path + "?" + query.Encode()
	}
	c.w.Header().Set("Content-Type", contentType)
	exchange.JSON(c.w, http.StatusOK, answer)
	return nil
}

// count answers /$count with a bare number.
func (c *call) count(objects []*object) *failure {
	if !c.eventual() {
		return unsupported("$count is not currently supported without the header 'ConsistencyLevel: eventual'.")
	}
	c.w.Header().Set("Content-Type", "text/plain")
	exchange.Write(c.w, http.StatusOK, []byte(strconv.Itoa(len(objects))))
	return nil
}

// one answers with a single object.
func (c *call) one(s *set, o *object) *failure {
	names, asked := c.selected(s)
	if asked != "" {
		if f := unknown(s, names); f != nil {
			return f
		}
	}
	m := pick(o, names, s.name == "directoryObjects")
	context := s.name
	if asked != "" {
		context += "(" + asked + ")"
	}
	m["@odata.context"] = c.base + "/$metadata#" + context + "/$entity"
	c.w.Header().Set("Content-Type", contentType)
	exchange.JSON(c.w, http.StatusOK, m)
	return nil
}
