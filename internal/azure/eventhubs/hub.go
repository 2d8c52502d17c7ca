package eventhubs

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/azure/servicebus"
)

// Hub is an event hub and how to be let in: by connection string, or with the
// managed identity.
type Hub struct {
	namespace, name string
	connection      servicebus.Connection
	// identity says that a token is used, clientID whose; empty for the
	// system-assigned one.
	identity bool
	clientID string
	// Buffered lets events wait for each other for a moment.
	Buffered bool
}

// systemAssigned is how a logger names the system-assigned identity.
const systemAssigned = "SystemAssigned"

// NewHub reads the credentials of a logger: name, connectionString, or name,
// endpointAddress, identityClientId. Errors hold no secrets.
func NewHub(credentials map[string]string, buffered bool) (*Hub, error) {
	h := &Hub{name: credentials["name"], Buffered: buffered}
	if text := credentials["connectionString"]; text != "" {
		c, err := servicebus.ParseConnection(text)
		if err != nil {
			return nil, fmt.Errorf("the connectionString cannot be used: %w", err)
		}
		h.connection, h.namespace = c, c.Namespace
		if h.name == "" {
			h.name = c.Entity
		}
	} else {
		address := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(credentials["endpointAddress"], "sb://"), "https://"), "/")
		if address == "" {
			return nil, errors.New("it has neither connectionString nor endpointAddress")
		}
		if !servicebus.ValidNamespace(address) {
			return nil, fmt.Errorf("the endpointAddress %q is no host name", address)
		}
		h.namespace, h.identity = address, true
		if id := credentials["identityClientId"]; !strings.EqualFold(id, systemAssigned) {
			h.clientID = id
		}
	}
	if h.name == "" {
		return nil, errors.New("it does not name the event hub")
	}
	return h, nil
}

// key tells hubs apart by all that matters for sending.
func (h *Hub) key() string {
	return strings.Join([]string{h.namespace, h.name, h.connection.KeyName, h.connection.Key, h.connection.Token, h.clientID, fmt.Sprint(h.identity)}, "\x00")
}
