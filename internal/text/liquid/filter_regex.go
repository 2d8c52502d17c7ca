package liquid

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
)

// regexCache keeps the patterns of a template.
type regexCache = netregex.Cache

// patternsKept is how many patterns a template keeps compiled.
const patternsKept = 16

func newRegexCache() *regexCache { return netregex.NewCache(patternsKept, netregex.Limits{}) }

// pattern compiles the search text of a filter.
func (r *renderer) pattern(s string) (*netregex.Regex, error) {
	var timeout *clr.TimeSpan
	if r.opts.RegexTimeout > 0 {
		// In units of 100 ns, at least the smallest that is one.
		span := max(clr.TimeSpan(r.opts.RegexTimeout/100), 1)
		timeout = &span
	}
	return r.template.regex.Get(s, netregex.None, timeout)
}

// replace replaces what a regular expression finds; $1 in the replacement is a
// group.
func replace(r *renderer, args []Value) (Value, error) {
	s, search, ok := searched(args)
	if !ok {
		return args[0], nil
	}
	re, err := r.pattern(search)
	if err != nil {
		return nil, err
	}
	replacement, ok := optional(args[2])
	if !ok {
		return nil, clr.ArgumentNull("replacement")
	}
	out, err := re.Replace(r.charge, s, replacement, -1, -1)
	return r.found(out, err)
}

// replaceFirst replaces the first match of a regular expression by a text that is
// taken as it is.
func replaceFirst(r *renderer, args []Value) (Value, error) {
	s, search, ok := searched(args)
	if !ok {
		return args[0], nil
	}
	replacement, _ := optional(args[2])
	re, err := r.pattern(search)
	if err != nil {
		return nil, err
	}
	out, err := re.ReplaceFunc(r.charge, s, 1, -1, func(*netregex.Match) (string, error) { return replacement, nil })
	return r.found(out, err)
}

// found returns the result of a search, if there is time left behind it.
func (r *renderer) found(s string, err error) (Value, error) {
	if err != nil {
		return nil, err
	}
	if r.opts.CheckTime != nil {
		if err := r.opts.CheckTime(); err != nil {
			return nil, &fatalError{err}
		}
	}
	return s, nil
}

// removeFirst deletes the first match of a regular expression. White space alone
// is left as it is.
func removeFirst(r *renderer, args []Value) (Value, error) {
	if s, ok := optional(args[0]); !ok || isBlank(s) {
		return args[0], nil
	}
	return replaceFirst(r, []Value{args[0], args[1], ""})
}

// searched returns the text and the pattern; ok is false when one is missing and
// there is nothing to do.
func searched(args []Value) (s, search string, ok bool) {
	s, _ = optional(args[0])
	search, _ = optional(args[1])
	return s, search, s != "" && search != ""
}
