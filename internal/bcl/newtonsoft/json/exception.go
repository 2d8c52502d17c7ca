package json

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// exceptionTypes are JsonException and those derived from it. The place in the
// text is read from their messages, where the engine puts it.
func exceptionTypes() []types.Decl {
	declare := func(name, base string) types.Decl {
		return system.ExceptionType(ns+name, base, "Exception of type '"+ns+name+"' was thrown.")
	}
	reader := declare("JsonReaderException", ns+"JsonException")
	reader.Members = append(reader.Members,
		types.Member{Sig: "string Path", Impl: rt.Method0(exceptionPath)},
		types.Member{Sig: "int LineNumber", Impl: rt.Method0(func(e *clr.Exception) (int32, error) { return numberAfter(e.Message, "line "), nil })},
		types.Member{Sig: "int LinePosition", Impl: rt.Method0(func(e *clr.Exception) (int32, error) { return numberAfter(e.Message, "position "), nil })},
	)
	writer := declare("JsonWriterException", ns+"JsonException")
	writer.Members = append(writer.Members, types.Member{Sig: "string Path", Impl: rt.Method0(exceptionPath)})
	serialization := declare("JsonSerializationException", ns+"JsonException")
	serialization.Members = append(serialization.Members, reader.Members[len(reader.Members)-3:]...)
	return []types.Decl{declare("JsonException", "System.Exception"), reader, writer, serialization}
}

// place returns what a message says of the place: Path 'a.b', line 1, position 2.
func place(message string) string {
	i := strings.LastIndex(message, "Path '")
	if i < 0 {
		return ""
	}
	return message[i:]
}

func exceptionPath(e *clr.Exception) (rt.String, error) {
	path, found := strings.CutPrefix(place(e.Message), "Path '")
	end := strings.LastIndexByte(path, '\'')
	if !found || end < 0 {
		return rt.String{}, nil
	}
	return rt.Str(path[:end]), nil
}

// numberAfter returns the number behind a word of the place, 0 without one.
func numberAfter(message, word string) int32 {
	at := place(message)
	i := strings.LastIndex(at, word)
	if i < 0 {
		return 0
	}
	digits := at[i+len(word):]
	if end := strings.IndexAny(digits, ",."); end >= 0 {
		digits = digits[:end]
	}
	n, err := strconv.ParseInt(digits, 10, 32)
	if err != nil {
		return 0
	}
	return int32(n)
}
