package apim

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography/x509certificates"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// cipherExtensions are Encrypt and Decrypt on byte[] (expressions.md section 4.9):
// CBC with PKCS #7 padding unless the algorithm object says otherwise.
func cipherExtensions() []types.Member {
	var list []types.Member
	for _, x := range []struct {
		name    string
		encrypt bool
	}{{"Encrypt", true}, {"Decrypt", false}} {
		list = append(list,
			types.Member{Sig: "static byte[] " + x.name + "(this byte[] value, string alg, byte[] key, byte[] iv)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.FrameFunc4(func(f *rt.Frame, data *rt.Array[uint8], alg rt.String, key, iv *rt.Array[uint8]) (*rt.Array[uint8], error) {
					if !alg.Valid {
						return nil, clr.NullReference()
					}
					a, ok := cryptography.NewCipher(alg.Text)
					if !ok {
						// unverified: what the service throws for an unknown name.
						return nil, clr.Argument("The algorithm '"+alg.Text+"' is not supported.", "alg")
					}
					return crypt(f, elem, data, a, key, iv, x.encrypt)
				})
			})},
			types.Member{Sig: "static byte[] " + x.name + "(this byte[] value, SymmetricAlgorithm alg, byte[] key, byte[] iv)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.FrameFunc4(func(f *rt.Frame, data *rt.Array[uint8], a *cryptography.Cipher, key, iv *rt.Array[uint8]) (*rt.Array[uint8], error) {
					return crypt(f, elem, data, a, key, iv, x.encrypt)
				})
			})},
			types.Member{Sig: "static byte[] " + x.name + "(this byte[] value, SymmetricAlgorithm alg)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.FrameFunc2(func(f *rt.Frame, data *rt.Array[uint8], a *cryptography.Cipher) (*rt.Array[uint8], error) {
					if data == nil || a == nil {
						return nil, clr.NullReference()
					}
					out, err := a.CryptDefault(f, data.Items, x.encrypt)
					if err != nil {
						return nil, err
					}
					return rt.NewArray(elem, out), nil
				})
			})},
		)
	}
	return list
}

func crypt(f *rt.Frame, elem *rt.Type, data *rt.Array[uint8], a *cryptography.Cipher, key, iv *rt.Array[uint8], encrypt bool) (*rt.Array[uint8], error) {
	if data == nil || a == nil {
		return nil, clr.NullReference()
	}
	out, err := a.Crypt(f, data.Items, key, iv, encrypt)
	if err != nil {
		return nil, err
	}
	return rt.NewArray(elem, out), nil
}

// certificateExtensions is VerifyNoRevocation on X509Certificate2.
func certificateExtensions() []types.Member {
	return []types.Member{
		{Sig: "static bool VerifyNoRevocation(this X509Certificate2 certificate)", Impl: rt.FrameFunc1(func(f *rt.Frame, c *x509certificates.Certificate) (bool, error) {
			if c == nil {
				return false, clr.Argument("The certificate context handle is invalid.", "certificate")
			}
			return c.VerifyNoRevocation(f)
		})},
	}
}
