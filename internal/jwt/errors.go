package jwt

// Kind says why a token was refused.
type Kind int

// Kinds.
const (
	// Malformed: it cannot be read, or is of a kind that is not taken.
	Malformed Kind = iota
	// Unsigned: it has no signature and needs one.
	Unsigned
	// SignatureInvalid: the key that it names, or every key, says no.
	SignatureInvalid
	// KeyNotFound: no key has the name that it gives, and no other key fits.
	KeyNotFound
	// Undecryptable: no key opens it.
	Undecryptable
	// Unavailable: there are no keys, because an OpenID configuration could not be
	// fetched.
	Unavailable
)

// Error is the refusal of a token. Its text is that of the library that the
// service uses (errors.md section 3), without line breaks, and holds neither the
// token nor a key.
type Error struct {
	Kind Kind
	Text string
	// Cause is the underlying error, nil for none; it is for tests and debuggers and
	// may hold parts of the token.
	Cause error
}

// Error returns the text.
func (e *Error) Error() string { return e.Text }

// malformed is the refusal of a token that cannot be read.
func malformed(cause error) *Error {
	return &Error{
		Kind:  Malformed,
		Text:  "IDX12709: CanReadToken() returned false. JWT is not well formed. The token needs to be in JWS or JWE Compact Serialization Format. (JWS): 'EncodedHeader.EncodedPayload.EncodedSignature'. (JWE): 'EncodedProtectedHeader.EncodedEncryptedKey.EncodedInitializationVector.EncodedCiphertext.EncodedAuthenticationTag'.",
		Cause: cause,
	}
}
