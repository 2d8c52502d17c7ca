package host

import "math/rand/v2"

// RandomSeed returns the seed of a generator that was given none: the next
// number of the source that Services name, or of Go's own.
func (s *Services) RandomSeed() int32 {
	if s.Random != nil {
		return int32(s.Random())
	}
	return int32(rand.Uint32())
}
