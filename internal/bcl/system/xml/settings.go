package xml

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// The members of DtdProcessing, with their numbers. Declarations are never acted
// upon; parsing them means that they are allowed.
const (
	dtdProhibit int64 = iota
	dtdIgnore
	dtdParse
)

// settings are XmlReaderSettings.
type settings struct {
	ignoreComments, ignoreInstructions, ignoreWhitespace bool
	dtd                                                  int64
	closeInput                                           bool
}

func settingsTypes() []types.Decl {
	flag := func(name string, of func(*settings) *bool) types.Member {
		return types.Member{
			Sig: "bool " + name, Impl: rt.Method0(func(s *settings) (bool, error) { return *of(s), nil }),
			Set: rt.Method1(func(s *settings, v bool) (rt.Void, error) {
				*of(s) = v
				return rt.Void{}, nil
			}),
		}
	}
	return []types.Decl{
		{Name: ns + "DtdProcessing", Kind: types.Enum, Values: []types.EnumValue{
			{Name: "Prohibit", Value: dtdProhibit}, {Name: "Ignore", Value: dtdIgnore}, {Name: "Parse", Value: dtdParse},
		}},
		{Name: ns + "ReadState", Kind: types.Enum, Values: []types.EnumValue{
			{Name: "Initial", Value: stateInitial}, {Name: "Interactive", Value: stateInteractive}, {Name: "Error", Value: stateError},
			{Name: "EndOfFile", Value: stateEndOfFile}, {Name: "Closed", Value: stateClosed},
		}},
		{
			Name: ns + "XmlReaderSettings", Kind: types.Class, Class: rt.RefClass[*settings](rt.Class{}),
			Members: []types.Member{
				{Sig: "new()", Impl: rt.Func0(func() (*settings, error) { return &settings{}, nil })},
				flag("IgnoreComments", func(s *settings) *bool { return &s.ignoreComments }),
				flag("IgnoreProcessingInstructions", func(s *settings) *bool { return &s.ignoreInstructions }),
				flag("IgnoreWhitespace", func(s *settings) *bool { return &s.ignoreWhitespace }),
				flag("CloseInput", func(s *settings) *bool { return &s.closeInput }),
				{
					Sig: "DtdProcessing DtdProcessing",
					Impl: rt.Generic(func(c *rt.Call) rt.Linker {
						typ := c.ResultType
						return rt.Method0(func(s *settings) (rt.Enum, error) { return rt.Enum{Type: typ, Value: s.dtd}, nil })
					}),
					Set: rt.Method1(func(s *settings, v rt.Enum) (rt.Void, error) {
						s.dtd = v.Value
						return rt.Void{}, nil
					}),
				},
			},
		},
	}
}
