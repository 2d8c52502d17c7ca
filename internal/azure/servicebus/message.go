package servicebus

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// The resources that tokens are asked for.
const (
	Resource          = "https://servicebus.azure.net"
	EventHubsResource = "https://eventhubs.azure.net"
)

// batchType is the content type of several messages in one request.
const batchType = "application/vnd.microsoft.servicebus.json"

// Message is one message.
type Message struct {
	Body        string
	ContentType string
	// Broker are the broker's properties, such as PartitionKey.
	Broker map[string]string
	// Properties are the sender's own, in order.
	Properties []message.Field
}

// Request returns the request that sends messages to the entity at path of a
// namespace, a host name: one as it is, several as a batch. The Authorization is
// the caller's to add.
func Request(namespace, path string, messages ...Message) *message.Request {
	// Names may come from callers; none is to reach beyond the path.
	path = message.EncodePath(strings.ReplaceAll(strings.Trim(path, "/"), "%", "%25"))
	u, _ := message.ParseURL("https://" + namespace + "/" + path + "/messages")
	req := &message.Request{Method: "POST", URL: u}
	var body string
	if len(messages) == 1 && messages[0].plain() {
		body = messages[0].Body
		messages[0].header(&req.Header)
	} else {
		body = batch(messages)
		req.Header.Set("Content-Type", batchType)
	}
	req.Body = message.BytesBody([]byte(body))
	return req
}

// ValidNamespace reports whether a text can be the host name of a namespace.
func ValidNamespace(host string) bool {
	u, ok := message.ParseURL("https://" + host + "/")
	return ok && u.Path == "/" && strings.EqualFold(u.HostPort(), host)
}

// plain reports whether the properties can be header fields: printable ASCII, and
// names that are tokens and mean nothing else.
func (m *Message) plain() bool {
	for _, p := range m.Properties {
		if !message.ValidName(p.Name) || reserved[strings.ToLower(p.Name)] || !printable(p.Value) {
			return false
		}
	}
	return true
}

// reserved are the header fields that are not properties.
var reserved = map[string]bool{
	"authorization": true, "brokerproperties": true, "connection": true, "content-encoding": true, "content-length": true,
	"content-type": true, "expect": true, "host": true, "keep-alive": true, "te": true, "trailer": true,
	"transfer-encoding": true, "upgrade": true, "user-agent": true, "proxy-authorization": true, "proxy-connection": true,
}

func printable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// header writes the properties of a message that is sent by itself.
func (m *Message) header(h *message.Header) {
	if m.ContentType != "" {
		h.Set("Content-Type", m.ContentType)
	}
	if len(m.Broker) > 0 {
		h.Set("BrokerProperties", ascii(m.Broker))
	}
	for _, p := range m.Properties {
		// Strings stand in double quotes, to tell them from numbers.
		h.Add(p.Name, `"`+strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(p.Value)+`"`)
	}
}

// batch writes messages as the array that the batch type is.
func batch(messages []Message) string {
	type item struct {
		Body             string
		BrokerProperties map[string]string `json:",omitempty"`
		UserProperties   map[string]string `json:",omitempty"`
	}
	items := make([]item, len(messages))
	for i, m := range messages {
		items[i] = item{Body: m.Body, BrokerProperties: m.Broker}
		for _, p := range m.Properties {
			if items[i].UserProperties == nil {
				items[i].UserProperties = map[string]string{}
			}
			items[i].UserProperties[p.Name] = p.Value
		}
		if m.ContentType != "" && len(m.Properties) > 0 {
			broker := map[string]string{"ContentType": m.ContentType}
			for k, v := range m.Broker {
				broker[k] = v
			}
			items[i].BrokerProperties = broker
		}
	}
	return ascii(items)
}

// ascii writes JSON without characters beyond ASCII, which header fields cannot
// hold.
func ascii(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and maps of strings always can be written
	}
	var b strings.Builder
	for _, r := range string(data) {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		}
	}
	return b.String()
}
