package net

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/neturi"
)

// Address is a System.Net.IPAddress. It is immutable.
type Address struct {
	ip netip.Addr // without a zone
	// scope is the scope of an IPv6 address.
	scope uint32
}

// ipAddressType is System.Net.IPAddress with the members of the allow-list
// (expressions.md section 3.3).
func ipAddressType() types.Decl {
	return types.Decl{
		Name: "System.Net.IPAddress", Kind: types.Class,
		Class: rt.RefClass[*Address](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(v.(*Address).String()), nil },
			Equals:   func(_ *rt.Frame, a, b any) (bool, error) { return a.(*Address).equals(b), nil },
			Hash:     func(_ *rt.Frame, v any) (int32, error) { return rt.HashString(v.(*Address).String()), nil },
		}),
		Members: []types.Member{
			{Sig: "static IPAddress Parse(string ipString)", Impl: rt.Func1(func(s rt.String) (*Address, error) {
				if !s.Valid {
					return nil, clr.ArgumentNull("ipString")
				}
				a, ok := ParseAddress(s.Text)
				if !ok {
					return nil, clr.Format("An invalid IP address was specified.")
				}
				return a, nil
			})},
			{Sig: "static bool TryParse(string ipString, out IPAddress address)", Impl: rt.Func2(func(s rt.String, out rt.Out[any]) (bool, error) {
				a, ok := ParseAddress(s.Text)
				if !s.Valid || !ok {
					out.Set(nil)
					return false, nil
				}
				out.Set(a)
				return true, nil
			})},
			{Sig: "static bool IsLoopback(IPAddress address)", Impl: rt.Func1(func(a *Address) (bool, error) {
				if a == nil {
					return false, clr.ArgumentNull("address")
				}
				return a.ip.IsLoopback() && !a.ip.Is4In6(), nil
			})},
			{Sig: "AddressFamily AddressFamily", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				t := c.ResultType
				return rt.Method0(func(a *Address) (rt.Enum, error) {
					family := int64(interNetworkV6)
					if a.ip.Is4() {
						family = interNetwork
					}
					return rt.Enum{Type: t, Value: family}, nil
				})
			})},
			{Sig: "byte[] GetAddressBytes()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.Method0(func(a *Address) (*rt.Array[uint8], error) { return rt.NewArray(elem, a.ip.AsSlice()), nil })
			})},
			{Sig: "string ToString()", Impl: rt.Method0(func(a *Address) (rt.String, error) { return rt.Str(a.String()), nil })},
			{Sig: "bool Equals(object comparand)", Impl: rt.Method1(func(a *Address, b any) (bool, error) { return a.equals(b), nil })},
			{Sig: "int GetHashCode()", Impl: rt.FrameMethod0(func(f *rt.Frame, a *Address) (int32, error) { return rt.Hash(f, a) })},
		},
		RefusedMembers: []string{
			".ctor",
			"Address", "Any", "Broadcast", "HostToNetworkOrder", "IPv6Any", "IPv6Loopback", "IPv6None", "IsIPv4MappedToIPv6", "IsIPv6LinkLocal",
			"IsIPv6Multicast", "IsIPv6SiteLocal", "IsIPv6Teredo", "IsIPv6UniqueLocal", "Loopback", "MapToIPv4", "MapToIPv6", "NetworkToHostOrder",
			"None", "ScopeId", "TryFormat", "TryWriteBytes",
		},
	}
}

// ParseAddress is IPAddress.TryParse: IPv4 in one to four numbers, decimal, octal
// or hexadecimal; IPv6 with or without brackets and with a scope. The name of an
// interface as scope counts as none.
func ParseAddress(s string) (*Address, bool) {
	if !strings.Contains(s, ":") {
		ip, ok := neturi.ParseIPv4(s)
		return &Address{ip: ip}, ok
	}
	if rest, ok := strings.CutPrefix(s, "["); ok {
		inner, port, closed := strings.Cut(rest, "]")
		if !closed || port != "" && !isPort(port) {
			return nil, false
		}
		s = inner
	}
	text, scopeText, scoped := strings.Cut(s, "%")
	ip, err := netip.ParseAddr(text)
	if err != nil || !ip.Is6() {
		return nil, false
	}
	var scope uint64
	if scoped {
		if scope, err = strconv.ParseUint(scopeText, 10, 32); err != nil && strings.Trim(scopeText, "0123456789") == "" {
			return nil, false
		}
	}
	return &Address{ip: ip, scope: uint32(scope)}, true
}

// isPort accepts the port that may follow brackets.
func isPort(s string) bool {
	if s[0] != ':' {
		return false
	}
	_, err := strconv.ParseUint(s[1:], 0, 16)
	return err == nil
}

// String is the usual text of the address.
func (a *Address) String() string {
	if a.ip.Is4() {
		return a.ip.String()
	}
	s := neturi.IPv6Text(a.ip)
	if a.scope != 0 {
		s += "%" + strconv.FormatUint(uint64(a.scope), 10)
	}
	return s
}

func (a *Address) equals(b any) bool {
	o, ok := b.(*Address)
	return ok && o != nil && *a == *o
}
