package emulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// local answers at /local/: what the local Azure itself is asked and told.
func (s *Server) local(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	switch r.Method + " " + r.URL.Path {
	case "GET /local/requests":
		exchange.JSON(w, http.StatusOK, s.Requests())
	case "DELETE /local/requests":
		s.ClearRequests()
		w.WriteHeader(http.StatusNoContent)
	case "GET /local/faults":
		exchange.JSON(w, http.StatusOK, s.Faults())
	case "PUT /local/faults":
		s.putFault(w, r)
	case "DELETE /local/faults":
		s.ClearFaults()
		w.WriteHeader(http.StatusNoContent)
	case "GET /local/messages":
		s.localMessages(w, r)
	default:
		localError(w, http.StatusNotFound, "There is nothing at "+r.Method+" "+r.URL.Path+". There are /local/faults (GET, PUT, DELETE), /local/requests (GET, DELETE) and /local/messages?namespace=…&entity=… (GET).")
	}
}

func localError(w http.ResponseWriter, status int, text string) {
	exchange.JSON(w, status, map[string]string{"error": text})
}

// putFault sets one fault and answers with all of them.
func (s *Server) putFault(w http.ResponseWriter, r *http.Request) {
	body, err := exchange.Body(r, 64<<10)
	if err != nil {
		localError(w, http.StatusBadRequest, err.Error())
		return
	}
	var f Fault
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		localError(w, http.StatusBadRequest, "the body is not a fault: "+err.Error())
		return
	}
	if _, err := d.Token(); err != io.EOF {
		localError(w, http.StatusBadRequest, "the body is not one fault alone")
		return
	}
	if err := s.SetFault(f); err != nil {
		localError(w, http.StatusBadRequest, err.Error())
		return
	}
	exchange.JSON(w, http.StatusOK, s.Faults())
}

// localMessages shows what is in a queue, subscription or event hub without
// taking anything: events cannot be read over HTTP otherwise.
func (s *Server) localMessages(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	messages, ok := s.Messages(query.Get("namespace"), query.Get("entity"))
	if !ok {
		localError(w, http.StatusNotFound, "there is no such entity; name it by ?namespace=…&entity=…, where an entity is a queue, an event hub, or topic/subscriptions/name")
		return
	}
	type message struct {
		MessageID        string            `json:"messageId"`
		Sequence         int64             `json:"sequenceNumber"`
		ContentType      string            `json:"contentType"`
		Body             string            `json:"body,omitempty"`
		BodyBytes        []byte            `json:"bodyBase64,omitempty"`
		BrokerProperties map[string]any    `json:"brokerProperties"`
		Properties       map[string]string `json:"properties"`
		Partition        int               `json:"partition"`
	}
	out := make([]message, len(messages))
	for i, m := range messages {
		out[i] = message{MessageID: m.ID, Sequence: m.Sequence, ContentType: m.ContentType, BrokerProperties: m.Broker, Properties: m.Properties, Partition: m.Partition}
		if utf8.Valid(m.Body) {
			out[i].Body = string(m.Body)
		} else {
			out[i].BodyBytes = m.Body
		}
	}
	exchange.JSON(w, http.StatusOK, out)
}
