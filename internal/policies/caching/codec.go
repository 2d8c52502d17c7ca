package caching

import (
	"errors"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/pack"
)

// The form of a value in a cache outside of this process: a byte that names its
// type, then its content, which says where it ends. A tag never gets another
// meaning: processes of other versions may share the cache, and what they cannot
// read is a miss.
const (
	tagNull       = 'n' // inside another value only
	tagString     = 's'
	tagFalse      = '0'
	tagTrue       = '1'
	tagChar       = 'c'
	tagSByte      = 'a'
	tagByte       = 'b'
	tagInt16      = 'h'
	tagUInt16     = 'H'
	tagInt32      = 'i'
	tagUInt32     = 'u'
	tagInt64      = 'l'
	tagUInt64     = 'U'
	tagSingle     = 'f'
	tagDouble     = 'd'
	tagDecimal    = 'm'
	tagBig        = 'M'
	tagEnum       = 'e'
	tagDate       = 't'
	tagOffset     = 'o'
	tagTimeSpan   = 'p'
	tagGuid       = 'g'
	tagURI        = 'w'
	tagType       = 'y'
	tagBuilder    = 'B'
	tagBytes      = 'Y'
	tagStrings    = 'S'
	tagArray      = 'A'
	tagCollection = 'C'
	tagPair       = 'P'
	tagTuple      = 'T'
	tagRecord     = 'R'
	tagSequence   = 'Q'
	tagJSON       = 'j'
	tagXML        = 'x'
	tagName       = 'X'
	tagNamespace  = 'N'
	tagResponse   = 'r'
	tagHeaders    = 'k'
	tagTexts      = 'K'
	tagLists      = 'L'
	tagURL        = 'q'
	tagJwt        = 'J'
)

// errOutside is the error of a value whose type cannot leave this process.
var errOutside = errors.New("a value of this type can be kept in this process only (caching-type internal)")

// errForm is the error of bytes that are no value, or one of a type that this
// version does not know.
var errForm = errors.New("not a value of the cache")

// encoder makes bytes of a value.
type encoder struct {
	x *policy.Exec
	f *rt.Frame
	b []byte
	// types are those that were named already, by their number.
	types map[*rt.Type]uint64
	// charged is how much of b has been counted.
	charged int
}

// encodeValue makes bytes of a value. The error is errOutside for one of a type that
// a cache outside of this process does not keep (cache-lookup-value.md, semantics 1:
// which ones the service keeps is not documented).
func encodeValue(x *policy.Exec, v any) ([]byte, error) {
	e := &encoder{x: x, f: x.Frame()}
	err := e.value(v)
	if err == nil {
		err = e.charge()
	}
	return e.b, err
}

// charge counts what was written since the last time.
func (e *encoder) charge() error {
	n := len(e.b) - e.charged
	e.charged = len(e.b)
	return e.f.Alloc(n)
}

// value writes a value that may be null.
func (e *encoder) value(v any) error {
	if e.scalar(v) {
		return nil
	}
	// A list may hold itself.
	if err := e.f.Nest(); err != nil {
		return err
	}
	defer e.f.Unnest()
	if err := e.charge(); err != nil {
		return err
	}
	return e.object(v)
}

// typ names a type: once by its spelling, then by its number.
func (e *encoder) typ(t *rt.Type) {
	if n, ok := e.types[t]; ok {
		e.b = pack.AppendUint(e.b, n)
		return
	}
	if e.types == nil {
		e.types = map[*rt.Type]uint64{}
	}
	e.types[t] = uint64(len(e.types)) + 1
	e.b = pack.AppendText(append(e.b, 0), e.x.Host.Spelling(t))
}

// decoder reads what an encoder wrote.
type decoder struct {
	pack.Reader[string]
	x     *policy.Exec
	f     *rt.Frame
	types []*rt.Type
	// exceeded is the error of a count that would take too much memory.
	exceeded error
}

// decodeValue reads a value; ok is false for anything else.
func decodeValue(x *policy.Exec, data []byte) (v any, ok bool, err error) {
	f := x.Frame()
	if err := f.Alloc(len(data)); err != nil {
		return nil, false, err
	}
	d := &decoder{Reader: pack.NewReader(string(data)), x: x, f: f}
	v, err = d.value()
	if d.exceeded != nil {
		return nil, false, d.exceeded
	}
	if errors.Is(err, errForm) || err == nil && (v == nil || d.Bad() || d.Len() > 0) {
		return nil, false, nil
	}
	return v, err == nil, err
}

// value reads a value that may be null.
func (d *decoder) value() (any, error) {
	tag := d.Byte()
	if v, ok := d.scalar(tag); ok {
		if d.Bad() {
			return nil, errForm
		}
		return v, nil
	}
	if err := d.f.Nest(); err != nil {
		return nil, err
	}
	defer d.f.Unnest()
	v, err := d.object(tag)
	if err == nil && (v == nil || d.Bad()) {
		err = errForm
	}
	return v, err
}

// count reads how many things follow, each of which takes a byte at least and as much
// memory as size says.
func (d *decoder) count(size int) int {
	n := d.Length(d.Len())
	if err := d.f.Alloc(n * size); err != nil {
		d.exceeded = err
		d.Fail()
		return 0
	}
	return n
}

// maxTypeName bounds the name of a type.
const maxTypeName = 4096

func (d *decoder) typ() (*rt.Type, error) {
	if n := d.Length(len(d.types)); n > 0 {
		return d.types[n-1], nil
	}
	name := d.Text()
	if d.Bad() || len(name) > maxTypeName {
		return nil, errForm
	}
	t, err := d.x.Host.Type(name)
	if err != nil {
		return nil, errForm // another version of this program wrote it
	}
	d.types = append(d.types, t)
	return t, nil
}
