package netregex

import (
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Options is System.Text.RegularExpressions.RegexOptions, with its numbers.
type Options int32

// The members of RegexOptions. Compiled and CultureInvariant change nothing here.
const (
	None                    Options = 0
	IgnoreCase              Options = 1
	Multiline               Options = 2
	ExplicitCapture         Options = 4
	Compiled                Options = 8
	Singleline              Options = 16
	IgnorePatternWhitespace Options = 32
	RightToLeft             Options = 64
	ECMAScript              Options = 256
	CultureInvariant        Options = 512
)

func (o Options) check() error {
	const all = IgnoreCase | Multiline | ExplicitCapture | Compiled | Singleline |
		IgnorePatternWhitespace | RightToLeft | ECMAScript | CultureInvariant
	const withECMAScript = ECMAScript | IgnoreCase | Multiline | Compiled | CultureInvariant
	o &^= 128 // an option of .NET's own, let through without a name
	if o&^all != 0 || o&ECMAScript != 0 && o&^withECMAScript != 0 {
		return clr.ArgumentOutOfRange("", "options")
	}
	return nil
}

// Limits bound what patterns may cost. The zero value means the defaults that the
// fields name.
type Limits struct {
	// Timeout is the time for one search when the program gives none or asks for
	// none; default 1 s.
	Timeout time.Duration
	// Max is the longest time for one search, whatever the program asks for, and
	// the time for a whole operation such as Replace; default 10 s.
	Max time.Duration
	// Pattern is the length of a pattern in UTF-16 units; default 32,768.
	Pattern int
	// Depth is how deep groups and classes may be nested; default 250.
	Depth int
	// Backtracking is how many places one search may remember to come back to;
	// default 4 million, which take 32 MiB.
	Backtracking int
}

func (l Limits) withDefaults() Limits {
	if l.Timeout <= 0 {
		l.Timeout = time.Second
	}
	if l.Max <= 0 {
		l.Max = 10 * time.Second
	}
	if l.Pattern <= 0 {
		l.Pattern = 1 << 15
	}
	if l.Depth <= 0 {
		l.Depth = 250
	}
	if l.Backtracking <= 0 {
		l.Backtracking = 4 << 20
	}
	return l
}

// InfiniteTimeout is Regex.InfiniteMatchTimeout, one millisecond less than none.
const InfiniteTimeout clr.TimeSpan = -clr.TicksPerMillisecond

// search returns the time for one search for a timeout that a program gave, nil
// if it gave none.
func (l Limits) search(given *clr.TimeSpan) (time.Duration, error) {
	if given == nil || *given == InfiniteTimeout {
		return min(l.Timeout, l.Max), nil
	}
	const longest = (1<<31 - 2) * clr.TicksPerMillisecond
	if *given <= 0 || *given > longest {
		return 0, clr.ArgumentOutOfRange("", "matchTimeout")
	}
	return min(time.Duration(*given)*100, l.Max), nil
}

// timedOut is what a search gets that took too long or too much memory.
func timedOut() error {
	return clr.Throw("System.Text.RegularExpressions.RegexMatchTimeoutException", "The RegEx engine has timed out while trying to match a pattern to an input string. This can occur for many reasons, including very large inputs or excessive backtracking caused by nested quantifiers, back-references and other factors.")
}
