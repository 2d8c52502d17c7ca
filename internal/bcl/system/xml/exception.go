package xml

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// where is the place that an expression gave to the constructor of XmlException.
type where struct{ line, position int32 }

// exceptionType is XmlException. Where in the text a mistake is stands at the end
// of the messages of exceptions that the library throws.
func exceptionType() types.Decl {
	const name, message = ns + "XmlException", "An XML error has occurred."
	d := system.ExceptionType(name, "System.SystemException", message)
	given := func(m rt.String, inner *clr.Exception, line, position int32) (*clr.Exception, error) {
		if !m.Valid {
			m.Text = message
		}
		if line != 0 {
			m.Text += fmt.Sprintf(" Line %d, position %d.", line, position)
		}
		return &clr.Exception{Type: name, Message: m.Text, Inner: inner, Extra: where{line, position}, Fresh: true}, nil
	}
	for i, m := range d.Members {
		switch m.Sig {
		case "new(string message)":
			d.Members[i].Impl = rt.Func1(func(m rt.String) (*clr.Exception, error) { return given(m, nil, 0, 0) })
		case "new(string message, Exception innerException)":
			d.Members[i].Impl = rt.Func2(func(m rt.String, inner *clr.Exception) (*clr.Exception, error) { return given(m, inner, 0, 0) })
		}
	}
	d.Members = append(d.Members,
		types.Member{Sig: "new(string message, Exception innerException, int lineNumber, int linePosition)", Impl: rt.Func4(given)},
		types.Member{Sig: "int LineNumber", Impl: rt.Method0(func(e *clr.Exception) (int32, error) {
			line, _ := placeOf(e)
			return line, nil
		})},
		types.Member{Sig: "int LinePosition", Impl: rt.Method0(func(e *clr.Exception) (int32, error) {
			_, position := placeOf(e)
			return position, nil
		})},
	)
	return d
}

func placeOf(e *clr.Exception) (line, position int32) {
	if w, ok := e.Extra.(where); ok {
		return w.line, w.position
	}
	return place(e.Message)
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
