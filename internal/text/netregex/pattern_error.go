package netregex

import "github.com/gatehouse-project/gatehouse/internal/clr"

// problem is the exception for a pattern that cannot be used.
func problem(pattern, what string) error {
	return clr.Throw("System.ArgumentException", `parsing "%s" - %s`, pattern, what)
}

func (p *pattern) fail(what string) error { return problem(p.text, what) }
