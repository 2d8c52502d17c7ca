package identity

// entry returns the pair's entry, made if need be. pinned entries belong to a
// handle and are never evicted.
func (m *Manager) entry(key pair, pinned bool) (*entry, *Error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.entries[key]; e != nil {
		if pinned && e.computed {
			e.computed = false
			m.computed--
		}
		return e, nil
	}
	m.turn++
	if !pinned {
		if m.computed >= m.maxComputed && !m.evict() {
			return nil, &Error{Reason: Busy, Source: key.identity.kind, ClientID: key.identity.clientID, Resource: key.resource,
				Detail: "too many tokens for computed resources are being acquired"}
		}
		m.computed++
	}
	e := &entry{manager: m, identity: key.identity, resource: key.resource, computed: !pinned}
	e.fresh.Store(!pinned)
	e.lastTurn.Store(m.turn)
	m.entries[key] = e
	return e, nil
}

// evict drops one computed entry: among those without a token, else among all,
// the one used least recently. Entries being acquired stay, or callers would
// start a second acquisition. It reports whether there was one; m.mu is held.
// A scan of a thousand entries takes microseconds, and each new entry costs a
// request to the endpoint anyway.
func (m *Manager) evict() bool {
	var victim *entry
	var victimKey pair
	var victimHasToken bool
	for key, e := range m.entries {
		if !e.computed || e.busy.Load() || e.fresh.Load() {
			continue
		}
		hasToken := e.token.Load() != nil
		switch {
		case victim == nil,
			victimHasToken && !hasToken,
			victimHasToken == hasToken && e.lastTurn.Load() < victim.lastTurn.Load():
			victim, victimKey, victimHasToken = e, key, hasToken
		}
	}
	if victim == nil {
		return false
	}
	delete(m.entries, victimKey)
	m.computed--
	victim.retired.Store(true)
	return true
}
