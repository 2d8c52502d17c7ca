package text

import (
	"encoding/base64"
	"encoding/binary"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// utf7Codec is UTF-7 (RFC 2152): ASCII, and UTF-16 in base 64 between + and -.
type utf7Codec struct{}

func (utf7Codec) maxBytes(chars int64) int64 { return 3*chars + 2 }
func (utf7Codec) maxChars(bytes int64) int64 { return max(bytes, 1) }

// utf7Direct are the characters that stand for themselves.
const utf7Direct = "\t\n\r '(),-./0123456789:?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func isDirect(u clr.Char) bool { return u < 0x80 && strings.IndexByte(utf7Direct, byte(u)) >= 0 }

func (utf7Codec) encode(s string) []byte {
	var out []byte
	units := rt.Units(s)
	for i := 0; i < len(units); {
		switch u := units[i]; {
		case isDirect(u):
			out = append(out, byte(u))
			i++
			continue
		case u == '+':
			out = append(out, "+-"...)
			i++
			continue
		}
		var run []byte
		for ; i < len(units) && !isDirect(units[i]); i++ {
			run = binary.BigEndian.AppendUint16(run, uint16(units[i]))
		}
		out = append(out, '+')
		out = base64.RawStdEncoding.AppendEncode(out, run)
		if i == len(units) || units[i] == '-' || strings.IndexByte(base64Digits, byte(units[i])) >= 0 {
			out = append(out, '-')
		}
	}
	return out
}

func (utf7Codec) decode(b []byte) string {
	var units []clr.Char
	for i := 0; i < len(b); {
		if b[i] != '+' {
			units = append(units, clr.Char(b[i]))
			i++
			continue
		}
		if i++; i < len(b) && b[i] == '-' {
			units = append(units, '+')
			i++
			continue
		}
		bits, have := uint32(0), 0
		for ; i < len(b); i++ {
			digit := strings.IndexByte(base64Digits, b[i])
			if digit < 0 {
				break
			}
			bits, have = bits<<6|uint32(digit), have+6
			if have >= 16 {
				have -= 16
				units = append(units, clr.Char(bits>>have))
			}
		}
		if i < len(b) && b[i] == '-' {
			i++
		}
	}
	return rt.FromUnits(units)
}
