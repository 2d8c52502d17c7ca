package xmltree

import (
	"fmt"
	"iter"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Content documents what the variadic content of constructors and of [Add] and
// its relatives may hold, after XContainer.Add(object):
//
//   - nil: nothing;
//   - a [Node] or an [*Attribute]; one that has a parent already is copied;
//   - []any, iter.Seq[any], iter.Seq2[any, error]: each of their items in turn;
//   - anything else: its text, as [TextOf] gives it.
//
// Lists of other types must be given as one of the sequences; a caller with
// types of its own turns them into strings or sequences first.
type Content = any

// eachContent calls add for every node, attribute and text that content stands
// for; texts arrive as strings.
func eachContent(content Content, add func(any) error) error {
	switch c := content.(type) {
	case nil:
		return nil
	case Node, *Attribute, string:
		return add(c)
	case []any:
		for _, item := range c {
			if err := eachContent(item, add); err != nil {
				return err
			}
		}
		return nil
	case iter.Seq[any]:
		for item := range c {
			if err := eachContent(item, add); err != nil {
				return err
			}
		}
		return nil
	case iter.Seq2[any, error]:
		for item, err := range c {
			if err != nil {
				return err
			}
			if err := eachContent(item, add); err != nil {
				return err
			}
		}
		return nil
	}
	s, err := TextOf(content)
	if err != nil {
		return err
	}
	return add(s)
}

// TextOf returns the text a value has as content or as value of an attribute:
// strings as they are, numbers, booleans, dates and durations in the forms of XML
// Schema (XmlConvert.ToString), other values as their String method says. Values
// of the tree itself cannot be converted.
func TextOf(value any) (string, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case float64:
		return FormatDouble(v), nil
	case float32:
		return FormatSingle(v), nil
	case clr.Decimal:
		return FormatDecimal(v), nil
	case clr.DateTime:
		return FormatDateTime(v), nil
	case clr.DateTimeOffset:
		return FormatDateTimeOffset(v), nil
	case clr.TimeSpan:
		return FormatTimeSpan(v), nil
	case clr.Guid:
		return FormatGuid(v), nil
	case clr.Char:
		return string(rune(v)), nil
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return fmt.Sprint(v), nil
	case Object:
		return "", argument("An XObject cannot be used as a value.")
	case fmt.Stringer:
		return v.String(), nil
	}
	return "", argument("The argument cannot be converted to a string.")
}
