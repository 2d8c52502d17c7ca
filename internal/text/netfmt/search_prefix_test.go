package netfmt

import "testing"

// TestPlainPrefix: what Begins finds HasPrefix finds, and it finds all that
// needs no rules of the culture.
func TestPlainPrefix(t *testing.T) {
	texts := []string{"", "/", "/orders", "/orders/7", "/order", "/Orders/7", "/orders-and-more", "/orders\u0301", "/orde\u0301rs", "orders/7/8/9", "/orderſ/7", "\u00AD/orders"}
	for _, prefix := range []string{"", "/", "/orders", "/orders/", "/orders/7", "/orders-and-more", "/orders-and-more-yet"} {
		p := NewPlainPrefix(prefix)
		for _, s := range texts {
			begins := p.Begins(s)
			if begins && !HasPrefix(s, prefix, nil, false) {
				t.Errorf("%q begins with %q, and does not in the culture", s, prefix)
			}
			if Plain(s) && begins != (len(s) >= len(prefix) && s[:len(prefix)] == prefix) {
				t.Errorf("%q begins with %q: %v", s, prefix, begins)
			}
		}
	}
}
