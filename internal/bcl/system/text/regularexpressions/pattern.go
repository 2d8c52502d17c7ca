package regularexpressions

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
)

// compileSteps is what looking up or compiling a pattern costs besides its length.
const compileSteps = 50

// cacheSize is how many patterns are kept for each timeout of the host.
const cacheSize = 256

// key is what a compiled pattern depends on.
type key struct {
	pattern string
	options netregex.Options
	// timeout is the one given; limited says that there is one.
	timeout clr.TimeSpan
	limited bool
	// host is the timeout of the host, which bounds the one given.
	host time.Duration
}

// patterns are the compiled patterns of a library. It is for use by many
// goroutines.
type patterns struct {
	mu sync.Mutex
	// byHost holds a cache for each timeout of a host; a process has one or few.
	byHost map[time.Duration]*netregex.Cache
}

func newPatterns() *patterns { return &patterns{byHost: map[time.Duration]*netregex.Cache{}} }

func (p *patterns) compile(k key) (*netregex.Regex, error) {
	p.mu.Lock()
	cache := p.byHost[k.host]
	if cache == nil {
		cache = netregex.NewCache(cacheSize, netregex.Limits{Timeout: k.host, Max: k.host})
		p.byHost[k.host] = cache
	}
	p.mu.Unlock()
	var timeout *clr.TimeSpan
	if k.limited {
		timeout = &k.timeout
	}
	return cache.Get(k.pattern, k.options, timeout)
}

// site is one place in an expression that uses a pattern. It remembers what it
// used last, which for most places is the only one they ever use.
type site struct {
	patterns *patterns
	last     atomic.Pointer[used]
}

type used struct {
	key   key
	regex *netregex.Regex
	err   error
}

// newSite returns the site of a call. Where pattern and options are constant, the
// pattern is compiled at once for a host with the usual timeout; a mistake in it
// shows when the site is reached.
func newSite(p *patterns, pattern rt.Code, options *rt.Code) *site {
	s := &site{patterns: p}
	text, ok := pattern.Constant()
	if !ok {
		return s
	}
	k := key{host: host.Default().RegexTimeout}
	if t, _ := text.(rt.String); t.Valid {
		k.pattern = t.Text
	} else {
		return s
	}
	if options != nil {
		v, ok := options.Constant()
		e, isEnum := v.(rt.Enum)
		if !ok || !isEnum {
			return s
		}
		k.options = netregex.Options(e.Value)
	}
	u := &used{key: k}
	u.regex, u.err = p.compile(k)
	s.last.Store(u)
	return s
}

// regex returns the compiled pattern for the arguments of a call; timeout is nil
// where there is none.
func (s *site) regex(f *rt.Frame, pattern rt.String, options rt.Enum, timeout *clr.TimeSpan) (*netregex.Regex, error) {
	if !pattern.Valid {
		return nil, clr.ArgumentNull("pattern")
	}
	k := key{pattern: pattern.Text, options: netregex.Options(options.Value), host: host.Of(f).RegexTimeout}
	if timeout != nil {
		k.timeout, k.limited = *timeout, true
	}
	if u := s.last.Load(); u != nil && u.key == k {
		return u.regex, u.err
	}
	if err := f.Steps(compileSteps + len(pattern.Text)); err != nil {
		return nil, err
	}
	u := &used{key: k}
	u.regex, u.err = s.patterns.compile(k)
	s.last.Store(u)
	if err := f.CheckTime(); err != nil {
		return nil, err
	}
	return u.regex, u.err
}

// searched counts the work of an operation on a text that has ended with err, and
// looks whether the evaluation has taken too long.
func searched(f *rt.Frame, text string, err error) error {
	if serr := f.Steps(1 + len(text)/16); serr != nil {
		return serr
	}
	// A search that ended because its own time was up counts too: who catches that
	// must not be given another budget.
	if terr := f.CheckTime(); terr != nil {
		return terr
	}
	return err
}
