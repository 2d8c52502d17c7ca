package xml

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// characters is an object of class XmlCharacterData.
type characters interface {
	node
	data() string
	setData(s string)
}

func (t cdata) data() string       { return t.of.Value() }
func (t cdata) setData(s string)   { t.of.SetValue(s) }
func (t blank) data() string       { return t.of.Value() }
func (t blank) setData(s string)   { t.of.SetValue(s) }
func (c comment) data() string     { return c.of.Value() }
func (c comment) setData(s string) { c.of.SetValue(s) }

func characterMembers() []types.Member {
	return []types.Member{
		{
			Sig: "string Data", Impl: rt.Method0(func(c characters) (rt.String, error) { return rt.Str(c.data()), nil }),
			Set: rt.Method1(func(c characters, s rt.String) (rt.Void, error) {
				c.setData(s.Text)
				return rt.Void{}, nil
			}),
		},
		{Sig: "int Length", Impl: rt.Method0(func(c characters) (int32, error) { return int32(rt.Len16(c.data())), nil })},
		{Sig: "void AppendData(string strData)", Impl: rt.FrameMethod1(func(f *rt.Frame, c characters, s rt.String) (rt.Void, error) {
			if err := f.Alloc(len(c.data()) + len(s.Text)); err != nil {
				return rt.Void{}, err
			}
			c.setData(rt.Concat(c.data(), s.Text))
			return rt.Void{}, nil
		})},
	}
}

func instructionMembers() []types.Member {
	return []types.Member{
		{Sig: "string Target", Impl: rt.Method0(func(p instruction) (rt.String, error) { return rt.Str(p.of.Target()), nil })},
		{
			Sig: "string Data", Impl: rt.Method0(func(p instruction) (rt.String, error) { return rt.Str(p.of.Data()), nil }),
			Set: rt.Method1(func(p instruction, s rt.String) (rt.Void, error) {
				p.of.SetData(s.Text)
				return rt.Void{}, nil
			}),
		},
	}
}

func declarationMembers() []types.Member {
	part := func(name string, of func(declaration) *string) types.Member {
		return types.Member{
			Sig: "string " + name, Impl: rt.Method0(func(d declaration) (rt.String, error) { return rt.Str(*of(d)), nil }),
			Set: rt.Method1(func(d declaration, s rt.String) (rt.Void, error) {
				*of(d) = s.Text
				return rt.Void{}, nil
			}),
		}
	}
	version := part("Version", func(d declaration) *string { return &d.of.Version })
	version.Set = nil
	standalone := part("Standalone", func(d declaration) *string { return &d.of.Standalone })
	standalone.Set = rt.Method1(func(d declaration, s rt.String) (rt.Void, error) {
		if err := checkStandalone(s.Text); err != nil {
			return rt.Void{}, err
		}
		d.of.Standalone = s.Text
		return rt.Void{}, nil
	})
	return []types.Member{
		version,
		part("Encoding", func(d declaration) *string { return &d.of.Encoding }),
		standalone,
	}
}

// declarationValue is what stands between <?xml and ?>.
func declarationValue(d declaration) string {
	s := d.of.String()
	return s[len("<?xml ") : len(s)-len("?>")]
}

// setValue reads what stands between <?xml and ?>.
func (d declaration) setValue(f *rt.Frame, s string) error {
	if err := f.Alloc(len(s)); err != nil {
		return err
	}
	read, err := xmltree.Parse("<?xml "+s+"?><x/>", xmltree.Options{Charge: f.Alloc})
	if err != nil {
		return err
	}
	*d.of = *read.Declaration
	return nil
}
