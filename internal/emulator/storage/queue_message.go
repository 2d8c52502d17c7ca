package storage

import (
	"encoding/xml"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// maxTimeout is the longest visibility timeout in seconds: seven days.
const maxTimeout = 7 * 24 * 60 * 60

func itoa(n int) string { return strconv.Itoa(n) }

type xmlMessage struct {
	XMLName         xml.Name `xml:"QueueMessage"`
	MessageID       string   `xml:"MessageId"`
	InsertionTime   string
	ExpirationTime  string
	PopReceipt      string  `xml:",omitempty"`
	TimeNextVisible string  `xml:",omitempty"`
	DequeueCount    *int    `xml:",omitempty"`
	MessageText     *string `xml:",omitempty"`
}

type xmlMessages struct {
	XMLName  xml.Name `xml:"QueueMessagesList"`
	Messages []xmlMessage
}

// endOfTime is the expiry of a message that does not expire.
const endOfTime = "Fri, 31 Dec 9999 23:59:59 GMT"

func messageXML(m *queueMessage) xmlMessage {
	x := xmlMessage{MessageID: m.id, InsertionTime: exchange.HTTPDate(m.inserted), ExpirationTime: endOfTime}
	if !m.expires.IsZero() {
		x.ExpirationTime = exchange.HTTPDate(m.expires)
	}
	return x
}

// number reads a whole number from the query within limits.
func number(r *http.Request, name string, def, low, high int) (int, *failure) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return def, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, badParameter(name, text, "Not a number.")
	}
	if n < low || n > high {
		return 0, outOfRange(name, text, itoa(low), itoa(high))
	}
	return n, nil
}

// messagesOperation answers at /{queue}/messages.
func (s *QueueService) messagesOperation(c *queueCall) *failure {
	peek := strings.EqualFold(c.r.URL.Query().Get("peekonly"), "true")
	verb := map[string]string{http.MethodGet: "process/action", http.MethodPost: "add/action", http.MethodDelete: "delete"}[c.r.Method]
	if verb == "" {
		return notAllowed()
	}
	if peek {
		verb = "read"
	}
	if f := s.authorize(c.r, c.caller, c.queue, verb, true); f != nil {
		return f
	}
	switch c.r.Method {
	case http.MethodPost:
		return s.putMessage(c)
	case http.MethodDelete:
		return c.with(func(q *storageQueue) *failure {
			q.empty()
			c.w.WriteHeader(http.StatusNoContent)
			return nil
		})
	}
	count, f := number(c.r, "numofmessages", 1, 1, 32)
	if f != nil {
		return f
	}
	hide, f := number(c.r, "visibilitytimeout", 30, 1, maxTimeout)
	if f != nil {
		return f
	}
	var out xmlMessages
	f = c.with(func(q *storageQueue) *failure {
		for _, m := range q.next(s.now(), count, time.Duration(hide)*time.Second, peek) {
			x := messageXML(m)
			x.DequeueCount, x.MessageText = &m.dequeueCount, &m.text
			if !peek {
				x.PopReceipt, x.TimeNextVisible = m.popReceipt, exchange.HTTPDate(m.visible)
			}
			out.Messages = append(out.Messages, x)
		}
		return nil
	})
	if f != nil {
		return f
	}
	c.w.Header().Set("Cache-Control", "no-cache")
	exchange.XML(c.w, http.StatusOK, out)
	return nil
}

// text reads the message of a request's body.
func (c *queueCall) text() (string, *failure) {
	if c.r.ContentLength < 0 {
		return "", noLength()
	}
	// The text is limited, not the document; markup and escapes come on top.
	body, err := exchange.Body(c.r, 6*maxText+1024)
	if errors.Is(err, exchange.ErrTooLarge) {
		return "", tooLarge(maxText)
	}
	if err != nil {
		return "", fail(http.StatusBadRequest, "InvalidInput", "One of the request inputs is not valid: the body could not be read.")
	}
	var m struct {
		XMLName xml.Name `xml:"QueueMessage"`
		Text    *string  `xml:"MessageText"`
	}
	if err := xml.Unmarshal(body, &m); err != nil {
		return "", fail(http.StatusBadRequest, "InvalidXmlDocument", "XML specified is not syntactically valid.")
	}
	if m.Text == nil {
		return "", fail(http.StatusBadRequest, "MissingRequiredXmlNode", "An XML node that's required isn't specified in the request body.", "XmlNodeName", "MessageText")
	}
	if len(*m.Text) > maxText {
		return "", tooLarge(maxText)
	}
	return *m.Text, nil
}

func (s *QueueService) putMessage(c *queueCall) *failure {
	hide, f := number(c.r, "visibilitytimeout", 0, 0, maxTimeout)
	if f != nil {
		return f
	}
	life, f := number(c.r, "messagettl", maxTimeout, -1, 1<<31-1)
	if f != nil {
		return f
	}
	switch {
	case life == 0:
		return outOfRange("messagettl", "0", "1", itoa(1<<31-1))
	case life > 0 && hide >= life:
		return outOfRange("visibilitytimeout", itoa(hide), "0", itoa(life-1))
	}
	text, f := c.text()
	if f != nil {
		return f
	}
	return c.with(func(q *storageQueue) *failure {
		now := s.now()
		q.sweep(now)
		m := q.put(text, now, time.Duration(life)*time.Second, time.Duration(hide)*time.Second)
		if m == nil {
			return full()
		}
		x := messageXML(m)
		x.PopReceipt, x.TimeNextVisible = m.popReceipt, exchange.HTTPDate(m.visible)
		exchange.XML(c.w, http.StatusCreated, xmlMessages{Messages: []xmlMessage{x}})
		return nil
	})
}

// messageOperation answers at /{queue}/messages/{id}.
func (s *QueueService) messageOperation(c *queueCall) *failure {
	verb := map[string]string{http.MethodPut: "write", http.MethodDelete: "delete"}[c.r.Method]
	if verb == "" {
		return notAllowed()
	}
	// A processor may do both with what it got.
	if s.authorize(c.r, c.caller, c.queue, "process/action", true) != nil {
		if f := s.authorize(c.r, c.caller, c.queue, verb, true); f != nil {
			return f
		}
	}
	receipt := c.r.URL.Query().Get("popreceipt")
	if receipt == "" {
		return fail(http.StatusBadRequest, "MissingRequiredQueryParameter", "A required query parameter was not specified for this request.", "QueryParameterName", "popreceipt")
	}
	hide, text := 0, (*string)(nil)
	if c.r.Method == http.MethodPut {
		if c.r.URL.Query().Get("visibilitytimeout") == "" {
			return fail(http.StatusBadRequest, "MissingRequiredQueryParameter", "A required query parameter was not specified for this request.", "QueryParameterName", "visibilitytimeout")
		}
		var f *failure
		if hide, f = number(c.r, "visibilitytimeout", 0, 0, maxTimeout); f != nil {
			return f
		}
		if c.r.ContentLength != 0 {
			t, f := c.text()
			if f != nil {
				return f
			}
			text = &t
		}
	}
	return c.with(func(q *storageQueue) *failure {
		now := s.now()
		q.sweep(now)
		i := q.find(c.message)
		if i < 0 {
			return fail(http.StatusNotFound, "MessageNotFound", "The specified message does not exist.")
		}
		m := q.messages[i]
		if m.popReceipt != receipt {
			return fail(http.StatusBadRequest, "PopReceiptMismatch", "The specified pop receipt did not match the pop receipt for a dequeued message.")
		}
		if c.r.Method == http.MethodDelete {
			q.budget.give(m.size())
			q.messages = append(q.messages[:i], q.messages[i+1:]...)
		} else {
			if text != nil {
				if !q.budget.take(int64(len(*text))) {
					return full()
				}
				q.budget.give(int64(len(m.text)))
				m.text = *text
			}
			m.popReceipt, m.visible = newReceipt(), now.Add(time.Duration(hide)*time.Second)
			c.w.Header().Set("x-ms-popreceipt", m.popReceipt)
			c.w.Header().Set("x-ms-time-next-visible", exchange.HTTPDate(m.visible))
		}
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	})
}

// listQueues lists the queues of an account.
func (s *QueueService) listQueues(c *queueCall) *failure {
	if f := s.authorize(c.r, c.caller, "", "read", false); f != nil {
		return f
	}
	query := c.r.URL.Query()
	size, f := pageSize(query.Get("maxresults"))
	if f != nil {
		return f
	}
	type xmlQueue struct {
		Name     string
		Metadata xmlMetadata `xml:",omitempty"`
	}
	out := struct {
		XMLName         xml.Name `xml:"EnumerationResults"`
		ServiceEndpoint string   `xml:",attr"`
		Prefix          string   `xml:",omitempty"`
		Marker          string   `xml:",omitempty"`
		MaxResults      int      `xml:",omitempty"`
		Queues          struct{ Queue []xmlQueue }
		NextMarker      string
	}{ServiceEndpoint: "https://" + c.r.Host + "/", Prefix: query.Get("prefix"), Marker: query.Get("marker")}
	if query.Get("maxresults") != "" {
		out.MaxResults = size
	}
	c.account.mu.Lock()
	names := c.account.names(out.Prefix, decodeMarker(out.Marker))
	if len(names) > size {
		out.NextMarker = encodeMarker(names[size])
		names = names[:size]
	}
	for _, name := range names {
		x := xmlQueue{Name: name}
		if strings.Contains(query.Get("include"), "metadata") {
			x.Metadata = c.account.queues[name].metadata
		}
		out.Queues.Queue = append(out.Queues.Queue, x)
	}
	c.account.mu.Unlock()
	exchange.XML(c.w, http.StatusOK, out)
	return nil
}
