package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// conversionMembers are the explicit conversions of XElement and XAttribute, which
// read their values in the forms of XML Schema. class is the name of the class,
// param that of the operators' parameter.
func conversionMembers[T comparable](class, param string, value func(*rt.Frame, T) (string, error)) []types.Member {
	s := source[T]{class, param, value}
	list := []types.Member{
		{Sig: "static explicit operator string(" + class + " " + param + ")", Impl: rt.FrameFunc1(func(f *rt.Frame, v T) (rt.String, error) {
			var null T
			if v == null {
				return rt.String{}, nil
			}
			text, err := value(f, v)
			return rt.Str(text), err
		})},
	}
	list = append(list, conversions(s, "bool", plain(xmltree.ParseBool))...)
	list = append(list, conversions(s, "int", plain(xmltree.ParseInt32))...)
	list = append(list, conversions(s, "uint", plain(xmltree.ParseUint32))...)
	list = append(list, conversions(s, "long", plain(xmltree.ParseInt64))...)
	list = append(list, conversions(s, "ulong", plain(xmltree.ParseUint64))...)
	list = append(list, conversions(s, "float", plain(xmltree.ParseSingle))...)
	list = append(list, conversions(s, "double", plain(xmltree.ParseDouble))...)
	list = append(list, conversions(s, "decimal", plain(xmltree.ParseDecimal))...)
	list = append(list, conversions(s, "TimeSpan", plain(xmltree.ParseTimeSpan))...)
	list = append(list, conversions(s, "Guid", plain(xmltree.ParseGuid))...)
	list = append(list, conversions(s, "DateTime", parseDateTime)...)
	list = append(list, conversions(s, "DateTimeOffset", parseDateTimeOffset)...)
	return list
}

// source is the class that is converted from.
type source[T comparable] struct {
	class, param string
	value        func(*rt.Frame, T) (string, error)
}

// parser reads a value.
type parser[V any] func(f *rt.Frame, s string) (V, error)

func plain[V any](parse func(string) (V, error)) parser[V] {
	return func(_ *rt.Frame, s string) (V, error) { return parse(s) }
}

// conversions are the operators to a value type and to its nullable.
func conversions[T comparable, V any](s source[T], to string, parse parser[V]) []types.Member {
	read := func(f *rt.Frame, from T) (v V, err error) {
		text, err := s.value(f, from)
		if err != nil {
			return v, err
		}
		return parse(f, text)
	}
	var null T
	return []types.Member{
		{Sig: "static explicit operator " + to + "(" + s.class + " " + s.param + ")", Impl: rt.FrameFunc1(func(f *rt.Frame, from T) (v V, err error) {
			if from == null {
				return v, clr.ArgumentNull(s.param)
			}
			return read(f, from)
		})},
		{Sig: "static explicit operator " + to + "?(" + s.class + " " + s.param + ")", Impl: rt.FrameFunc1(func(f *rt.Frame, from T) (any, error) {
			if from == null {
				return nil, nil
			}
			return read(f, from)
		})},
	}
}

func parseDateTime(f *rt.Frame, s string) (clr.DateTime, error) {
	return xmltree.ParseDateTime(s, func(s string) (clr.DateTime, error) {
		return netfmt.ParseDateTime(s, netfmt.Invariant(), netfmt.DateRoundtripKind, netfmt.Clock(host.Of(f).Now))
	})
}

func parseDateTimeOffset(f *rt.Frame, s string) (clr.DateTimeOffset, error) {
	return xmltree.ParseDateTimeOffset(s, host.Of(f).UTCNow().Date())
}
