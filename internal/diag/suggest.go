package diag

import "strings"

// Costs of the edits between a word and a candidate, in halves of an edit, so
// that slips of the finger weigh less than real differences.
const (
	fullCost  = 2
	smallCost = 1 // neighbouring key, swapped letters, doubled letter, separator
)

// maxSuggest is the longest word that suggestions are looked for; anything
// longer is no slip of the finger.
const maxSuggest = 64

// Suggest returns the candidate that the user most likely meant by word. It
// compares without regard to case; neighbouring keys, swapped or doubled
// letters and separators (set_header, setHeader, set-header) count half. It
// returns false when nothing is near enough. Of equally near candidates the
// first wins; word itself is never suggested.
func Suggest(word string, candidates []string) (string, bool) {
	if word == "" || len(word) > maxSuggest {
		return "", false
	}
	lower := []rune(strings.ToLower(word))
	// A third of the letters may be wrong, at least one and at most three.
	limit := fullCost * max(1, min(3, len(lower)/3))
	if len(lower) < 3 {
		limit = smallCost
	}
	best, found := "", false
	for _, c := range candidates {
		if c == word || len(c) > maxSuggest {
			continue
		}
		if cost := distance(lower, []rune(strings.ToLower(c)), limit); cost <= limit {
			if cost < limit || !found {
				best, found = c, true
			}
			limit = cost
		}
	}
	return best, found
}

// distance returns the cost of turning a into b (optimal string alignment), or
// something above limit as soon as it is known to be above.
func distance(a, b []rune, limit int) int {
	if d := len(a) - len(b); d*smallCost > limit || -d*smallCost > limit {
		return limit + 1
	}
	var rows [3][maxSuggest + 2]int
	before, above, here := &rows[0], &rows[1], &rows[2]
	for j := 1; j <= len(b); j++ {
		above[j] = above[j-1] + gapCost(b, j-1)
	}
	for i := 1; i <= len(a); i++ {
		here[0] = above[0] + gapCost(a, i-1)
		least := here[0]
		for j := 1; j <= len(b); j++ {
			cost := above[j-1]
			if a[i-1] != b[j-1] {
				cost += changeCost(a[i-1], b[j-1])
			}
			cost = min(cost, above[j]+gapCost(a, i-1), here[j-1]+gapCost(b, j-1))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] && a[i-1] != a[i-2] {
				cost = min(cost, before[j-2]+smallCost)
			}
			here[j] = cost
			least = min(least, cost)
		}
		if least > limit+smallCost {
			return limit + 1
		}
		before, above, here = above, here, before
	}
	return above[len(b)]
}

// gapCost is the price of a character that one of the words lacks.
func gapCost(s []rune, i int) int {
	if s[i] == '-' || s[i] == '_' || s[i] == '.' || i > 0 && s[i] == s[i-1] {
		return smallCost
	}
	return fullCost
}

// changeCost is the price of one character in place of another.
func changeCost(a, b rune) int {
	if isSeparator(a) && isSeparator(b) || neighbours(a, b) {
		return smallCost
	}
	return fullCost
}

func isSeparator(r rune) bool { return r == '-' || r == '_' || r == '.' }

// neighbours reports whether two keys touch each other on a QWERTY keyboard.
func neighbours(a, b rune) bool {
	rows := [...]string{"1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm"}
	for y, row := range rows {
		x := strings.IndexRune(row, a)
		if x < 0 {
			continue
		}
		// Each row is shifted half a key to the right of the one above.
		return at(row, x-1) == b || at(row, x+1) == b ||
			y > 0 && (at(rows[y-1], x) == b || at(rows[y-1], x+1) == b) ||
			y+1 < len(rows) && (at(rows[y+1], x) == b || at(rows[y+1], x-1) == b)
	}
	return false
}

func at(row string, x int) rune {
	if x < 0 || x >= len(row) {
		return 0
	}
	return rune(row[x])
}
