package text

// EncodeUTF8 is Encoding.UTF8.GetBytes.
func EncodeUTF8(s string) []byte { return utf8Codec{}.encode(s) }

// DecodeUTF8 is Encoding.UTF8.GetString: what is not UTF-8 is replaced by U+FFFD.
func DecodeUTF8(b []byte) string { return utf8Codec{}.decode(b) }
