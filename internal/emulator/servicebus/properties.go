package servicebus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// brokerTypes are the names of BrokerProperties that a sender may give and
// their types. Names that only the broker sets are accepted and ignored.
var brokerTypes = map[string]string{
	"MessageId": "string", "CorrelationId": "string", "SessionId": "string", "Label": "string", "To": "string", "ReplyTo": "string",
	"ReplyToSessionId": "string", "PartitionKey": "string", "ViaPartitionKey": "string", "ContentType": "string",
	"TimeToLive": "number", "TimeToLiveTimeSpan": "string", "ScheduledEnqueueTimeUtc": "string", "ForcePersistence": "bool",
}

// lengths are the longest values in characters. Source: the documented limits
// of Service Bus.
var lengths = map[string]int{"MessageId": 128, "SessionId": 128, "PartitionKey": 128, "ReplyToSessionId": 128}

// parseBroker reads the JSON of a BrokerProperties header.
func parseBroker(text string) (map[string]any, error) {
	out := map[string]any{}
	if text == "" {
		return out, nil
	}
	var raw map[string]any
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return nil, fmt.Errorf("the BrokerProperties header is not a JSON object: %w", err)
	}
	return checkBroker(raw)
}

func checkBroker(raw map[string]any) (map[string]any, error) {
	out := map[string]any{}
	for name, value := range raw {
		if value == nil {
			continue
		}
		var ok bool
		switch brokerTypes[name] {
		case "string":
			_, ok = value.(string)
		case "number":
			_, ok = value.(float64)
		case "bool":
			_, ok = value.(bool)
		default:
			continue
		}
		if !ok {
			return nil, fmt.Errorf("the broker property %s has a value of the wrong type", name)
		}
		if limit := lengths[name]; limit > 0 && len([]rune(value.(string))) > limit {
			return nil, fmt.Errorf("the broker property %s is longer than %d characters", name, limit)
		}
		out[name] = value
	}
	return out, nil
}

// newMessage makes a message from its parts. Times count from now.
func newMessage(body []byte, contentType string, broker map[string]any, properties map[string]string, now time.Time) (*Message, error) {
	m := &Message{Body: body, ContentType: contentType, Broker: broker, Properties: properties, Enqueued: now}
	if id, ok := broker["MessageId"].(string); ok && id != "" {
		m.ID = id
	} else {
		m.ID = strings.ReplaceAll(exchange.NewID(), "-", "")
	}
	if v, ok := broker["ContentType"].(string); ok {
		m.ContentType = v
	}
	if v, ok := broker["ScheduledEnqueueTimeUtc"].(string); ok {
		at, err := parseTime(v)
		if err != nil {
			return nil, fmt.Errorf("the broker property ScheduledEnqueueTimeUtc %q is no time: %w", v, err)
		}
		if at.After(now) {
			m.Enqueued = at
		}
	}
	if v, ok := broker["TimeToLive"].(float64); ok {
		if v <= 0 {
			return nil, fmt.Errorf("the broker property TimeToLive has to be greater than zero")
		}
		if v < 1e9 { // more is for ever
			m.Expires = m.Enqueued.Add(time.Duration(v * float64(time.Second)))
		}
	}
	if v, ok := broker["TimeToLiveTimeSpan"].(string); ok {
		span, err := parseTimeSpan(v)
		if err != nil {
			return nil, err
		}
		m.Expires = m.Enqueued.Add(span)
	}
	return m, nil
}

func parseTime(s string) (time.Time, error) {
	if t, err := http.ParseTime(s); err == nil {
		return t, nil
	}
	return time.Parse(time.RFC3339Nano, s)
}

// parseTimeSpan reads [d.]hh:mm:ss[.fffffff].
func parseTimeSpan(s string) (time.Duration, error) {
	bad := fmt.Errorf("the broker property TimeToLiveTimeSpan %q is not of the form hh:mm:ss", s)
	parts := strings.Split(s, ":")
	if len(parts) != 3 {
		return 0, bad
	}
	days := 0
	if d, rest, ok := strings.Cut(parts[0], "."); ok {
		n, err := strconv.Atoi(d)
		if err != nil || n < 0 || n > 36500 {
			return 0, bad
		}
		days, parts[0] = n, rest
	}
	h, err1 := strconv.Atoi(parts[0])
	m, err2 := strconv.Atoi(parts[1])
	sec, err3 := strconv.ParseFloat(parts[2], 64)
	if err1 != nil || err2 != nil || err3 != nil || h < 0 || h > 23 || m < 0 || m > 59 || !(sec >= 0 && sec < 60) {
		return 0, bad
	}
	span := time.Duration(days*24+h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec*float64(time.Second))
	if span <= 0 {
		return 0, bad
	}
	return span, nil
}

// httpHeaders are header fields that are part of the request and no custom
// properties.
var httpHeaders = map[string]bool{
	"Accept": true, "Accept-Charset": true, "Accept-Encoding": true, "Accept-Language": true, "Authorization": true, "Brokerproperties": true,
	"Cache-Control": true, "Connection": true, "Content-Encoding": true, "Content-Length": true, "Content-Type": true, "Date": true, "Expect": true,
	"Host": true, "Keep-Alive": true, "Pragma": true, "Te": true, "Trailer": true, "Transfer-Encoding": true, "Upgrade": true, "User-Agent": true,
	"Via": true, "X-Ms-Retrypolicy": true, "X-Ms-Client-Request-Id": true,
}

// customProperties returns the header fields that are properties of the message.
func customProperties(h http.Header) map[string]string {
	out := map[string]string{}
	for name, values := range h {
		if !httpHeaders[name] && len(values) > 0 {
			out[name] = strings.Join(values, ",")
		}
	}
	return out
}

// batchItem is one message of a batch.
type batchItem struct {
	Body             *string        `json:"Body"`
	BrokerProperties map[string]any `json:"BrokerProperties"`
	UserProperties   map[string]any `json:"UserProperties"`
}

// parseBatch reads the body of a batch.
func parseBatch(body []byte, now time.Time) ([]*Message, error) {
	var items []batchItem
	if err := json.Unmarshal(body, &items); err != nil {
		return nil, fmt.Errorf("the batch is not a JSON array of messages: %w", err)
	}
	if len(items) == 0 {
		return nil, fmt.Errorf("the batch has no messages")
	}
	out := make([]*Message, len(items))
	for i, item := range items {
		if item.Body == nil {
			return nil, fmt.Errorf("message %d of the batch has no Body", i)
		}
		broker, err := checkBroker(item.BrokerProperties)
		if err != nil {
			return nil, fmt.Errorf("message %d of the batch: %w", i, err)
		}
		properties := map[string]string{}
		for name, value := range item.UserProperties {
			text, err := headerText(value)
			if err != nil {
				return nil, fmt.Errorf("message %d of the batch: user property %s: %w", i, name, err)
			}
			properties[name] = text
		}
		if out[i], err = newMessage([]byte(*item.Body), "", broker, properties, now); err != nil {
			return nil, fmt.Errorf("message %d of the batch: %w", i, err)
		}
	}
	return out, nil
}

// headerText writes a property as a header field has it.
func headerText(v any) (string, error) {
	switch x := v.(type) {
	case string:
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(x); err != nil {
			return "", fmt.Errorf("encoding a property: %w", err)
		}
		return strings.TrimSuffix(b.String(), "\n"), nil
	case bool:
		return strconv.FormatBool(x), nil
	case float64:
		return strconv.FormatFloat(x, 'g', -1, 64), nil
	}
	return "", fmt.Errorf("only text, numbers and booleans can be properties")
}

// forever is the TimeToLive in seconds of a message that does not expire.
const forever = 922337203685.47754

// brokerProperties renders the BrokerProperties header of a received message.
func (m *Message) brokerProperties() string {
	out := map[string]any{}
	for k, v := range m.Broker {
		switch k {
		case "TimeToLiveTimeSpan", "ScheduledEnqueueTimeUtc", "ContentType", "ForcePersistence":
		default:
			out[k] = v
		}
	}
	out["MessageId"] = m.ID
	out["SequenceNumber"] = m.Sequence
	out["EnqueuedSequenceNumber"] = m.Sequence
	out["DeliveryCount"] = m.DeliveryCount
	out["EnqueuedTimeUtc"] = exchange.HTTPDate(m.Enqueued)
	out["State"] = "Active"
	out["TimeToLive"] = forever
	if !m.Expires.IsZero() {
		out["TimeToLive"] = m.Expires.Sub(m.Enqueued).Seconds()
	}
	if m.lockToken != "" {
		out["LockToken"] = m.lockToken
		out["LockedUntilUtc"] = exchange.HTTPDate(m.lockedUntil)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(out) // strings and numbers only
	return asciiHeader(strings.TrimSuffix(b.String(), "\n"))
}

// asciiHeader writes what is not ASCII as \u escapes, which JSON allows
// everywhere in a header of this kind.
func asciiHeader(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case r > 0xFFFF:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+(r>>10), 0xDC00+(r&0x3FF))
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
