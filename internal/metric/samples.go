package metric

import (
	"hash/maphash"
	"iter"
	"strings"
	"sync"
)

// Dimension is a name and a value that tell series of one metric apart.
type Dimension struct {
	Name, Value string
}

// Series is what was added under one name with the same dimensions.
type Series struct {
	Namespace, Name string
	Dimensions      []Dimension
	Count           uint64
	Sum             float64
}

const (
	shardCount = 64
	// maxSeries bounds the series (emit-metric.md, semantics 6: the service's limit
	// for a subscription).
	maxSeries = 50_000
)

// Samples collects what policies emit. The zero value is not ready; see New. It is
// safe for concurrent use.
type Samples struct {
	seed   maphash.Seed
	shards [shardCount]shard
}

type shard struct {
	mu      sync.Mutex
	series  map[string]*Series
	dropped uint64
	_       [40]byte // shards do not share a cache line
}

// New returns an empty collection.
func New() *Samples {
	s := &Samples{seed: maphash.MakeSeed()}
	for i := range s.shards {
		s.shards[i].series = map[string]*Series{}
	}
	return s
}

// Add adds one sample. Beyond a bound on series, new ones are dropped and counted.
// dimensions are copied.
func (s *Samples) Add(namespace, name string, dimensions []Dimension, value float64) {
	var key strings.Builder
	key.WriteString(namespace)
	key.WriteByte(0)
	key.WriteString(name)
	for _, d := range dimensions {
		key.WriteByte(0)
		key.WriteString(d.Name)
		key.WriteByte(0)
		key.WriteString(d.Value)
	}
	text := key.String()
	sh := &s.shards[maphash.String(s.seed, text)%shardCount]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := sh.series[text]
	if e == nil {
		if len(sh.series) >= maxSeries/shardCount {
			sh.dropped++
			return
		}
		e = &Series{Namespace: strings.Clone(namespace), Name: strings.Clone(name)}
		for _, d := range dimensions {
			// The texts may be parts of a request's buffer.
			e.Dimensions = append(e.Dimensions, Dimension{strings.Clone(d.Name), strings.Clone(d.Value)})
		}
		sh.series[text] = e
	}
	e.Count++
	e.Sum += value
}

// All iterates over copies of the series, in no order.
func (s *Samples) All() iter.Seq[Series] {
	return func(yield func(Series) bool) {
		for i := range s.shards {
			sh := &s.shards[i]
			sh.mu.Lock()
			list := make([]Series, 0, len(sh.series))
			for _, e := range sh.series {
				list = append(list, *e)
			}
			sh.mu.Unlock()
			for _, e := range list {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// Dropped returns how many samples were dropped.
func (s *Samples) Dropped() uint64 {
	var n uint64
	for i := range s.shards {
		s.shards[i].mu.Lock()
		n += s.shards[i].dropped
		s.shards[i].mu.Unlock()
	}
	return n
}
