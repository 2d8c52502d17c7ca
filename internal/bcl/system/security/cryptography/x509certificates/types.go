package x509certificates

import (
	"crypto/rsa"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// property declares a property or method without parameters of a certificate that
// must not be empty.
func property[R any](sig string, get func(*rt.Frame, *Certificate) (R, error)) types.Member {
	return types.Member{Sig: sig, Impl: rt.FrameMethod0(func(f *rt.Frame, h holder) (r R, err error) {
		c, err := filled(h)
		if err != nil {
			return r, err
		}
		return get(f, c)
	})}
}

// text is a property that is a string.
func text(sig string, get func(*Certificate) string) types.Member {
	return property("string "+sig, func(f *rt.Frame, c *Certificate) (rt.String, error) {
		s := get(c)
		return rt.Str(s), f.Alloc(len(s))
	})
}

// bytesMember is one that is a byte[].
func bytesMember(sig string, get func(*Certificate) []byte) types.Member {
	return types.Member{Sig: "byte[] " + sig, Impl: rt.Generic(func(c *rt.Call) rt.Linker {
		elem := byteType(c)
		return rt.FrameMethod0(func(f *rt.Frame, h holder) (*rt.Array[uint8], error) {
			x, err := filled(h)
			if err != nil {
				return nil, err
			}
			return array(f, elem, get(x))
		})
	})}
}

// constructors are those of both classes; wrap makes an object of the class.
func constructors(class string, wrap func(*Certificate) any) []types.Member {
	of := func(c *Certificate, err error) (any, error) {
		if err != nil {
			return nil, err
		}
		return wrap(c), nil
	}
	return []types.Member{
		{Sig: "new()", Impl: rt.Func0(func() (any, error) { return of(&Certificate{}, nil) })},
		{Sig: "new(byte[] data)", Impl: rt.FrameFunc1(func(f *rt.Frame, data *rt.Array[uint8]) (any, error) {
			if data == nil || len(data.Items) == 0 {
				return of(&Certificate{}, nil)
			}
			return of(parse(f, data.Items, ""))
		})},
		{Sig: "new(byte[] rawData, string password)", Impl: rt.FrameFunc2(func(f *rt.Frame, data *rt.Array[uint8], password rt.String) (any, error) {
			return of(parseGiven(f, data, password))
		})},
		{Sig: "new(X509Certificate " + map[bool]string{true: "certificate", false: "cert"}[class == "X509Certificate2"] + ")", Impl: rt.Func1(func(h holder) (any, error) {
			if h == nil {
				return nil, clr.ArgumentNull("cert")
			}
			copied := *h.certificate()
			return of(&copied, nil)
		})},
	}
}

// parseGiven reads a certificate that must be given.
func parseGiven(f *rt.Frame, data *rt.Array[uint8], password rt.String) (*Certificate, error) {
	if data == nil || len(data.Items) == 0 {
		return nil, clr.Argument("Array may not be empty or null.", "rawData")
	}
	return parse(f, data.Items, password.Text)
}

// certificateType is System.Security.Cryptography.X509Certificates.X509Certificate.
// Members that read files are missing, as expressions reach none.
func certificateType() types.Decl {
	const name = namespace + "X509Certificate"
	end := rt.Method0(func(h holder) (rt.Void, error) {
		*h.certificate() = Certificate{}
		return rt.Void{}, nil
	})
	export := func(c *rt.Call) func(*rt.Frame, holder, rt.Enum, rt.String) (*rt.Array[uint8], error) {
		elem := byteType(c)
		return func(f *rt.Frame, h holder, kind rt.Enum, password rt.String) (*rt.Array[uint8], error) {
			x, err := filled(h)
			if err != nil {
				return nil, err
			}
			out, err := x.export(f, kind.Value, password.Text)
			if err != nil {
				return nil, err
			}
			return array(f, elem, out)
		}
	}
	d := types.Decl{
		Name: name, Kind: types.Class, Implements: []string{"System.IDisposable"},
		Class: rt.RefClass[*plain](rt.Class{
			Instance: func(v any, _ *rt.Type) bool { _, ok := v.(holder); return ok },
			ToString: func(*rt.Frame, any) (rt.String, error) { return rt.Str(name), nil },
			Equals:   equalsObject, Hash: hash,
		}),
		Members: append(constructors("X509Certificate", func(c *Certificate) any { return &plain{*c} }), []types.Member{
			text("Subject", func(c *Certificate) string { return nameText(c.leaf.RawSubject, true) }),
			text("Issuer", func(c *Certificate) string { return nameText(c.leaf.RawIssuer, true) }),
			text("GetName()", func(c *Certificate) string { return nameText(c.leaf.RawSubject, false) }),
			text("GetIssuerName()", func(c *Certificate) string { return nameText(c.leaf.RawIssuer, false) }),
			text("GetCertHashString()", func(c *Certificate) string { return upperHex(c.thumbprint()) }),
			text("GetSerialNumberString()", func(c *Certificate) string { return upperHex(c.serial()) }),
			text("GetPublicKeyString()", func(c *Certificate) string { return upperHex(c.keyInfo().Key.Bytes) }),
			text("GetRawCertDataString()", func(c *Certificate) string { return upperHex(c.leaf.Raw) }),
			text("GetKeyAlgorithm()", func(c *Certificate) string { return c.keyInfo().Algorithm.Algorithm.String() }),
			text("GetKeyAlgorithmParametersString()", func(c *Certificate) string { return upperHex(c.keyInfo().Algorithm.Parameters.FullBytes) }),
			property("string GetEffectiveDateString()", func(f *rt.Frame, c *Certificate) (rt.String, error) {
				s, err := c.date(f, c.notBefore())
				return rt.Str(s), err
			}),
			property("string GetExpirationDateString()", func(f *rt.Frame, c *Certificate) (rt.String, error) {
				s, err := c.date(f, c.notAfter())
				return rt.Str(s), err
			}),
			{Sig: "string GetFormat()", Impl: rt.Method0(func(holder) (rt.String, error) { return rt.Str("X509"), nil })},
			bytesMember("GetCertHash()", (*Certificate).thumbprint),
			{Sig: "byte[] GetCertHash(HashAlgorithmName hashAlgorithm)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := byteType(c)
				return rt.FrameMethod1(func(f *rt.Frame, h holder, name cryptography.HashName) (*rt.Array[uint8], error) {
					b, err := hashOf(f, h, name)
					if err != nil {
						return nil, err
					}
					return array(f, elem, b)
				})
			})},
			{Sig: "string GetCertHashString(HashAlgorithmName hashAlgorithm)", Impl: rt.FrameMethod1(func(f *rt.Frame, h holder, name cryptography.HashName) (rt.String, error) {
				b, err := hashOf(f, h, name)
				return rt.Str(upperHex(b)), err
			})},
			bytesMember("GetRawCertData()", func(c *Certificate) []byte { return c.leaf.Raw }),
			bytesMember("GetPublicKey()", func(c *Certificate) []byte { return c.keyInfo().Key.Bytes }),
			bytesMember("GetKeyAlgorithmParameters()", func(c *Certificate) []byte { return c.keyInfo().Algorithm.Parameters.FullBytes }),
			bytesMember("GetSerialNumber()", func(c *Certificate) []byte {
				// The least significant byte first.
				b := c.serial()
				for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
					b[i], b[j] = b[j], b[i]
				}
				return b
			}),
			{Sig: "byte[] Export(X509ContentType contentType)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				do := export(c)
				return rt.FrameMethod1(func(f *rt.Frame, h holder, kind rt.Enum) (*rt.Array[uint8], error) {
					return do(f, h, kind, rt.String{})
				})
			})},
			{Sig: "byte[] Export(X509ContentType contentType, string password)", Impl: rt.Generic(func(c *rt.Call) rt.Linker { return rt.FrameMethod2(export(c)) })},
			{Sig: "string ToString()", Impl: rt.FrameMethod0(func(f *rt.Frame, h holder) (rt.String, error) { return rt.ToString(f, h) })},
			{Sig: "string ToString(bool fVerbose)", Impl: rt.FrameMethod1(func(f *rt.Frame, h holder, verbose bool) (rt.String, error) {
				c, second := h.(*Certificate)
				if !second {
					c = h.certificate()
				}
				if c.leaf == nil || !verbose {
					return rt.ToString(f, h)
				}
				return c.describe(f, second)
			})},
			{Sig: "bool Equals(object obj)", Impl: rt.FrameMethod1(func(f *rt.Frame, h holder, o any) (bool, error) { return equalsObject(f, h, o) })},
			{Sig: "bool Equals(X509Certificate other)", Impl: rt.Method1(func(h, o holder) (bool, error) {
				if o == nil {
					return false, nil
				}
				return equals(h, o)
			})},
			{Sig: "int GetHashCode()", Impl: rt.FrameMethod0(func(f *rt.Frame, h holder) (int32, error) { return hash(f, h) })},
			{Sig: "void Import(byte[] rawData)", Impl: rt.FrameMethod1(func(f *rt.Frame, h holder, data *rt.Array[uint8]) (rt.Void, error) {
				return imported(f, h, data, rt.String{})
			})},
			{Sig: "void Reset()", Impl: end},
			{Sig: "void Dispose()", Impl: end},
		}...),
		RefusedMembers: []string{"CreateFromCertFile", "CreateFromSignedFile", "Handle"},
	}
	return d
}

// hashOf is GetCertHash with the name of a hash function.
func hashOf(f *rt.Frame, h holder, name cryptography.HashName) ([]byte, error) {
	c, err := filled(h)
	if err != nil {
		return nil, err
	}
	sum, ok := name.Sum(c.leaf.Raw)
	if !ok {
		return nil, failure("'" + name.Name() + "' is not a known hash algorithm.")
	}
	return sum, f.Steps(len(c.leaf.Raw))
}

func imported(f *rt.Frame, h holder, data *rt.Array[uint8], password rt.String) (rt.Void, error) {
	c, err := parseGiven(f, data, password)
	if err != nil {
		return rt.Void{}, err
	}
	*h.certificate() = *c
	return rt.Void{}, nil
}

func equalsObject(_ *rt.Frame, a, b any) (bool, error) {
	o, ok := b.(holder)
	if !ok {
		return false, nil
	}
	return equals(a.(holder), o)
}

func hash(_ *rt.Frame, v any) (int32, error) {
	c := v.(holder).certificate()
	if c.leaf == nil {
		return 0, nil
	}
	b := c.thumbprint()
	return int32(b[0])<<24 | int32(b[1])<<16 | int32(b[2])<<8 | int32(b[3]), nil
}

// certificate2Type is
// System.Security.Cryptography.X509Certificates.X509Certificate2.
func certificate2Type() types.Decl {
	const name = namespace + "X509Certificate2"
	d := types.Decl{
		Name: name, Kind: types.Class, Base: namespace + "X509Certificate",
		Class: rt.RefClass[*Certificate](rt.Class{
			ToString: func(f *rt.Frame, v any) (rt.String, error) {
				c := v.(*Certificate)
				if c.leaf == nil {
					return rt.Str(name), nil
				}
				return c.describe(f, false)
			},
			Equals: equalsObject, Hash: hash,
		}),
		Members: append(constructors("X509Certificate2", func(c *Certificate) any { return c }), []types.Member{
			text("Thumbprint", func(c *Certificate) string { return upperHex(c.thumbprint()) }),
			text("SerialNumber", func(c *Certificate) string { return upperHex(c.serial()) }),
			property("DateTime NotBefore", func(_ *rt.Frame, c *Certificate) (clr.DateTime, error) { return c.notBefore(), nil }),
			property("DateTime NotAfter", func(_ *rt.Frame, c *Certificate) (clr.DateTime, error) { return c.notAfter(), nil }),
			property("int Version", func(_ *rt.Frame, c *Certificate) (int32, error) { return int32(c.leaf.Version), nil }),
			property("bool HasPrivateKey", func(_ *rt.Frame, c *Certificate) (bool, error) { return c.key != nil, nil }),
			property("X500DistinguishedName SubjectName", func(_ *rt.Frame, c *Certificate) (*distinguishedName, error) {
				return &distinguishedName{c.leaf.RawSubject}, nil
			}),
			property("X500DistinguishedName IssuerName", func(_ *rt.Frame, c *Certificate) (*distinguishedName, error) {
				return &distinguishedName{c.leaf.RawIssuer}, nil
			}),
			property("Oid SignatureAlgorithm", func(_ *rt.Frame, c *Certificate) (*cryptography.OID, error) {
				return cryptography.NewOID(c.signatureAlgorithm()), nil
			}),
			property("PublicKey PublicKey", func(_ *rt.Frame, c *Certificate) (*publicKey, error) {
				return &publicKey{c.keyInfo(), c.leaf.PublicKey}, nil
			}),
			property("X509ExtensionCollection Extensions", func(f *rt.Frame, c *Certificate) (*extensionList, error) {
				list := c.extensions()
				return &list, f.Alloc(64 * len(list))
			}),
			bytesMember("RawData", func(c *Certificate) []byte { return c.leaf.Raw }),
			{Sig: "AsymmetricAlgorithm PrivateKey", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				return rt.Method0(func(x *Certificate) (*cryptography.RSA, error) {
					if _, err := filled(x); err != nil {
						return nil, err
					}
					private, ok := x.key.(*rsa.PrivateKey)
					switch {
					case x.key == nil:
						return nil, nil
					case !ok:
						return nil, clr.NotSupported("The certificate key algorithm is not supported.")
					}
					return cryptography.NewProviderRSA(c, &private.PublicKey, private), nil
				})
			})},
			{
				Sig: "string FriendlyName",
				Impl: rt.Method0(func(c *Certificate) (rt.String, error) {
					_, err := filled(c)
					return rt.Str(c.friendlyName), err
				}),
				Set: rt.Method1(func(c *Certificate, s rt.String) (rt.Void, error) {
					_, err := filled(c)
					c.friendlyName = s.Text
					return rt.Void{}, err
				}),
			},
			{
				Sig: "bool Archived",
				Impl: rt.Method0(func(c *Certificate) (bool, error) {
					_, err := filled(c)
					return c.archived, err
				}),
				Set: rt.Method1(func(c *Certificate, v bool) (rt.Void, error) {
					_, err := filled(c)
					c.archived = v
					return rt.Void{}, err
				}),
			},
			{Sig: "string GetNameInfo(X509NameType nameType, bool forIssuer)", Impl: rt.Method2(func(c *Certificate, kind rt.Enum, issuer bool) (rt.String, error) {
				if _, err := filled(c); err != nil {
					return rt.String{}, err
				}
				if kind.Value < simpleName || kind.Value > urlName {
					return rt.String{}, clr.Argument("Value was invalid.", "nameType")
				}
				return rt.Str(nameInfo(c.leaf, kind.Value, issuer)), nil
			})},
			{Sig: "bool Verify()", Impl: rt.FrameMethod0(func(f *rt.Frame, c *Certificate) (bool, error) { return c.verify(f) })},
			{Sig: "static X509ContentType GetCertContentType(byte[] rawData)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				t := c.ResultType
				return rt.Func1(func(data *rt.Array[uint8]) (rt.Enum, error) {
					if data == nil || len(data.Items) == 0 {
						return rt.Enum{}, clr.Argument("Array may not be empty or null.", "rawData")
					}
					kind, err := contentType(data.Items)
					return rt.Enum{Type: t, Value: kind}, err
				})
			})},
		}...),
	}
	return d
}
