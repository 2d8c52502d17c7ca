package identity

// withArc makes a manager under test look for Arc's files elsewhere. It wraps
// what New does with the surroundings, which are closed over by the sources.
func withArc(options Options, keys, agent string, settings SourceSettings, id string) fetchFunc {
	s := newSurroundings(options)
	s.arcKeys, s.arcAgent = keys, agent
	fetch, err := s.source(settings, id)
	if err != nil {
		panic(err)
	}
	return fetch
}
