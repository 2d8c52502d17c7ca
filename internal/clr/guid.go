package clr

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"io"
)

// NewGuid returns a random (version 4) Guid. source nil stands for the system's
// cryptographic generator; the error is that of the source.
func NewGuid(source io.Reader) (Guid, error) {
	if source == nil {
		source = rand.Reader
	}
	var g Guid
	if _, err := io.ReadFull(source, g[:]); err != nil {
		return Guid{}, err
	}
	g[6] = g[6]&0x0f | 0x40
	g[8] = g[8]&0x3f | 0x80
	return g, nil
}

// GuidFromBytes is the constructor from the bytes of ToByteArray. Any length but
// 16 throws System.ArgumentException.
func GuidFromBytes(b []byte) (Guid, error) {
	if len(b) != 16 {
		return Guid{}, Argument("Byte array for GUID must be exactly 16 bytes long.", "b")
	}
	return swapFields(Guid(b)), nil
}

// Bytes is ToByteArray: the first three fields are little-endian.
func (g Guid) Bytes() []byte {
	swapped := swapFields(g)
	return swapped[:]
}

func swapFields(g Guid) Guid {
	return Guid{g[3], g[2], g[1], g[0], g[5], g[4], g[7], g[6], g[8], g[9], g[10], g[11], g[12], g[13], g[14], g[15]}
}

// HashCode is .NET's hash code of a Guid, which documents use to seed random
// numbers: the exclusive or of its four words as they lie in memory.
func (g Guid) HashCode() int32 {
	b := swapFields(g)
	return int32(binary.LittleEndian.Uint32(b[0:]) ^ binary.LittleEndian.Uint32(b[4:]) ^
		binary.LittleEndian.Uint32(b[8:]) ^ binary.LittleEndian.Uint32(b[12:]))
}

// Compare orders by the fields from first to last, as unsigned numbers.
func (g Guid) Compare(other Guid) int { return bytes.Compare(g[:], other[:]) }

const hexDigits = "0123456789abcdef"

// String is the form with dashes ("D").
func (g Guid) String() string {
	var text [36]byte
	return string(g.appendDashed(text[:0]))
}

func (g Guid) appendDashed(dst []byte) []byte {
	for i, b := range g {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, hexDigits[b>>4], hexDigits[b&15])
	}
	return dst
}

// Format writes the Guid in one of the forms N, D, B, P and X, in lower case
// whatever the case of the specifier; the empty string stands for D. Any other
// specifier throws System.FormatException.
func (g Guid) Format(specifier string) (string, error) {
	if specifier == "" {
		return g.String(), nil
	}
	if len(specifier) != 1 {
		return "", badGuidFormat()
	}
	var buffer [68]byte
	text := buffer[:0]
	switch specifier[0] | 0x20 {
	case 'n':
		for _, b := range g {
			text = append(text, hexDigits[b>>4], hexDigits[b&15])
		}
	case 'd':
		text = g.appendDashed(text)
	case 'b':
		text = append(g.appendDashed(append(text, '{')), '}')
	case 'p':
		text = append(g.appendDashed(append(text, '(')), ')')
	case 'x':
		text = g.appendFields(text)
	default:
		return "", badGuidFormat()
	}
	return string(text), nil
}

// appendFields writes {0x00000000,0x0000,0x0000,{0x00,...}}.
func (g Guid) appendFields(dst []byte) []byte {
	for i, b := range g {
		switch {
		case i == 0:
			dst = append(dst, "{0x"...)
		case i == 4 || i == 6 || i > 8:
			dst = append(dst, ",0x"...)
		case i == 8:
			dst = append(dst, ",{0x"...)
		}
		dst = append(dst, hexDigits[b>>4], hexDigits[b&15])
	}
	return append(dst, "}}"...)
}

func badGuidFormat() *Exception {
	return Format(`Format String can be only "D", "d", "N", "n", "P", "p", "B", "b", "X" or "x".`)
}
