package emulator

import (
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/authority"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// The addresses that are used when Options name none.
const (
	DefaultIdentityAddress = "127.0.0.1:4280"
	DefaultHTTPSAddress    = "127.0.0.1:4281"
)

// Options configure a Server. The zero value is the local Azure as documented.
type Options struct {
	// IdentityAddress and HTTPSAddress are where to listen: loopback only;
	// port 0 lets the kernel choose.
	IdentityAddress string
	HTTPSAddress    string
	// Seed is what exists; nil means the built-in seed.
	Seed *seed.Seed
	// Folder is where the certificate authority and the token-signing key are
	// kept; empty means a folder in the user's cache folder.
	Folder string
	// TokenLifetime is how long tokens live; 0 means 24 hours.
	TokenLifetime time.Duration
	// RefreshIn is sent along with tokens as the time after which to renew
	// them; 0 sends nothing.
	RefreshIn time.Duration
	// RequestLog is how many requests are remembered; 0 means 1000.
	RequestLog int
	// Now is the clock that tokens go by; nil means the system's.
	Now func() time.Time
	// Log gets the servers' own troubles; nil discards them.
	Log *slog.Logger
}

// complete fills in what is left out and checks the rest.
func (o *Options) complete() error {
	if o.IdentityAddress == "" {
		o.IdentityAddress = DefaultIdentityAddress
	}
	if o.HTTPSAddress == "" {
		o.HTTPSAddress = DefaultHTTPSAddress
	}
	for _, address := range []string{o.IdentityAddress, o.HTTPSAddress} {
		if err := checkLoopback(address); err != nil {
			return err
		}
	}
	if o.Seed == nil {
		o.Seed = seed.Builtin()
	}
	if o.Folder == "" {
		folder, err := authority.DefaultFolder()
		if err != nil {
			return err
		}
		o.Folder = folder
	}
	if o.TokenLifetime == 0 {
		o.TokenLifetime = 24 * time.Hour
	}
	if o.TokenLifetime < 0 || o.RefreshIn < 0 || o.RequestLog < 0 {
		return fmt.Errorf("a token lifetime, refresh time and request log cannot be negative")
	}
	if o.RequestLog == 0 {
		o.RequestLog = 1000
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return nil
}

// checkLoopback refuses addresses that others can reach: whoever reaches the
// local Azure gets a token.
func checkLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("the local Azure cannot listen on %q: %w", address, err)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("the local Azure cannot listen on %q: it gives tokens to everyone who asks, so it listens on loopback addresses only, such as 127.0.0.1", address)
}
