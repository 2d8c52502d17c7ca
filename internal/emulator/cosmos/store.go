package cosmos

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

const (
	// maxDocument is the largest document in bytes (the documented 2 MB).
	maxDocument = 2 << 20
	// maxDocuments bounds a container.
	maxDocuments = 10_000
	// maxBytes bounds all documents together.
	maxBytes = 256 << 20
)

// account is a database account. Databases and containers never change.
type account struct {
	databases map[string]map[string]*container
}

// container holds documents; its lock guards them.
type container struct {
	rid  string
	path []string // of the partition key

	mu       sync.Mutex
	items    []*item
	sequence int64
}

// item is a stored document. It is never changed, only replaced.
type item struct {
	id, partition, etag string
	raw                 []byte
	value               map[string]any
}

func newAccount(s seed.Cosmos, now time.Time) *account {
	a := &account{databases: map[string]map[string]*container{}}
	for name, db := range s.Databases {
		colls := map[string]*container{}
		for collName, coll := range db.Containers {
			path := coll.PartitionKey
			if path == "" {
				path = "/id"
			}
			c := &container{rid: rid(collName), path: strings.Split(strings.Trim(path, "/"), "/")}
			for _, doc := range coll.Documents {
				if it, err := c.newItem(doc, now); err == nil {
					c.items = append(c.items, it)
				}
			}
			colls[collName] = c
		}
		a.databases[name] = colls
	}
	return a
}

// rid makes a resource id; clients treat it as opaque.
func rid(name string) string {
	return base64.StdEncoding.EncodeToString([]byte(seed.DerivedGUID(name)[:9])) + "="
}

// newItem makes an item of a document and adds the system properties.
func (c *container) newItem(doc map[string]any, now time.Time) (*item, error) {
	id, _ := doc["id"].(string)
	it := &item{id: id, partition: partitionOf(doc, c.path), etag: `"` + exchange.NewID() + `"`, value: map[string]any{}}
	for k, v := range doc {
		it.value[k] = v
	}
	it.value["_rid"] = c.rid
	it.value["_self"] = "dbs/" + c.rid + "/colls/" + c.rid + "/docs/" + exchange.NewHex(8) + "/"
	it.value["_etag"] = it.etag
	it.value["_attachments"] = "attachments/"
	it.value["_ts"] = json.Number(fmt.Sprint(now.Unix()))
	raw, err := json.Marshal(it.value)
	if err != nil {
		return nil, fmt.Errorf("encoding a document: %w", err)
	}
	// Values of the seed become those that a query compares.
	it.value, err = decode(raw)
	it.raw = raw
	return it, err
}

// decode reads a JSON object and keeps its numbers as they are written.
func decode(raw []byte) (map[string]any, error) {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		return nil, fmt.Errorf("decoding a document: %w", err)
	}
	if m == nil || d.More() {
		return nil, fmt.Errorf("decoding a document: it is no JSON object")
	}
	return m, nil
}

// partitionOf renders the partition key of a document as the header has it.
func partitionOf(doc map[string]any, path []string) string {
	var v any = doc
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return "[{}]"
		}
		if v, ok = m[name]; !ok {
			return "[{}]" // undefined
		}
	}
	return renderKey(v)
}

func renderKey(v any) string {
	b, err := json.Marshal([]any{v})
	if err != nil {
		return "[{}]"
	}
	return string(b)
}

// partition reads the partition key header; ok is false when there is none.
func (c *call) partition() (key string, ok bool, f *failure) {
	text := c.r.Header.Get("x-ms-documentdb-partitionkey")
	if text == "" {
		return "", false, nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var list []any
	if err := d.Decode(&list); err != nil || len(list) != 1 {
		return "", false, fail(http.StatusBadRequest, "BadRequest", "Partition key %s is invalid.", text)
	}
	return renderKey(list[0]), true, nil
}

func (c *container) find(id, partition string) int {
	return slices.IndexFunc(c.items, func(it *item) bool { return it.id == id && it.partition == partition })
}

func (c *container) json(name string) map[string]any {
	return map[string]any{
		"id": name, "_rid": c.rid, "_self": "dbs/" + c.rid + "/colls/" + c.rid + "/", "_etag": `"00000000-0000-0000-0000-000000000000"`, "_ts": 1767225600,
		"_docs": "docs/", "_sprocs": "sprocs/", "_triggers": "triggers/", "_udfs": "udfs/", "_conflicts": "conflicts/",
		"partitionKey": map[string]any{"paths": []string{"/" + strings.Join(c.path, "/")}, "kind": "Hash", "version": 2}, "indexingPolicy": map[string]any{"indexingMode": "consistent", "automatic": true},
	}
}

func databaseJSON(name string) map[string]any {
	id := rid(name)
	return map[string]any{"id": name, "_rid": id, "_self": "dbs/" + id + "/", "_etag": `"00000000-0000-0000-0000-000000000000"`, "_colls": "colls/", "_users": "users/", "_ts": 1767225600}
}

func (s *Service) accountMetadata(c *call) *failure {
	location := []map[string]string{{"name": "Local", "databaseAccountEndpoint": "https://" + c.r.Host + "/"}}
	return s.metadata(c, map[string]any{
		"_self": "", "id": c.label, "_rid": c.label + Suffix, "media": "//media/", "addresses": "//addresses/", "_dbs": "//dbs/",
		"writableLocations": location, "readableLocations": location, "enableMultipleWriteLocations": false,
		"userConsistencyPolicy": map[string]string{"defaultConsistencyLevel": "Session"},
	})
}

func (s *Service) listDatabases(c *call) *failure {
	var names []string
	for name := range c.account.databases {
		names = append(names, name)
	}
	slices.Sort(names)
	list := []any{}
	for _, name := range names {
		list = append(list, databaseJSON(name))
	}
	return s.metadata(c, map[string]any{"_rid": "", "Databases": list, "_count": len(list)})
}

func (s *Service) listContainers(c *call, db map[string]*container) *failure {
	var names []string
	for name := range db {
		names = append(names, name)
	}
	slices.Sort(names)
	list := []any{}
	for _, name := range names {
		list = append(list, db[name].json(name))
	}
	return s.metadata(c, map[string]any{"_rid": rid(c.db), "DocumentCollections": list, "_count": len(list)})
}
