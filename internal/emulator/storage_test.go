package emulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

const blobHost = "https://acct.blob.core.windows.net"

func TestPutBlob(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	as := l.as("", "https://storage.azure.com/", storageHeaders...)
	put := func(headers ...string) []string { return append(as[:len(as):len(as)], headers...) }
	a := l.do("PUT", blobHost+"/demo/dir/a.json", "hello", put("x-ms-blob-type", "BlockBlob", "Content-Type", "application/json", "x-ms-meta-One", "1", "x-ms-client-request-id", "mine")...)
	if a.StatusCode != 201 || a.body != "" || a.Header.Get("Content-MD5") != "XUFAKrxLKna5cZ2REBfFkg==" || !strings.HasPrefix(a.Header.Get("ETag"), `"0x8D`) || a.Header.Get("x-ms-request-server-encrypted") != "true" || a.Header.Get("x-ms-client-request-id") != "mine" || a.Header.Get("x-ms-version") != "2020-10-02" || a.Header.Get("x-ms-request-id") == "" {
		t.Fatalf("%d %v", a.StatusCode, a.Header)
	}
	if _, err := http.ParseTime(a.Header.Get("Last-Modified")); err != nil {
		t.Error(err)
	}
	get := l.do("GET", blobHost+"/demo/dir/a.json", "", as...)
	if get.body != "hello" || get.Header.Get("Content-Type") != "application/json" || get.Header.Get("x-ms-blob-type") != "BlockBlob" || get.Header.Get("x-ms-meta-one") != "1" || get.Header.Get("ETag") != a.Header.Get("ETag") || get.Header.Get("x-ms-lease-status") != "unlocked" || get.Header.Get("x-ms-creation-time") == "" {
		t.Errorf("%v %s", get.Header, get.body)
	}
	etag := a.Header.Get("ETag")
	long := strings.Repeat("x", 1024)
	tests := []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code                     string
	}{
		{"range", "GET", "/demo/dir/a.json", "", put("Range", "bytes=1-3"), 206, ""},
		{"range of the service", "GET", "/demo/dir/a.json", "", put("x-ms-range", "bytes=4-", "Range", "bytes=0-0"), 206, ""},
		{"range behind the end", "GET", "/demo/dir/a.json", "", put("Range", "bytes=5-"), 416, "InvalidRange"},
		{"range that means nothing", "GET", "/demo/dir/a.json", "", put("Range", "lines=1-2"), 200, ""},
		{"head", "HEAD", "/demo/dir/a.json", "", as, 200, ""},
		{"head of nothing", "HEAD", "/demo/nothing", "", as, 404, "BlobNotFound"},
		{"not modified", "GET", "/demo/dir/a.json", "", put("If-None-Match", etag), 304, "ConditionNotMet"},
		{"no match", "GET", "/demo/dir/a.json", "", put("If-Match", `"0x1"`), 412, "ConditionNotMet"},
		{"create only", "PUT", "/demo/dir/a.json", "x", put("x-ms-blob-type", "BlockBlob", "If-None-Match", "*"), 409, "BlobAlreadyExists"},
		{"create only, new", "PUT", "/demo/new", "x", put("x-ms-blob-type", "BlockBlob", "If-None-Match", "*"), 201, ""},
		{"replace if it is the one", "PUT", "/demo/dir/a.json", "x", put("x-ms-blob-type", "BlockBlob", "If-Match", `"0x1"`), 412, "ConditionNotMet"},
		{"no type", "PUT", "/demo/x", "x", as, 400, "MissingRequiredHeader"},
		{"wrong type", "PUT", "/demo/x", "x", put("x-ms-blob-type", "Blob"), 400, "InvalidHeaderValue"},
		{"page blob", "PUT", "/demo/x", "", put("x-ms-blob-type", "PageBlob", "Content-Length", "0"), 501, "NotImplemented"},
		{"wrong MD5", "PUT", "/demo/x", "x", put("x-ms-blob-type", "BlockBlob", "Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="), 400, "Md5Mismatch"},
		{"no container", "PUT", "/absent/x", "x", put("x-ms-blob-type", "BlockBlob"), 404, "ContainerNotFound"},
		{"short container", "PUT", "/ab/x", "x", put("x-ms-blob-type", "BlockBlob"), 400, "OutOfRangeInput"},
		{"bad container", "PUT", "/a--b/x", "x", put("x-ms-blob-type", "BlockBlob"), 400, "InvalidResourceName"},
		{"long name", "PUT", "/demo/" + long + "x", "x", put("x-ms-blob-type", "BlockBlob"), 400, "InvalidUri"},
		{"bad metadata", "PUT", "/demo/x", "x", put("x-ms-blob-type", "BlockBlob", "x-ms-meta-a-b", "1"), 400, "InvalidMetadata"},
		{"bad version", "GET", "/demo/dir/a.json", "", put("x-ms-version", "latest"), 400, "InvalidHeaderValue"},
		{"version without bearer tokens", "GET", "/demo/dir/a.json", "", put("x-ms-version", "2017-07-29"), 403, "AuthenticationFailed"},
		{"bad date", "GET", "/demo/dir/a.json", "", put("x-ms-date", "today"), 400, "InvalidHeaderValue"},
		{"no token, old version", "GET", "/demo/dir/a.json", "", []string{"x-ms-version", "2019-07-07"}, 404, "ResourceNotFound"},
		{"account key", "GET", "/demo/dir/a.json", "", []string{"x-ms-version", "2020-10-02", "Authorization", "SharedKey a:b"}, 403, "KeyBasedAuthenticationNotPermitted"},
		{"shared access signature", "GET", "/demo/dir/a.json?sig=x", "", []string{"x-ms-version", "2020-10-02"}, 403, "KeyBasedAuthenticationNotPermitted"},
		{"method", "POST", "/demo/dir/a.json", "x", as, 405, "UnsupportedHttpVerb"},
		{"block id", "PUT", "/demo/x?comp=block&blockid=*", "x", as, 400, "InvalidQueryParameterValue"},
		{"empty block list of nothing", "PUT", "/demo/empty?comp=blocklist", "<BlockList></BlockList>", as, 201, ""},
		{"unknown block", "PUT", "/demo/x?comp=blocklist", "<BlockList><Latest>AAAA</Latest></BlockList>", as, 400, "InvalidBlockList"},
		{"broken block list", "PUT", "/demo/x?comp=blocklist", "<BlockList>", as, 400, "InvalidXmlDocument"},
		{"append to a block blob", "PUT", "/demo/dir/a.json?comp=appendblock", "x", as, 409, "InvalidBlobType"},
		{"list page", "GET", "/demo?restype=container&comp=list&maxresults=0", "", as, 400, "OutOfRangeQueryParameterValue"},
		{"public container", "PUT", "/pub?restype=container", "", put("x-ms-blob-public-access", "blob"), 409, "PublicAccessNotPermitted"},
		{"account", "GET", "/?restype=account&comp=properties", "", as, 200, ""},
		{"unknown operation", "GET", "/demo/dir/a.json?comp=pagelist", "", as, 501, "NotImplemented"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := l.do(tt.method, blobHost+tt.path, tt.body, tt.headers...)
			if a.StatusCode != tt.status || a.Header.Get("x-ms-error-code") != tt.code {
				t.Fatalf("got %d %s %s", a.StatusCode, a.Header.Get("x-ms-error-code"), a.body)
			}
			switch {
			case tt.code != "" && tt.method != "HEAD" && tt.status != 304:
				var e struct{ Code, Message, HeaderName string }
				a.xml(&e)
				if e.Code != tt.code || tt.name == "no type" && e.HeaderName != "x-ms-blob-type" || !strings.Contains(e.Message, "\nRequestId:"+a.Header.Get("x-ms-request-id")+"\nTime:") {
					t.Errorf("body %s", a.body)
				}
			case tt.name == "range" && (a.body != "ell" || a.Header.Get("Content-Range") != "bytes 1-3/5"):
				t.Errorf("%q %s", a.body, a.Header.Get("Content-Range"))
			case tt.name == "range of the service" && a.body != "o":
				t.Errorf("%q", a.body)
			}
		})
	}
	chunked := &answer{t: t}
	r, err := http.NewRequestWithContext(t.Context(), "PUT", blobHost+"/demo/x", struct{ *strings.Reader }{strings.NewReader("x")})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(as); i += 2 {
		r.Header.Set(as[i], as[i+1])
	}
	r.Header.Set("x-ms-blob-type", "BlockBlob")
	r.ContentLength = -1
	if chunked.Response, err = l.client.Do(r); err != nil {
		t.Fatal(err)
	}
	_ = chunked.Body.Close()
	if chunked.StatusCode != 411 || chunked.code() != "MissingContentLengthHeader" {
		t.Errorf("without Content-Length: %d %s", chunked.StatusCode, chunked.code())
	}
}

const queueHost = "https://acct.queue.core.windows.net"

type queueAnswer struct {
	QueueMessage []struct {
		MessageID       string `xml:"MessageId"`
		InsertionTime   string
		ExpirationTime  string
		PopReceipt      string
		TimeNextVisible string
		DequeueCount    int
		MessageText     string
	}
}

func TestStorageQueue(t *testing.T) {
	clock := newClock()
	l := startLocal(t, emulator.Options{Now: clock.now})
	as := l.as("", "https://storage.azure.com/", storageHeaders...)
	body := func(text string) string {
		return "<QueueMessage><MessageText>" + text + "</MessageText></QueueMessage>"
	}
	var sent queueAnswer
	a := l.do("POST", queueHost+"/demo/messages?messagettl=3600", body("one &amp; only"), as...)
	if a.StatusCode != 201 || a.Header.Get("Content-Type") != "application/xml" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	a.xml(&sent)
	if m := sent.QueueMessage[0]; m.MessageID == "" || m.PopReceipt == "" || m.InsertionTime == "" || m.ExpirationTime == "" || m.TimeNextVisible == "" {
		t.Errorf("%s", a.body)
	}
	l.do("POST", queueHost+"/demo/messages?visibilitytimeout=10&messagettl=-1", body("two"), as...)
	texts := func(path string) (queueAnswer, []string) {
		var out queueAnswer
		l.do("GET", queueHost+path, "", as...).xml(&out)
		var list []string
		for _, m := range out.QueueMessage {
			list = append(list, fmt.Sprint(m.MessageText, " ", m.DequeueCount, " ", m.PopReceipt != ""))
		}
		return out, list
	}
	if _, got := texts("/demo/messages?peekonly=true&numofmessages=32"); cmp.Diff([]string{"one & only 0 false"}, got) != "" {
		t.Errorf("peeked %v", got)
	}
	clock.advance(11 * time.Second)
	got, list := texts("/demo/messages?numofmessages=32&visibilitytimeout=30")
	if cmp.Diff([]string{"one & only 1 true", "two 1 true"}, list) != "" {
		t.Fatalf("got %v", list)
	}
	if _, list := texts("/demo/messages"); list != nil {
		t.Errorf("hidden messages came: %v", list)
	}
	first := got.QueueMessage[0]
	if a := l.do("DELETE", queueHost+"/demo/messages/"+first.MessageID+"?popreceipt="+sent.QueueMessage[0].PopReceipt, "", as...); a.StatusCode != 400 || a.code() != "PopReceiptMismatch" {
		t.Errorf("an old receipt: %d %s", a.StatusCode, a.code())
	}
	update := l.do("PUT", queueHost+"/demo/messages/"+first.MessageID+"?visibilitytimeout=0&popreceipt="+first.PopReceipt, body("changed"), as...)
	if update.StatusCode != 204 || update.Header.Get("x-ms-popreceipt") == "" || update.Header.Get("x-ms-time-next-visible") == "" {
		t.Errorf("%d %v", update.StatusCode, update.Header)
	}
	if texts, _ := l.QueueMessages("acct", "demo"); cmp.Diff([]string{"changed", "two"}, texts) != "" {
		t.Errorf("texts are %v", texts)
	}
	if a := l.do("DELETE", queueHost+"/demo/messages/"+first.MessageID+"?popreceipt="+update.Header.Get("x-ms-popreceipt"), "", as...); a.StatusCode != 204 {
		t.Errorf("deleting: %d %s", a.StatusCode, a.body)
	}
	meta := l.do("GET", queueHost+"/demo?comp=metadata", "", as...)
	if meta.Header.Get("x-ms-approximate-messages-count") != "1" {
		t.Errorf("%v", meta.Header)
	}
	tests := []struct {
		name, method, path, body string
		status                   int
		code                     string
	}{
		{"no queue", "POST", "/absent/messages", body("x"), 404, "QueueNotFound"},
		{"broken XML", "POST", "/demo/messages", "<QueueMessage>", 400, "InvalidXmlDocument"},
		{"no text", "POST", "/demo/messages", "<QueueMessage></QueueMessage>", 400, "MissingRequiredXmlNode"},
		{"too large", "POST", "/demo/messages", body(strings.Repeat("x", 64<<10+1)), 413, "RequestBodyTooLarge"},
		{"large", "POST", "/demo/messages", body(strings.Repeat("x", 64<<10)), 201, ""},
		{"bad ttl", "POST", "/demo/messages?messagettl=0", body("x"), 400, "OutOfRangeQueryParameterValue"},
		{"hidden for longer than it lives", "POST", "/demo/messages?messagettl=5&visibilitytimeout=5", body("x"), 400, "OutOfRangeQueryParameterValue"},
		{"too many", "GET", "/demo/messages?numofmessages=33", "", 400, "OutOfRangeQueryParameterValue"},
		{"no number", "GET", "/demo/messages?numofmessages=x", "", 400, "InvalidQueryParameterValue"},
		{"no receipt", "DELETE", "/demo/messages/x", "", 400, "MissingRequiredQueryParameter"},
		{"no such message", "DELETE", "/demo/messages/x?popreceipt=y", "", 404, "MessageNotFound"},
		{"create", "PUT", "/made", "", 201, ""},
		{"create again", "PUT", "/made", "", 204, ""},
		{"list", "GET", "/?comp=list&prefix=ma", "", 200, ""},
		{"delete", "DELETE", "/made", "", 204, ""},
		{"clear", "DELETE", "/demo/messages", "", 204, ""},
		{"bad name", "PUT", "/a--b", "", 400, "InvalidResourceName"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := l.do(tt.method, queueHost+tt.path, tt.body, as...)
			if a.StatusCode != tt.status || a.Header.Get("x-ms-error-code") != tt.code {
				t.Errorf("got %d %s", a.StatusCode, a.body)
			}
			if tt.name == "list" && !strings.Contains(a.body, "<Queue><Name>made</Name></Queue>") {
				t.Errorf("%s", a.body)
			}
		})
	}
}
