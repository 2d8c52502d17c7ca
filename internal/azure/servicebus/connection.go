package servicebus

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Connection is a connection string: where to send and with which shared key.
type Connection struct {
	// Namespace is the host name.
	Namespace string
	// Entity is the entity that the string names, possibly none.
	Entity string
	// KeyName names the rule whose Key signs; Key is a secret. Token is a signature
	// made elsewhere, in place of both, and a secret too.
	KeyName, Key, Token string
}

// ParseConnection reads a connection string. Errors never hold parts of it: it is a
// secret.
func ParseConnection(text string) (Connection, error) {
	var c Connection
	for part := range strings.SplitSeq(text, ";") {
		key, value, _ := strings.Cut(part, "=")
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "endpoint":
			u, ok := message.ParseURL(strings.Replace(strings.TrimSpace(value), "sb://", "https://", 1))
			if !ok {
				return c, errors.New("its Endpoint is no URL such as sb://name.servicebus.windows.net/")
			}
			c.Namespace = u.HostPort()
		case "sharedaccesskeyname":
			c.KeyName = strings.TrimSpace(value)
		case "sharedaccesskey":
			c.Key = strings.TrimSpace(value)
		case "sharedaccesssignature":
			c.Token = strings.TrimSpace(value)
		case "entitypath":
			c.Entity = strings.TrimSpace(value)
		}
	}
	switch {
	case c.Namespace == "":
		return c, errors.New("it has no Endpoint")
	case c.Token == "" && (c.KeyName == "" || c.Key == ""):
		return c, errors.New("it has neither SharedAccessKeyName and SharedAccessKey nor SharedAccessSignature")
	}
	return c, nil
}

// Signature returns the Authorization for an entity, valid until a time: a shared
// access signature.
func (c Connection) Signature(entity string, until time.Time) string {
	if c.Token != "" {
		return c.Token
	}
	resource := url.QueryEscape(strings.ToLower("https://" + c.Namespace + "/" + strings.Trim(entity, "/")))
	expiry := fmt.Sprint(until.Unix())
	mac := hmac.New(sha256.New, []byte(c.Key))
	mac.Write([]byte(resource + "\n" + expiry))
	return "SharedAccessSignature sr=" + resource + "&sig=" + url.QueryEscape(base64.StdEncoding.EncodeToString(mac.Sum(nil))) +
		"&se=" + expiry + "&skn=" + url.QueryEscape(c.KeyName)
}
