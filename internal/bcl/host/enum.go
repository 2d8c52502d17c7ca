package host

import (
	"fmt"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// FormatEnum is Enum.ToString(format): the name (G, F, or no format), the number
// (D) or its eight hexadecimal digits (X).
func FormatEnum(e rt.Enum, format string) (string, error) {
	switch format {
	case "", "G", "g":
		return e.String(), nil
	case "F", "f":
		flags := *e.Type.Enum
		flags.Flags = true
		return flags.Name(e.Value), nil
	case "D", "d":
		return strconv.FormatInt(e.Value, 10), nil
	case "X", "x":
		return fmt.Sprintf("%08X", uint32(e.Value)), nil
	}
	return "", clr.Format("Format String can be only \"G\", \"g\", \"X\", \"x\", \"F\", \"f\", \"D\" or \"d\".")
}
