package keyvault

import "net/http"

func deletedItem(c *call, s *secret, id string) map[string]any {
	m := s.latest().item(id)
	m["recoveryId"] = c.base() + "/deletedsecrets/" + s.name
	m["deletedDate"] = s.deletedAt.Unix()
	m["scheduledPurgeDate"] = s.deletedAt.Add(retention).Unix()
	return m
}

// deletedSecrets answers at /deletedsecrets and below.
func (s *Service) deletedSecrets(c *call) *failure {
	for name, gone := range c.vault.deleted {
		if c.now.Sub(gone.deletedAt) > retention {
			delete(c.vault.deleted, name)
		}
	}
	if len(c.parts) == 1 {
		if f := s.authorize(c, "secrets/readMetadata/action", ""); f != nil {
			return f
		}
		var items []map[string]any
		for _, name := range sortedKeys(c.vault.deleted) {
			items = append(items, deletedItem(c, c.vault.deleted[name], c.base()+"/secrets/"+name))
		}
		return page(c, items)
	}
	name := c.parts[1]
	action, verb := "", c.r.Method
	if len(c.parts) == 3 {
		verb += " " + c.parts[2]
	}
	switch verb {
	case "GET":
		action = "secrets/readMetadata/action"
	case "DELETE":
		action = "secrets/purge/action"
	case "POST recover":
		action = "secrets/recover/action"
	default:
		return noMethod()
	}
	if f := s.authorize(c, action, "secrets/"+name); f != nil {
		return f
	}
	found := c.vault.deleted[name]
	if found == nil {
		return fail(http.StatusNotFound, "SecretNotFound", "Deleted Secret not found: %s", name)
	}
	id := c.base() + "/secrets/" + name + "/" + found.latest().id
	switch verb {
	case "GET":
		c.answer(http.StatusOK, deletedItem(c, found, id))
	case "DELETE":
		delete(c.vault.deleted, name)
		c.status = http.StatusNoContent
	default:
		delete(c.vault.deleted, name)
		c.vault.secrets[name] = found
		c.answer(http.StatusOK, found.latest().item(id))
	}
	return nil
}
