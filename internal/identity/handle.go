package identity

import "context"

// Handle is one (identity, resource) pair, resolved once. It is safe for
// concurrent use.
type Handle struct {
	entry *entry
	err   *Error
}

// Token returns a valid token. When there is one it costs an atomic load and no
// allocation. Otherwise the caller waits for the one acquisition that is under
// way, at most for its time budget or until ctx ends; ctx ending does not stop
// the acquisition, others may be waiting for it. The error is an *Error, or
// ctx's.
func (h *Handle) Token(ctx context.Context) (*Token, error) {
	if h.err != nil {
		return nil, h.err
	}
	return h.entry.get(ctx)
}

// Err returns why the handle can never yield a token, or nil. It is for
// warnings when configuration is loaded.
func (h *Handle) Err() error {
	if h.err == nil {
		return nil
	}
	return h.err
}
