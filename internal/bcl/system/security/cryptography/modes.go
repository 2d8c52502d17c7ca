package cryptography

import (
	"crypto/cipher"
	"crypto/rand"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// stage encrypts or decrypts whole blocks in place, and remembers what the mode
// needs for the next ones.
type stage func(b []byte)

// modeOf returns what makes a stage for an initialisation vector.
func modeOf(mode int64, block cipher.Block, feedback int, encrypt bool) (func(iv []byte) stage, error) {
	switch mode {
	case modeCBC:
		return func(iv []byte) stage {
			m := cipher.NewCBCDecrypter(block, iv)
			if encrypt {
				m = cipher.NewCBCEncrypter(block, iv)
			}
			return func(b []byte) { m.CryptBlocks(b, b) }
		}, nil
	case modeECB:
		work := block.Decrypt
		if encrypt {
			work = block.Encrypt
		}
		size := block.BlockSize()
		return func([]byte) stage {
			return func(b []byte) {
				for ; len(b) > 0; b = b[size:] {
					work(b[:size], b[:size])
				}
			}
		}, nil
	case modeCFB:
		return func(iv []byte) stage { return cfb(block, iv, feedback, encrypt) }, nil
	}
	// OFB and CTS are values of CipherMode that no cipher of .NET Framework takes.
	return nil, failure("Specified cipher mode is not valid for this algorithm.")
}

// cfb is cipher feedback of a number of bytes at a time.
func cfb(block cipher.Block, iv []byte, feedback int, encrypt bool) stage {
	register := append([]byte(nil), iv...)
	key := make([]byte, len(iv))
	return func(b []byte) {
		for ; len(b) > 0; b = b[min(feedback, len(b)):] {
			block.Encrypt(key, register)
			part := b[:min(feedback, len(b))]
			copy(register, register[len(part):])
			tail := register[len(register)-len(part):]
			if !encrypt {
				copy(tail, part)
			}
			for i := range part {
				part[i] ^= key[i]
			}
			if encrypt {
				copy(tail, part)
			}
		}
	}
}

// worker is an ICryptoTransform of a cipher.
type worker struct {
	start   func(iv []byte) stage
	stage   stage
	iv      []byte
	padding int64
	encrypt bool
	// size is that of a block in bytes.
	size int
	// held is the last block of what was given to decrypt, which may be padding.
	held []byte
}

func (w *worker) reset() { w.stage, w.held = w.start(w.iv), nil }

// Dispose ends the use of the worker.
func (w *worker) Dispose(*rt.Frame) error {
	clear(w.held)
	return nil
}

func (w *worker) inputSize() int32  { return int32(w.size) }
func (w *worker) outputSize() int32 { return int32(w.size) }
func (w *worker) reusable() bool    { return true }

// padded says that the last block has padding that decryption removes.
func (w *worker) padded() bool { return !w.encrypt && w.padding != padNone && w.padding != padZeros }

// block is TransformBlock.
func (w *worker) block(f *rt.Frame, in []byte, out *rt.Array[uint8], at int32) (int32, error) {
	if len(in) == 0 || len(in)%w.size != 0 {
		return 0, failure("Invalid input block size.")
	}
	if out == nil {
		return 0, clr.ArgumentNull("outputBuffer")
	}
	if err := w.charge(f, len(in)); err != nil {
		return 0, err
	}
	data := append(append([]byte(nil), w.held...), in...)
	keep := 0
	if w.padded() {
		keep = w.size
	}
	n := len(data) - keep
	if at < 0 || int(at) > len(out.Items)-n {
		return 0, failure("outputBuffer")
	}
	w.held = append([]byte(nil), data[n:]...)
	w.stage(data[:n])
	copy(out.Items[at:], data[:n])
	return int32(n), nil
}

func (w *worker) charge(f *rt.Frame, n int) error {
	if err := spend(f, n); err != nil {
		return err
	}
	return f.Alloc(n)
}

// finish is TransformFinalBlock, after which a new message can begin.
func (w *worker) finish(f *rt.Frame, in []byte) ([]byte, error) {
	if err := w.charge(f, len(in)+w.size); err != nil {
		return nil, err
	}
	data := append(append(make([]byte, 0, len(w.held)+len(in)+w.size), w.held...), in...)
	defer w.reset()
	if w.encrypt {
		data, err := pad(data, w.size, w.padding)
		if err != nil {
			return nil, err
		}
		w.stage(data)
		return data, nil
	}
	if len(data)%w.size != 0 {
		return nil, failure("Length of the data to decrypt is invalid.")
	}
	w.stage(data)
	if !w.padded() {
		return data, nil
	}
	return unpad(data, w.size, w.padding)
}

// pad fills up the last block.
func pad(data []byte, size int, padding int64) ([]byte, error) {
	missing := size - len(data)%size
	switch padding {
	case padNone:
		if missing != size {
			return nil, failure("Length of the data to encrypt is invalid.")
		}
		return data, nil
	case padZeros:
		if missing == size {
			return data, nil
		}
		return append(data, make([]byte, missing)...), nil
	}
	fill := make([]byte, missing)
	switch padding {
	case padPKCS7:
		for i := range fill {
			fill[i] = byte(missing)
		}
	case padISO10126:
		rand.Read(fill) // it never fails
	}
	fill[missing-1] = byte(missing)
	return append(data, fill...), nil
}

// unpad removes what pad added.
func unpad(data []byte, size int, padding int64) ([]byte, error) {
	// Every byte is looked at whatever the others are, so that the time taken says
	// little about the text.
	bad := len(data) == 0
	n := 0
	if !bad {
		n = int(data[len(data)-1])
		bad = n == 0 || n > size || n > len(data)
	}
	if !bad {
		for _, b := range data[len(data)-n : len(data)-1] {
			bad = bad || padding == padPKCS7 && int(b) != n || padding == padX923 && b != 0
		}
	}
	if bad {
		return nil, failure("Padding is invalid and cannot be removed.")
	}
	return data[:len(data)-n], nil
}
