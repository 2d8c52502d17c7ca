package config

import (
	"math"
	"strconv"
	"strings"
)

// units of sizes, longest first. Those of two letters are decimal.
var units = [...]struct {
	name  string
	bytes float64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
	{"kB", 1e3}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1},
}

// ParseSize reads a size such as 8MiB, 1.5 GB or 4096 (bytes).
func ParseSize(s string) (int64, bool) {
	number, factor := strings.TrimSpace(s), 1.0
	for _, u := range units {
		if rest, ok := strings.CutSuffix(number, u.name); ok {
			number, factor = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	if number == "" || strings.Trim(number, "0123456789.") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || f*factor > math.MaxInt64/2 {
		return 0, false
	}
	return int64(f * factor), true
}
