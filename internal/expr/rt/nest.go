package rt

// maxNesting bounds sequences over sequences over sequences: each level is a Go
// call inside another. .NET's own stack holds fewer.
const maxNesting = 10000

// Nest counts a step and one level of library code that calls other library code of unknown
// depth, such as a sequence that reads another; Unnest undoes it, also after an
// error of what was called. An expression that nests too deeply ends with
// Exceeded instead of using up the Go stack.
func (f *Frame) Nest() error {
	if f.Env.nested >= maxNesting {
		return &Exceeded{"depth"}
	}
	f.Env.nested++
	if err := f.Step(); err != nil {
		f.Env.nested--
		return err
	}
	return nil
}

// Unnest ends the level that the last Nest began.
func (f *Frame) Unnest() { f.Env.nested-- }
