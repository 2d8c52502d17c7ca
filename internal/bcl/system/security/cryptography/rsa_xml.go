package cryptography

import (
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"math/big"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// toXML is ToXmlString: the RSAKeyValue of XML Signature, with the secret numbers
// as .NET adds them.
func (r *RSA) toXML(f *rt.Frame, secret bool) (rt.String, error) {
	if err := r.ready(f); err != nil {
		return rt.String{}, err
	}
	if secret && r.private == nil {
		return rt.String{}, failure("Key does not exist.")
	}
	size := (r.public.N.BitLen() + 7) / 8
	var b strings.Builder
	put := func(name string, x *big.Int, size int) {
		size = max(size, (x.BitLen()+7)/8)
		b.WriteString("<" + name + ">" + base64.StdEncoding.EncodeToString(x.FillBytes(make([]byte, size))) + "</" + name + ">")
	}
	b.WriteString("<RSAKeyValue>")
	put("Modulus", r.public.N, size)
	put("Exponent", big.NewInt(int64(r.public.E)), 1)
	if secret {
		if len(r.private.Primes) != 2 {
			return rt.String{}, failure("Key does not exist.")
		}
		half, values := (size+1)/2, r.private.Precomputed
		put("P", r.private.Primes[0], half)
		put("Q", r.private.Primes[1], half)
		put("DP", values.Dp, half)
		put("DQ", values.Dq, half)
		put("InverseQ", values.Qinv, half)
		put("D", r.private.D, size)
	}
	b.WriteString("</RSAKeyValue>")
	return rt.Str(b.String()), f.Alloc(b.Len())
}

// fromXML is FromXmlString.
func (r *RSA) fromXML(f *rt.Frame, text rt.String) error {
	if !text.Valid {
		return clr.ArgumentNull("xmlString")
	}
	doc, err := xmltree.Parse(text.Text, xmltree.Options{Charge: f.Charger()})
	if err != nil {
		var exceeded *rt.Exceeded
		if errors.As(err, &exceeded) {
			return err
		}
		return clr.Throw("System.Security.XmlSyntaxException", "System error.")
	}
	numbers := map[string]*big.Int{}
	for node := range doc.Root().Nodes() {
		e, ok := node.(*xmltree.Element)
		if !ok || e.Name().Local == "" || numbers[e.Name().Local] != nil {
			continue
		}
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(e.Value()), ""))
		if err != nil {
			return clr.Format("The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.")
		}
		numbers[e.Name().Local] = new(big.Int).SetBytes(data)
	}
	for _, name := range []string{"Modulus", "Exponent"} {
		if numbers[name] == nil {
			return clr.Throw(cryptographicException, "Input string does not contain a valid encoding of the 'RSA' '%s' parameter.", name)
		}
	}
	return r.set(f, numbers)
}

// set takes over the numbers of a key.
func (r *RSA) set(f *rt.Frame, numbers map[string]*big.Int) error {
	n, e := numbers["Modulus"], numbers["Exponent"]
	if n.BitLen() < smallestKey || n.BitLen() > largestKey || n.Bit(0) == 0 || e.BitLen() > 31 || e.BitLen() < 2 || e.Bit(0) == 0 {
		return failure("Bad Data.")
	}
	public := rsa.PublicKey{N: n, E: int(e.Int64())}
	r.public, r.private, r.disposed = &public, nil, false
	if numbers["D"] == nil || numbers["P"] == nil || numbers["Q"] == nil {
		return nil
	}
	// The check tests the primes, which takes longer than a signature.
	for range 4 {
		if err := spendRSA(f, n.BitLen()); err != nil {
			return err
		}
	}
	key := &rsa.PrivateKey{PublicKey: public, D: numbers["D"], Primes: []*big.Int{numbers["P"], numbers["Q"]}}
	for _, x := range append([]*big.Int{key.D}, key.Primes...) {
		if x.BitLen() > n.BitLen() || x.Sign() <= 0 {
			return failure("Bad Data.")
		}
	}
	if err := key.Validate(); err != nil {
		return failure("Bad Data.")
	}
	key.Precompute()
	r.private = key
	return nil
}
