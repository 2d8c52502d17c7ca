package caching

import (
	"errors"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// read returns the value of a key with the type that it had, for the request alone. A
// cache that does not answer is a miss. element is the policy's.
func (t cachingType) read(x *policy.Exec, element, key string) (v any, found bool, err error) {
	cache, external := t.values(x)
	v, found, err = cache.Get(x.Ctx, key)
	if err != nil {
		x.Host.Log.Warn("the cache does not answer", "policy", element, "error", err)
		return nil, false, nil
	}
	if data, ok := v.([]byte); ok && external && found {
		return decodeValue(x, data)
	}
	if found {
		v, err = copyOf(x, v)
	}
	return v, found, err
}

// write keeps a value under a key for a time, in place of an earlier one. What the cache
// does not take is no error.
func (t cachingType) write(x *policy.Exec, element, key string, v any, life time.Duration) error {
	cache, external := t.values(x)
	var stored any
	var size int64
	var err error
	if external {
		var data []byte
		data, err = encodeValue(x, v)
		stored, size = data, int64(len(data))
	} else {
		stored, size, err = ownCopy(x, v)
	}
	switch {
	case errors.Is(err, errBound), errors.Is(err, errOutside):
		x.Host.Log.Warn("the cache did not take a value", "policy", element, "error", err)
		return nil
	case err != nil:
		return err
	}
	if err := cache.Set(x.Ctx, key, stored, size, life); err != nil {
		x.Host.Log.Warn("the cache did not take a value", "policy", element, "error", err)
	}
	return nil
}
