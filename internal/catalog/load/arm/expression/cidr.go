package expression

import (
	"fmt"
	"math/big"
	"net/netip"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// The functions of the template reference for ranges of addresses.

func prefixOf(v *node.Value) (netip.Prefix, error) {
	text, err := textOf(v)
	if err != nil {
		return netip.Prefix{}, err
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return p, &Error{Message: fmt.Sprintf("a range such as 10.0.0.0/16 is needed, not %.60q", text)}
	}
	return p.Masked(), nil
}

// addressAt returns the address that is n addresses behind another; it reports false
// where there is none.
func addressAt(from netip.Addr, n *big.Int) (netip.Addr, bool) {
	sum := new(big.Int).Add(new(big.Int).SetBytes(from.AsSlice()), n)
	if sum.Sign() < 0 || sum.BitLen() > from.BitLen() {
		return netip.Addr{}, false
	}
	return netip.AddrFromSlice(sum.FillBytes(make([]byte, from.BitLen()/8)))
}

// size is how many addresses a range has.
func size(p netip.Prefix) *big.Int {
	return new(big.Int).Lsh(big.NewInt(1), uint(p.Addr().BitLen()-p.Bits()))
}

func lastAddress(p netip.Prefix) netip.Addr {
	last, _ := addressAt(p.Addr(), new(big.Int).Sub(size(p), big.NewInt(1)))
	return last
}

func parseCIDR(ev *Evaluator, a args) (*node.Value, error) {
	p, err := prefixOf(a[0])
	if err != nil {
		return nil, err
	}
	first, last := p.Addr(), lastAddress(p)
	members := []node.Member{
		ev.Field("network", ev.Text(first.String())), ev.Field("netmask", ev.Text(netmask(p).String())),
	}
	usableFirst, usableLast := first, last
	if first.Is4() {
		members = append(members, ev.Field("broadcast", ev.Text(last.String())))
		if p.Bits() < 31 {
			usableFirst, usableLast = first.Next(), last.Prev()
		}
	}
	return ev.Object(append(members,
		ev.Field("firstUsable", ev.Text(usableFirst.String())), ev.Field("lastUsable", ev.Text(usableLast.String())), ev.Field("cidr", ev.Int(int64(p.Bits()))))), nil
}

func netmask(p netip.Prefix) netip.Addr {
	ones := make([]byte, p.Addr().BitLen()/8)
	for i := range p.Bits() {
		ones[i/8] |= 0x80 >> (i % 8)
	}
	mask, _ := netip.AddrFromSlice(ones)
	return mask
}

func cidrSubnet(ev *Evaluator, a args) (*node.Value, error) {
	p, err := prefixOf(a[0])
	if err != nil {
		return nil, err
	}
	bits, err := integer(a[1])
	if err != nil {
		return nil, err
	}
	index, err := integer(a[2])
	if err != nil {
		return nil, err
	}
	if bits < int64(p.Bits()) || bits > int64(p.Addr().BitLen()) || index < 0 {
		return nil, &Error{Message: fmt.Sprintf("%s has no subnet %d with the prefix %d", p, index, bits)}
	}
	sub := netip.PrefixFrom(p.Addr(), int(bits))
	at, ok := addressAt(p.Addr(), new(big.Int).Mul(size(sub), big.NewInt(index)))
	if !ok || !p.Contains(at) {
		return nil, &Error{Message: fmt.Sprintf("%s has no subnet %d with the prefix %d", p, index, bits)}
	}
	return ev.fresh(netip.PrefixFrom(at, int(bits)).String())
}

// cidrHost gives a usable address: the one behind the network's own is the first.
func cidrHost(ev *Evaluator, a args) (*node.Value, error) {
	p, err := prefixOf(a[0])
	if err != nil {
		return nil, err
	}
	index, err := integer(a[1])
	if err != nil {
		return nil, err
	}
	at, ok := addressAt(p.Addr(), new(big.Int).Add(big.NewInt(index), big.NewInt(1)))
	if index < 0 || !ok || !p.Contains(at) || p.Addr().Is4() && at == lastAddress(p) {
		return nil, &Error{Message: fmt.Sprintf("%s has no host %d", p, index)}
	}
	return ev.fresh(at.String())
}
