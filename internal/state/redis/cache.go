package redis

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	client "github.com/redis/go-redis/v9"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// cache implements state.Cache. Values are bytes, text and plain numbers; their
// first byte says which.
type cache struct {
	client client.UniversalClient
	prefix string
	most   int64 // bytes of one value
}

// Kinds of values.
const (
	kindBytes   = 'y'
	kindText    = 's'
	kindInt32   = 'i'
	kindInt64   = 'l'
	kindFloat   = 'f'
	kindBoolean = 'b'
)

func (c *cache) key(key string) string { return c.prefix + digest(key) }

// Get implements state.Cache.
func (c *cache) Get(ctx context.Context, key string) (any, bool, error) {
	data, err := c.client.Get(ctx, c.key(key)).Bytes()
	switch {
	case errors.Is(err, client.Nil):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	}
	value, ok := decode(data)
	return value, ok, nil
}

// Set implements state.Cache.
func (c *cache) Set(ctx context.Context, key string, value any, size int64, ttl time.Duration) error {
	if ttl <= 0 {
		return c.Remove(ctx, key)
	}
	data, err := encode(value)
	if err == nil && max(size, int64(len(data))) > c.most {
		err = state.ErrTooLarge
	}
	if err != nil {
		// What the value was to replace must not outlive it.
		return errors.Join(err, c.Remove(ctx, key))
	}
	return c.client.Set(ctx, c.key(key), data, max(ttl.Truncate(time.Millisecond), time.Millisecond)).Err()
}

// Remove implements state.Cache.
func (c *cache) Remove(ctx context.Context, key string) error {
	return c.client.Del(ctx, c.key(key)).Err()
}

func encode(value any) ([]byte, error) {
	switch v := value.(type) {
	case []byte:
		return append(append(make([]byte, 0, len(v)+1), kindBytes), v...), nil
	case string:
		return append(append(make([]byte, 0, len(v)+1), kindText), v...), nil
	case int32:
		return binary.BigEndian.AppendUint32([]byte{kindInt32}, uint32(v)), nil
	case int64:
		return binary.BigEndian.AppendUint64([]byte{kindInt64}, uint64(v)), nil
	case float64:
		return binary.BigEndian.AppendUint64([]byte{kindFloat}, math.Float64bits(v)), nil
	case bool:
		if v {
			return []byte{kindBoolean, 1}, nil
		}
		return []byte{kindBoolean, 0}, nil
	}
	return nil, fmt.Errorf("%w: %T", state.ErrKind, value)
}

// decode is the inverse of encode. What does not come from it, but from another
// version perhaps, is no value.
func decode(data []byte) (value any, ok bool) {
	if len(data) > 0 {
		rest := data[1:]
		switch kind := data[0]; {
		case kind == kindBytes:
			return rest, true
		case kind == kindText:
			return string(rest), true
		case kind == kindInt32 && len(rest) == 4:
			return int32(binary.BigEndian.Uint32(rest)), true
		case kind == kindInt64 && len(rest) == 8:
			return int64(binary.BigEndian.Uint64(rest)), true
		case kind == kindFloat && len(rest) == 8:
			return math.Float64frombits(binary.BigEndian.Uint64(rest)), true
		case kind == kindBoolean && len(rest) == 1:
			return rest[0] == 1, true
		}
	}
	return nil, false
}
