package policy

// tallyKey names a number that the policies of an element keep.
type tallyKey struct{ element, key string }

// Tally adds to the number that the policies of an element keep for a key during
// this request, all its branches taken together. It returns the number before,
// which starts at 0, and whether this is the first call for the key.
func (x *Exec) Tally(element, key string, add int64) (before int64, first bool) {
	x.needTallies()
	k := tallyKey{element, key}
	before, known := x.tallies[k]
	x.tallies[k] = before + add
	return before, !known
}

// needTallies makes the map that branches share.
func (x *Exec) needTallies() {
	if x.tallies == nil {
		x.tallies = map[tallyKey]int64{}
	}
}
