// Package cryptography declares the namespace System.Security.Cryptography as far
// as expressions may use it (expressions.md section 3.6): hash algorithms and
// message authentication codes, RSA, the symmetric ciphers behind Encrypt and
// Decrypt, random bytes and object identifiers. See package bcl for how members
// are declared. Certificates are in package x509certificates.
//
// The mathematics is Go's. Class names and texts of exceptions are those of .NET
// Framework: MD5.Create() gives an MD5CryptoServiceProvider. Hashing and
// encryption count as steps of the evaluation, so large inputs use its budget.
//
// Start reading at Types.
package cryptography

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// namespace is how full names begin.
const namespace = "System.Security.Cryptography."

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	list := []types.Decl{hashNameType(), oidType(), randomType(), unexpectedType()}
	list = append(list, hashTypes()...)
	list = append(list, hmacTypes()...)
	list = append(list, cipherTypes()...)
	list = append(list, rsaTypes()...)
	list = append(list, refusedTypes()...)
	return list
}

// refusedTypes are the neighbours that the service does not allow.
func refusedTypes() []types.Decl {
	var list []types.Decl
	for _, name := range []string{
		"CryptoConfig", "CryptoStream", "CryptoStreamMode", "FromBase64Transform", "ToBase64Transform", "HMACRIPEMD160", "MACTripleDES",
		"RIPEMD160", "RIPEMD160Managed", "RandomNumberGenerator", "Rfc2898DeriveBytes", "PasswordDeriveBytes", "DeriveBytes", "ProtectedData",
		"SHA256CryptoServiceProvider", "SHA256Cng", "SHA384CryptoServiceProvider", "SHA384Cng", "SHA512CryptoServiceProvider", "SHA512Cng",
		"SHA1Cng", "MD5Cng", "OidGroup", "OidCollection",
	} {
		list = append(list, types.Decl{Name: namespace + name, Kind: types.Class, Abstract: true, Refused: outsideOfList})
	}
	return list
}

const outsideOfList = "not in the list of types that expressions may use"

// Exceptions of the namespace; System.Exception's package declares the first.
const (
	cryptographicException = namespace + "CryptographicException"
	unexpectedOperation    = namespace + "CryptographicUnexpectedOperationException"
)

func failure(text string) error { return clr.Throw(cryptographicException, "%s", text) }

func unexpectedType() types.Decl {
	return types.Decl{
		Name: unexpectedOperation, Kind: types.Class, Base: cryptographicException,
		Class: &rt.Class{Instance: func(v any, _ *rt.Type) bool {
			e, ok := v.(*clr.Exception)
			return ok && e.Type == unexpectedOperation
		}},
	}
}

// universe returns the types of the library that a call is part of.
func universe(c *rt.Call) *types.Universe { return c.Owner.Static.(*types.Type).Universe() }

// lookup returns the run-time type of that full name, which the library has.
func lookup(u *types.Universe, name string) *rt.Type {
	return u.MustLookup(name, 0).Runtime.(*rt.Type)
}

// byteType returns byte, the element of arrays that members make.
func byteType(c *rt.Call) *rt.Type { return lookup(universe(c), "System.Byte") }

// costOf is how many bytes of hashing or encryption count as one step.
const costOf = 256

// spend counts the work on n bytes.
func spend(f *rt.Frame, n int) error { return f.Steps(1 + n/costOf) }

// Texts that checks of parts of arrays share.
const (
	notNegative  = "Non-negative number required."
	valueInvalid = "Value was invalid."
	outOfBounds  = "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection."
)

// part returns a part of an array as the algorithms check it.
func part(b *rt.Array[uint8], offset, count int32, array, offsetName string) ([]byte, error) {
	switch {
	case b == nil:
		return nil, clr.ArgumentNull(array)
	case offset < 0:
		return nil, clr.ArgumentOutOfRange(notNegative, offsetName)
	case count < 0 || int(count) > len(b.Items):
		return nil, clr.Argument(valueInvalid, "")
	case len(b.Items)-int(count) < int(offset):
		return nil, clr.Argument(outOfBounds, "")
	}
	return b.Items[offset : offset+count], nil
}

// named declares the values of an enumeration that counts from first.
func named(first int64, names ...string) []types.EnumValue {
	values := make([]types.EnumValue, len(names))
	for i, n := range names {
		values[i] = types.EnumValue{Name: n, Value: first + int64(i)}
	}
	return values
}

// value links a static property that never changes.
func value[R any](v R) rt.Linker { return rt.Func0(func() (R, error) { return v, nil }) }

// field links a property.
func field[T, R any](get func(T) R) rt.Linker {
	return rt.Method0(func(v T) (R, error) { return get(v), nil })
}

// bytesOf links a method without parameters that makes a new byte[].
func bytesOf[T any](get func(*rt.Frame, T) ([]byte, error)) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		elem := byteType(c)
		return rt.FrameMethod0(func(f *rt.Frame, v T) (*rt.Array[uint8], error) {
			b, err := get(f, v)
			return array(f, elem, b, err)
		})
	})
}

// array makes a byte[] of new bytes, nil for nil.
func array(f *rt.Frame, elem *rt.Type, b []byte, err error) (*rt.Array[uint8], error) {
	if err != nil || b == nil {
		return nil, err
	}
	return rt.NewArray(elem, b), f.Alloc(len(b))
}
