//go:build !unix

package h1

// parking waits for bytes without holding memory, which this system has no way for.
type parking struct{}

func newParking(*inbound) *parking { return nil }

func (*parking) wait() error { return errGone }
