package x509certificates

// NameText prints a distinguished name (ASN.1) as the properties Subject and Issuer
// do: `CN=a, O="b, c"`.
func NameText(raw []byte) string { return nameText(raw, true) }
