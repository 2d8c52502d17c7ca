package servicebus

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

const (
	// maxMessage is the largest message of a queue or topic in bytes (Standard
	// tier), maxEvent that of a hub.
	maxMessage = 256 << 10
	maxEvent   = 1 << 20
	// maxWait bounds how long a receiver waits.
	maxWait = 60 * time.Second
	// batchType is the content type of a batch.
	batchType = "application/vnd.microsoft.servicebus.json"
)

// send takes one message or a batch.
func (s *Service) send(w http.ResponseWriter, r *http.Request, n *namespace, t *target) {
	if t.queue != nil && strings.Contains(t.path, "/subscriptions/") || strings.HasSuffix(t.path, deadLetters) {
		s.refuse(w, r, http.StatusBadRequest, "40000: Bad Request. Messages cannot be sent to a subscription or a dead-letter queue.")
		return
	}
	limit := int64(maxMessage)
	if t.hub != nil {
		limit = maxEvent
	}
	body, err := exchange.Body(r, limit)
	if errors.Is(err, exchange.ErrTooLarge) {
		status, detail := http.StatusRequestEntityTooLarge, fmt.Sprintf("41300: The message is larger than the %d bytes that the entity takes.", limit)
		if t.hub != nil {
			status, detail = http.StatusForbidden, fmt.Sprintf("40300: The message is larger than the %d bytes that the event hub takes.", limit)
		}
		s.refuse(w, r, status, detail)
		return
	}
	if err != nil {
		s.refuse(w, r, http.StatusBadRequest, "40000: Bad Request. The body could not be read.")
		return
	}
	messages, err := parseMessages(r, body)
	if err != nil {
		s.refuse(w, r, http.StatusBadRequest, "40000: Bad Request. "+err.Error()+".")
		return
	}
	if t.hub != nil {
		n.publish(t.hub, messages, t.partition)
	} else if err := n.send(t.destinations(), messages, now()); err != nil {
		s.refuse(w, r, http.StatusForbidden, fmt.Sprintf("40300: QuotaExceeded: The maximum entity size has been reached or exceeded for '%s'. The local entity keeps %d messages, and the namespace %d bytes.", t.path, maxMessages, maxNamespaceBytes))
		return
	}
	if v := r.Header.Get("Content-Type"); v != "" {
		w.Header().Set("Content-Type", v)
	}
	exchange.Write(w, http.StatusCreated, nil)
}

func parseMessages(r *http.Request, body []byte) ([]*Message, error) {
	contentType := r.Header.Get("Content-Type")
	if kind, _, err := mime.ParseMediaType(contentType); err == nil && kind == batchType {
		return parseBatch(body, now())
	}
	broker, err := parseBroker(r.Header.Get("BrokerProperties"))
	if err != nil {
		return nil, err
	}
	m, err := newMessage(body, contentType, broker, customProperties(r.Header), now())
	if err != nil {
		return nil, err
	}
	return []*Message{m}, nil
}

// receive hands out the next message: POST locks it, DELETE removes it.
func (s *Service) receive(w http.ResponseWriter, r *http.Request, n *namespace, t *target) {
	if r.Method != http.MethodPost && r.Method != http.MethodDelete {
		w.Header().Set("Allow", "POST, DELETE")
		s.refuse(w, r, http.StatusMethodNotAllowed, "40500: The method is not allowed here.")
		return
	}
	wait := maxWait
	if v := r.URL.Query().Get("timeout"); v != "" {
		seconds, err := strconv.Atoi(v)
		if err != nil || seconds < 0 {
			s.refuse(w, r, http.StatusBadRequest, "40000: Bad Request. The timeout has to be a number of seconds.")
			return
		}
		wait = min(wait, time.Duration(min(seconds, 3600))*time.Second)
	}
	ctx, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	remove := r.Method == http.MethodDelete
	m := n.receive(ctx, t.queue, remove)
	if m == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	h := w.Header()
	for name, value := range m.Properties {
		if headerSafe(name) && headerSafe(value) {
			h[http.CanonicalHeaderKey(name)] = []string{value}
		}
	}
	h.Set("BrokerProperties", m.brokerProperties())
	if m.ContentType != "" {
		h.Set("Content-Type", m.ContentType)
	} else {
		h["Content-Type"] = nil // no guessing
	}
	status := http.StatusOK
	if !remove {
		status = http.StatusCreated
		h.Set("Location", "https://"+r.Host+"/"+t.path+"/messages/"+url.PathEscape(m.ID)+"/"+m.lockToken)
	}
	exchange.Write(w, status, m.Body)
}

// headerSafe reports whether a text can stand in a header field.
func headerSafe(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return true
}

// settle completes (DELETE), unlocks (PUT) or renews (POST) a locked message,
// named by its id or sequence number.
func (s *Service) settle(w http.ResponseWriter, r *http.Request, n *namespace, t *target, id, token string) {
	matches := func(m *Message) bool { return m.ID == id || strconv.FormatInt(m.Sequence, 10) == id }
	var how func(q *queue, i int, now time.Time)
	switch r.Method {
	case http.MethodDelete:
		how = func(q *queue, i int, _ time.Time) { q.removeAt(i) }
	case http.MethodPut:
		how = func(q *queue, i int, _ time.Time) { q.messages[i].lockToken = "" }
	case http.MethodPost:
		how = func(q *queue, i int, now time.Time) { q.messages[i].lockedUntil = now.Add(q.lock) }
	default:
		w.Header().Set("Allow", "DELETE, PUT, POST")
		s.refuse(w, r, http.StatusMethodNotAllowed, "40500: The method is not allowed here.")
		return
	}
	if err := n.settle(t.queue, matches, token, how); err != nil {
		s.refuse(w, r, http.StatusNotFound, "40400: Not Found. MessageLockLost: The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.")
		return
	}
	w.WriteHeader(http.StatusOK)
}

var _ exchange.Service = (*Service)(nil)
