package backend

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
)

// pool is a pool of backends: groups of members by priority, the preferred one
// first.
type pool struct {
	groups []group
	// cookie is the name of the cookie that keeps a session on one member, empty
	// for none.
	cookie string
}

// group are the members of one priority. A later group is used only when the
// breakers of all members before it are open.
type group struct {
	members []member
	weight  int // of all members
	turn    *atomic.Uint64
}

type member struct {
	target *Target
	weight int
	// session is the value of the cookie of sessions on this member.
	session string
}

// turns are the counters of a pool's groups: whose turn it is. A reload that
// changes the number of groups goes on with those that are there.
type turns struct {
	next [maxGroups]atomic.Uint64
}

// maxGroups is the most members a pool can have (platform/limits.md), and with it
// the most groups.
const maxGroups = 30

// newPool sorts the members of a pool into groups. Members without a priority are
// of priority 0.
//
// unverified: in a group in which some have a weight, those without one weigh 1,
// and those of weight 0 get requests only if all have it.
func newPool(p *catalog.BackendPool, t *turns, target func(*catalog.Backend) *Target) *pool {
	members := slices.Clone(p.Members)
	slices.SortStableFunc(members, func(a, b catalog.PoolMember) int { return cmp.Compare(a.Priority, b.Priority) })
	out := &pool{cookie: p.AffinityCookie}
	last := 0
	for i, m := range members {
		if i == 0 || m.Priority != last {
			if len(out.groups) == maxGroups {
				break
			}
			out.groups = append(out.groups, group{turn: &t.next[len(out.groups)]})
			last = m.Priority
		}
		weight := m.Weight
		if !m.HasWeight {
			weight = 1
		}
		g := &out.groups[len(out.groups)-1]
		g.members = append(g.members, member{target: target(m.Backend), weight: weight, session: session(m.Backend)})
		g.weight += weight
	}
	for i := range out.groups {
		g := &out.groups[i]
		if g.weight > 0 {
			continue
		}
		for k := range g.members {
			g.members[k].weight = 1
		}
		g.weight = len(g.members)
	}
	return out
}

// session is the value of a session's cookie: the same at every gateway, and
// nothing a client could learn a name from.
func session(b *catalog.Backend) string {
	sum := sha256.Sum256([]byte("session affinity\x00" + name(b)))
	return hex.EncodeToString(sum[:12])
}

// pick chooses the member for a request; sticky is its cookie's value, empty for
// none. Without a member that may be called it returns nil and how long until the
// first one may.
func (p *pool) pick(sticky string) (m *member, wait time.Duration) {
	if sticky != "" {
		for i := range p.groups {
			for k := range p.groups[i].members {
				m := &p.groups[i].members[k]
				if m.session == sticky && m.target.breaker.Open() == 0 {
					return m, 0
				}
			}
		}
	}
	for i := range p.groups {
		m, w := p.groups[i].pick()
		if m != nil {
			return m, 0
		}
		if wait == 0 || w < wait {
			wait = w
		}
	}
	return nil, wait
}

// pick takes the next turn among the members whose breakers are closed, each in
// proportion to its weight.
func (g *group) pick() (*member, time.Duration) {
	var closed [maxGroups]bool
	total, equal, first := 0, true, 0
	var wait time.Duration
	for i := range g.members {
		m := &g.members[i]
		if open := m.target.breaker.Open(); open > 0 {
			if wait == 0 || open < wait {
				wait = open
			}
			continue
		}
		if i >= maxGroups || m.weight == 0 {
			continue
		}
		closed[i] = true
		total += m.weight
		if first == 0 {
			first = m.weight
		}
		equal = equal && m.weight == first
	}
	if total == 0 {
		return g.last(), wait
	}
	turn := g.turn.Add(1) - 1
	at := int(turn % uint64(total))
	if equal {
		at = int(turn%uint64(total/first)) * first
	} else {
		at = at * stride(total) % total
	}
	for i := range g.members {
		if !closed[i] {
			continue
		}
		if at -= g.members[i].weight; at < 0 {
			return &g.members[i], 0
		}
	}
	return nil, wait // not reached: at is less than total
}

// last returns a member of weight 0 whose breaker is closed, when no other is
// left.
func (g *group) last() *member {
	for i := range g.members {
		if m := &g.members[i]; m.target.breaker.Open() == 0 {
			return m
		}
	}
	return nil
}

// stride is a step that visits all numbers below n and leaves no long runs: near
// the golden section of n, without a common divisor.
func stride(n int) int {
	s := max(n*618/1000, 1)
	for gcd(s, n) != 1 {
		s++
	}
	return s
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
