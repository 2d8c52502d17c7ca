package jsontree

import "hash/maphash"

// nameIndex finds properties of a large object by name: a hash table of
// positions in the object's property list, open addressing with linear probing.
// The seed is random, so names cannot be chosen to collide.
type nameIndex struct {
	seed  maphash.Seed
	slots []int32 // position+1; 0 free, -1 vacated
	used  int     // slots that are not free
}

const vacated = -1

func newNameIndex(props []*Property) *nameIndex {
	x := &nameIndex{seed: maphash.MakeSeed()}
	x.rebuild(props)
	return x
}

func (x *nameIndex) rebuild(props []*Property) {
	size := 32
	for size < 3*len(props) {
		size *= 2
	}
	x.slots = make([]int32, size)
	x.used = 0
	for i := range props {
		x.put(props, i)
	}
}

func (x *nameIndex) start(name string) int {
	return int(maphash.String(x.seed, name)) & (len(x.slots) - 1)
}

// find returns the position of the property, or -1.
func (x *nameIndex) find(props []*Property, name string) int {
	mask := len(x.slots) - 1
	for at := x.start(name); ; at = (at + 1) & mask {
		switch s := x.slots[at]; {
		case s == 0:
			return -1
		case s > 0 && props[s-1].name == name:
			return int(s - 1)
		}
	}
}

// put records position i, whose name is not in the table; every other property
// is.
func (x *nameIndex) put(props []*Property, i int) {
	if 2*(x.used+1) > len(x.slots) {
		x.rebuild(props)
		return
	}
	mask := len(x.slots) - 1
	at := x.start(props[i].name)
	for x.slots[at] > 0 {
		at = (at + 1) & mask
	}
	if x.slots[at] == 0 {
		x.used++
	}
	x.slots[at] = int32(i + 1)
}

// drop forgets position i.
func (x *nameIndex) drop(props []*Property, i int) {
	mask := len(x.slots) - 1
	for at := x.start(props[i].name); ; at = (at + 1) & mask {
		if x.slots[at] == int32(i+1) {
			x.slots[at] = vacated
			return
		}
	}
}

// insert records a property inserted at position i; props has it already.
func (x *nameIndex) insert(props []*Property, i int) {
	if i == len(props)-1 {
		x.put(props, i)
		return
	}
	x.rebuild(props)
}

// remove forgets the property at position i, which props still has, and moves
// the positions behind it.
func (x *nameIndex) remove(props []*Property, i int) {
	x.drop(props, i)
	for at, s := range x.slots {
		if s > int32(i+1) {
			x.slots[at] = s - 1
		}
	}
}
