package netregex

import (
	"errors"
	"time"

	"github.com/dlclark/regexp2/v2"
	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Regex is a compiled pattern. It is immutable.
type Regex struct {
	pattern string
	options Options
	limits  Limits
	groups  *groups
	re      *regexp2.Regexp
}

// Charge is told how many bytes an operation is about to allocate; an error stops
// the operation and is returned. A nil Charge allows anything.
type Charge func(bytes int) error

func (c Charge) take(bytes int) error {
	if c == nil || bytes == 0 {
		return nil
	}
	return c(bytes)
}

// Compile checks and compiles a pattern. timeout is the matchTimeout that the
// program gives, nil for none; see [Limits]. A pattern that .NET refuses is an
// ArgumentException with its text. Programs should compile through a [Cache].
func Compile(pattern string, options Options, timeout *clr.TimeSpan, limits Limits) (*Regex, error) {
	if err := options.check(); err != nil {
		return nil, err
	}
	limits = limits.withDefaults()
	search, err := limits.search(timeout)
	if err != nil {
		return nil, err
	}
	translated, groups, err := translate(pattern, options, limits)
	if err != nil {
		return nil, err
	}
	re, err := compileEngine(translated, options, limits)
	if err != nil {
		return nil, problem(pattern, err.Error())
	}
	re.MatchTimeout = search
	return &Regex{pattern: pattern, options: options, limits: limits, groups: groups, re: re}, nil
}

// errEngine stands for a failure of the engine that it does not report itself.
var errEngine = errors.New("internal error of the regular expression engine")

// compileEngine compiles a translated pattern. The engine is not ours: should it
// panic over some pattern, that pattern is refused.
func compileEngine(pattern string, options Options, limits Limits) (re *regexp2.Regexp, err error) {
	defer func() {
		if recover() != nil {
			re, err = nil, errEngine
		}
	}()
	var o regexp2.RegexOptions
	for _, pair := range []struct {
		ours   Options
		theirs regexp2.RegexOptions
	}{
		{IgnoreCase, regexp2.IgnoreCase}, {Multiline, regexp2.Multiline},
		{Singleline, regexp2.Singleline}, {RightToLeft, regexp2.RightToLeft},
	} {
		if options&pair.ours != 0 {
			o |= pair.theirs
		}
	}
	return regexp2.Compile(pattern, o, regexp2.OptionMaxBacktrackingStackSize(limits.Backtracking))
}

// String returns the pattern.
func (r *Regex) String() string { return r.pattern }

// Options returns the options the pattern was compiled with.
func (r *Regex) Options() Options { return r.options }

// RightToLeft reports whether the option of that name is set.
func (r *Regex) RightToLeft() bool { return r.options&RightToLeft != 0 }

// Timeout returns the time for one search.
func (r *Regex) Timeout() time.Duration { return r.re.MatchTimeout }

// GroupNames returns the names of the groups in the order of their numbers; a
// group without a name is named by its number.
func (r *Regex) GroupNames() []string { return append([]string(nil), r.groups.names...) }

// GroupNumbers returns the numbers of the groups in rising order.
func (r *Regex) GroupNumbers() []int { return append([]int(nil), r.groups.numbers...) }

// GroupName returns the name of a group, "" if there is none of that number.
func (r *Regex) GroupName(number int) string {
	if slot := r.groups.slot(number); slot >= 0 {
		return r.groups.names[slot]
	}
	return ""
}

// GroupNumber returns the number of a group, -1 if there is none of that name.
func (r *Regex) GroupNumber(name string) int { return r.groups.lookup(name) }
