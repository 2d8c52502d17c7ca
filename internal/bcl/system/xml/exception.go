package xml

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// exceptionType is XmlException. Where in the text a mistake is stands at the end
// of the message only.
func exceptionType() types.Decl {
	d := system.ExceptionType(ns+"XmlException", "System.SystemException", "An XML error has occurred.")
	d.Members = append(d.Members,
		types.Member{Sig: "int LineNumber", Impl: rt.Method0(func(e *clr.Exception) (int32, error) {
			line, _ := place(e.Message)
			return line, nil
		})},
		types.Member{Sig: "int LinePosition", Impl: rt.Method0(func(e *clr.Exception) (int32, error) {
			_, position := place(e.Message)
			return position, nil
		})},
	)
	return d
}

// place reads the end of a message, "Line 1, position 5."; without it both are 0.
func place(message string) (line, position int32) {
	i := strings.LastIndex(message, " Line ")
	if i < 0 {
		return 0, 0
	}
	l, p, ok := strings.Cut(strings.TrimSuffix(message[i+len(" Line "):], "."), ", position ")
	if !ok {
		return 0, 0
	}
	x, err1 := strconv.ParseInt(l, 10, 32)
	y, err2 := strconv.ParseInt(p, 10, 32)
	if err1 != nil || err2 != nil {
		return 0, 0
	}
	return int32(x), int32(y)
}
