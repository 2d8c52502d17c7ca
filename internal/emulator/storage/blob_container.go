package storage

import (
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// maxList is the largest page of a list, and its default (the documented 5,000).
const maxList = 5000

// accountOperation answers at the root of an account.
func (s *BlobService) accountOperation(c *call, restype string) *failure {
	switch {
	case c.r.Method == http.MethodGet && c.comp == "list":
		return s.listContainers(c)
	case (c.r.Method == http.MethodGet || c.r.Method == http.MethodHead) && restype == "account" && c.comp == "properties":
		if f := s.authorize(c.r, c.caller, "", "read", false); f != nil {
			return f
		}
		c.w.Header().Set("x-ms-sku-name", "Standard_LRS")
		c.w.Header().Set("x-ms-account-kind", "StorageV2")
		c.w.Header().Set("x-ms-is-hns-enabled", "false")
		c.w.Header().Set("Content-Length", "0")
		c.w.WriteHeader(http.StatusOK)
		return nil
	}
	return notHere(c.r.Method + " with comp=" + c.comp + " on an account")
}

// containerOperation finds the operation on a container.
func (s *BlobService) containerOperation(c *call) *failure {
	allowed := func(verb string, data bool) *failure { return s.authorize(c.r, c.caller, c.container, verb, data) }
	switch c.r.Method + " " + c.comp {
	case "PUT ":
		if f := allowed("write", false); f != nil {
			return f
		}
		return s.createContainer(c)
	case "PUT metadata":
		if f := allowed("write", false); f != nil {
			return f
		}
		meta, f := metadata(c.r)
		if f != nil {
			return f
		}
		return c.with(func(in *container) *failure {
			if f := check(c.r, &in.stamp, false); f != nil {
				return f
			}
			in.metadata, in.stamp = meta, s.tags.stamp()
			c.answer(http.StatusOK, in.stamp)
			return nil
		})
	case "GET ", "HEAD ", "GET metadata", "HEAD metadata":
		if f := allowed("read", false); f != nil {
			return f
		}
		return c.with(func(in *container) *failure {
			h := c.w.Header()
			for name, value := range in.metadata {
				h.Set("x-ms-meta-"+name, value)
			}
			if c.comp == "" {
				h.Set("x-ms-lease-status", "unlocked")
				h.Set("x-ms-lease-state", "available")
				h.Set("x-ms-has-immutability-policy", "false")
				h.Set("x-ms-has-legal-hold", "false")
			}
			c.answer(http.StatusOK, in.stamp)
			return nil
		})
	case "GET list":
		if f := allowed("read", true); f != nil {
			return f
		}
		return s.listBlobs(c)
	case "DELETE ":
		if f := allowed("delete", false); f != nil {
			return f
		}
		return s.deleteContainer(c)
	}
	return notHere(c.r.Method + " with comp=" + c.comp + " on a container")
}

func (s *BlobService) createContainer(c *call) *failure {
	meta, f := metadata(c.r)
	if f != nil {
		return f
	}
	if c.r.Header.Get("x-ms-blob-public-access") != "" {
		return fail(http.StatusConflict, "PublicAccessNotPermitted", "Public access is not permitted on this storage account.")
	}
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	if c.account.containers[c.container] != nil {
		return fail(http.StatusConflict, "ContainerAlreadyExists", "The specified container already exists.")
	}
	if len(c.account.containers) >= maxContainers {
		return full()
	}
	made := &container{stamp: s.tags.stamp(), metadata: meta, blobs: map[string]*blob{}}
	c.account.containers[c.container] = made
	c.answer(http.StatusCreated, made.stamp)
	return nil
}

func (s *BlobService) deleteContainer(c *call) *failure {
	return c.with(func(in *container) *failure {
		if f := check(c.r, &in.stamp, false); f != nil {
			return f
		}
		for _, b := range in.blobs {
			s.budget.give(b.size())
		}
		c.account.blobs -= len(in.blobs)
		delete(c.account.containers, c.container)
		c.w.Header().Set("Content-Length", "0")
		c.w.WriteHeader(http.StatusAccepted)
		return nil
	})
}

// xmlMetadata writes metadata as elements named by their keys.
type xmlMetadata map[string]string

// MarshalXML implements xml.Marshaler.
func (m xmlMetadata) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		if err := e.EncodeElement(m[k], xml.StartElement{Name: xml.Name{Local: k}}); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}

type xmlContainer struct {
	Name       string
	Properties struct {
		LastModified string `xml:"Last-Modified"`
		Etag         string
		LeaseStatus  string
		LeaseState   string
	}
	Metadata xmlMetadata `xml:",omitempty"`
}

func (s *BlobService) listContainers(c *call) *failure {
	if f := s.authorize(c.r, c.caller, "", "read", false); f != nil {
		return f
	}
	query := c.r.URL.Query()
	size, f := pageSize(query.Get("maxresults"))
	if f != nil {
		return f
	}
	out := struct {
		XMLName         xml.Name `xml:"EnumerationResults"`
		ServiceEndpoint string   `xml:",attr"`
		Prefix          string   `xml:",omitempty"`
		Marker          string   `xml:",omitempty"`
		MaxResults      int      `xml:",omitempty"`
		Containers      struct{ Container []xmlContainer }
		NextMarker      string
	}{ServiceEndpoint: "https://" + c.r.Host + "/", Prefix: query.Get("prefix"), Marker: query.Get("marker")}
	if query.Get("maxresults") != "" {
		out.MaxResults = size
	}
	c.account.mu.Lock()
	names := make([]string, 0, len(c.account.containers))
	for name := range c.account.containers {
		if strings.HasPrefix(name, out.Prefix) && name >= decodeMarker(out.Marker) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) > size {
		out.NextMarker = encodeMarker(names[size])
		names = names[:size]
	}
	for _, name := range names {
		found := c.account.containers[name]
		x := xmlContainer{Name: name}
		x.Properties.LastModified = exchange.HTTPDate(found.modified)
		x.Properties.Etag = found.etag
		x.Properties.LeaseStatus, x.Properties.LeaseState = "unlocked", "available"
		if strings.Contains(query.Get("include"), "metadata") {
			x.Metadata = found.metadata
		}
		out.Containers.Container = append(out.Containers.Container, x)
	}
	c.account.mu.Unlock()
	exchange.XML(c.w, http.StatusOK, out)
	return nil
}

func pageSize(text string) (int, *failure) {
	if text == "" {
		return maxList, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, badParameter("maxresults", text, "Not a number.")
	}
	if n < 1 {
		return 0, outOfRange("maxresults", text, "1", strconv.Itoa(maxList))
	}
	return min(n, maxList), nil
}

// Markers are opaque to clients: the name at which the next page starts.
func encodeMarker(name string) string { return "2!" + base64.URLEncoding.EncodeToString([]byte(name)) }

func decodeMarker(marker string) string {
	name, _ := base64.URLEncoding.DecodeString(strings.TrimPrefix(marker, "2!"))
	return string(name)
}

// xmlProperties are the properties of a blob in a list.
type xmlProperties struct {
	CreationTime       string `xml:"Creation-Time"`
	LastModified       string `xml:"Last-Modified"`
	Etag               string
	ContentLength      int     `xml:"Content-Length"`
	ContentType        string  `xml:"Content-Type"`
	ContentEncoding    string  `xml:"Content-Encoding"`
	ContentLanguage    string  `xml:"Content-Language"`
	ContentCRC64       string  `xml:"Content-CRC64"`
	ContentMD5         *string `xml:"Content-MD5"`
	CacheControl       string  `xml:"Cache-Control"`
	ContentDisposition string  `xml:"Content-Disposition"`
	BlobType           string
	AccessTier         string
	AccessTierInferred bool
	LeaseStatus        string
	LeaseState         string
	ServerEncrypted    bool
}

type xmlBlob struct {
	Name       string
	Properties xmlProperties
	Metadata   xmlMetadata `xml:",omitempty"`
}

type xmlPrefix struct{ Name string }

// listBlobs lists the blobs of a container, flat or (with a delimiter) as if
// their names were paths.
func (s *BlobService) listBlobs(c *call) *failure {
	query := c.r.URL.Query()
	size, f := pageSize(query.Get("maxresults"))
	if f != nil {
		return f
	}
	out := struct {
		XMLName         xml.Name `xml:"EnumerationResults"`
		ServiceEndpoint string   `xml:",attr"`
		ContainerName   string   `xml:",attr"`
		Prefix          string   `xml:",omitempty"`
		Marker          string   `xml:",omitempty"`
		MaxResults      int      `xml:",omitempty"`
		Delimiter       string   `xml:",omitempty"`
		Blobs           struct {
			Blob       []xmlBlob
			BlobPrefix []xmlPrefix
		}
		NextMarker string
	}{ServiceEndpoint: "https://" + c.r.Host + "/", ContainerName: c.container, Prefix: query.Get("prefix"), Marker: query.Get("marker"), Delimiter: query.Get("delimiter")}
	if query.Get("maxresults") != "" {
		out.MaxResults = size
	}
	f = c.with(func(in *container) *failure {
		from, count, lastPrefix := decodeMarker(out.Marker), 0, ""
		for _, name := range in.names() {
			if !strings.HasPrefix(name, out.Prefix) || name < from || lastPrefix != "" && strings.HasPrefix(name, lastPrefix) {
				continue
			}
			if count == size {
				out.NextMarker = encodeMarker(name)
				break
			}
			count++
			if out.Delimiter != "" {
				if i := strings.Index(name[len(out.Prefix):], out.Delimiter); i >= 0 {
					lastPrefix = name[:len(out.Prefix)+i+len(out.Delimiter)]
					out.Blobs.BlobPrefix = append(out.Blobs.BlobPrefix, xmlPrefix{lastPrefix})
					continue
				}
			}
			b := in.blobs[name]
			x := xmlBlob{Name: name, Properties: xmlProperties{
				CreationTime: exchange.HTTPDate(b.created), LastModified: exchange.HTTPDate(b.modified), Etag: strings.Trim(b.etag, `"`),
				ContentLength: len(b.content), ContentType: b.headers["Content-Type"], ContentEncoding: b.headers["Content-Encoding"],
				ContentLanguage: b.headers["Content-Language"], CacheControl: b.headers["Cache-Control"], ContentDisposition: b.headers["Content-Disposition"],
				BlobType: b.kind, AccessTier: "Hot", AccessTierInferred: true, LeaseStatus: "unlocked", LeaseState: "available", ServerEncrypted: true,
			}}
			if b.md5 != nil {
				sum := base64.StdEncoding.EncodeToString(b.md5)
				x.Properties.ContentMD5 = &sum
			}
			if strings.Contains(query.Get("include"), "metadata") {
				x.Metadata = b.metadata
			}
			out.Blobs.Blob = append(out.Blobs.Blob, x)
		}
		return nil
	})
	if f != nil {
		return f
	}
	exchange.XML(c.w, http.StatusOK, out)
	return nil
}
