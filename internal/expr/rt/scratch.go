package rt

// maxScratch is the most memory that Keep keeps, in bytes.
const maxScratch = 16 << 10

// Scratch lends memory to write a text in before it becomes a string. It is empty
// and belongs to the caller until Keep.
func (f *Frame) Scratch() []byte {
	b := f.Env.scratch
	f.Env.scratch = nil
	return b[:0]
}

// Keep takes back what Scratch lent, grown or not.
func (f *Frame) Keep(b []byte) {
	if cap(b) <= maxScratch {
		f.Env.scratch = b
	}
}

// Reset makes e ready for another request: as new, with memory of its own kept.
func (e *Env) Reset(typeOf func(any) *Type, services any) {
	*e = Env{TypeOf: typeOf, Services: services, charge: e.charge, scratch: e.scratch}
}
