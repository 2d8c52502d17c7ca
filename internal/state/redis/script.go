package redis

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	client "github.com/redis/go-redis/v9"
)

//go:embed counter.lua
var counterScript string

//go:embed bucket.lua
var bucketScript string

//go:embed quota.lua
var quotaScript string

//go:embed slots.lua
var slotsScript string

//go:embed breaker.lua
var breakerScript string

// most is the largest integer that is exact in a script, whose numbers are
// float64.
const most = 1<<53 - 1

// scripts runs scripts on the node that holds their keys.
type scripts struct {
	client client.UniversalClient
}

// run runs a script by its hash, and with its text where the server does not know
// it: a new server, or one that was started again.
func (s scripts) run(ctx context.Context, script *client.Script, keys []string, args ...any) ([]int64, error) {
	out, err := script.Run(ctx, s.client, keys, args...).Int64Slice()
	if err != nil && !errors.Is(err, client.Nil) {
		return nil, err
	}
	return out, nil
}

var errReply = errors.New("the server's answer has another form than the script's")

// reply checks the length of a script's answer.
func reply(values []int64, length int) error {
	if len(values) != length {
		return fmt.Errorf("%w: %d values, not %d", errReply, len(values), length)
	}
	return nil
}

// digest stands for a name in a key: of fixed length, whatever a caller puts into
// it, and unreadable.
func digest(name string) string {
	sum := sha256.Sum256([]byte(name))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// tagged begins the keys of a group: the braces make all of them live on one node
// of a cluster.
func tagged(prefix, kind, group string) string {
	return prefix + kind + "{" + digest(group) + "}"
}

// micros converts a length of time, rounding up so that nothing becomes 0.
func micros(d time.Duration) int64 {
	n := d.Microseconds()
	if d%time.Microsecond > 0 {
		n++
	}
	return min(n, most/2)
}
