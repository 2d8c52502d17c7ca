package bcl

import (
	_ "embed" // for the names of outside.txt
	"reflect"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json"
	jsonlinq "github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/linq"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/io"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/linq"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/net"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography/x509certificates"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/text"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/text/regularexpressions"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/xml"
	xmllinq "github.com/gatehouse-project/gatehouse/internal/bcl/system/xml/linq"
	xmlxpath "github.com/gatehouse-project/gatehouse/internal/bcl/system/xml/xpath"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/gen"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// Library is the class library with its universe of types. It is immutable and
// safe for concurrent use.
type Library struct {
	Universe *types.Universe
	// byGo and byName find the run-time type of boxed values.
	byGo   map[reflect.Type]*rt.Type
	byName map[string]*rt.Type
	common commonTypes
}

// commonTypes are the types of the commonest boxed values.
type commonTypes struct {
	boolean, str, int32, int64, double, char, exception, object *rt.Type
}

// imports are the namespaces whose names an expression sees unqualified
// (expressions.md section 1.3).
var imports = []string{
	"System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net", "System.Text",
	"System.Text.RegularExpressions", "System.Security.Cryptography",
	"System.Security.Cryptography.X509Certificates", "System.Xml", "System.Xml.Linq",
	"Newtonsoft.Json", "Newtonsoft.Json.Linq", "Apim",
}

// outside are the public types of .NET Framework 4.8 and Newtonsoft.Json that are
// not declared, in the form of Universe.KnowOutside; testdata/surface/README.md
// tells how they were listed.
//
//go:embed outside.txt
var outside string

// Default returns the library. It is built once, at first use; a mistake in its
// tables panics, which every test of the package would show.
func Default() *Library { return defaultLibrary() }

var defaultLibrary = sync.OnceValue(func() *Library {
	l, err := build()
	if err != nil {
		panic("bcl: " + err.Error())
	}
	return l
})

// declarations are all types of the library.
func declarations() []types.Decl {
	var all []types.Decl
	for _, list := range [][]types.Decl{
		system.Types(), generic.Types(), linq.Types(),
		text.Types(), io.Types(), net.Types(), cryptography.Types(), x509certificates.Types(),
		regularexpressions.Types(), xml.Types(), xmllinq.Types(), xmlxpath.Types(),
		json.Types(), jsonlinq.Types(),
		apim.Types(),
	} {
		all = append(all, list...)
	}
	return all
}

func build() (*Library, error) {
	decls := declarations()
	u, err := types.Build(imports, decls)
	if err != nil {
		return nil, err
	}
	u.KnowOutside(outside)
	l := &Library{Universe: u, byGo: map[reflect.Type]*rt.Type{}, byName: map[string]*rt.Type{}}
	gen.Realize(u, l.TypeOf)
	u.Types(func(t *types.Type) {
		r, ok := t.Runtime.(*rt.Type)
		if !ok {
			return
		}
		l.byName[r.Name] = r
		if r.Class != nil && r.Class.Go != nil {
			l.byGo[r.Class.Go] = r
		}
	})
	special := func(s types.Special) *rt.Type { return u.Special(s).Runtime.(*rt.Type) }
	l.common = commonTypes{
		boolean: special(types.Boolean), str: special(types.String), int32: special(types.Int32), int64: special(types.Int64),
		double: special(types.Double), char: special(types.Char), object: special(types.Object),
		exception: l.byName["System.Exception"],
	}
	return l, nil
}

// TypeOf returns the run-time type of a boxed value, nil for null and for values
// that no expression can hold.
func (l *Library) TypeOf(v any) *rt.Type {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return l.common.str
	case int32:
		return l.common.int32
	case bool:
		return l.common.boolean
	case int64:
		return l.common.int64
	case float64:
		return l.common.double
	case clr.Char:
		return l.common.char
	case rt.Typed:
		return v.RuntimeType()
	case *jsontree.Value:
		if v.IsRaw() {
			return l.byName["Newtonsoft.Json.Linq.JRaw"]
		}
	case *clr.Exception:
		if t := l.byName[v.Type]; t != nil {
			return t
		}
		return l.common.exception
	case *xmltree.Text:
		if v.IsCData() {
			return l.byName["System.Xml.Linq.XCData"]
		}
	case rt.AnyArray:
		elem := v.ElementType().Static.(*types.Type)
		return elem.Universe().ArrayOf(elem, max(1, len(v.Dims()))).Runtime.(*rt.Type)
	}
	return l.byGo[reflect.TypeOf(v)]
}

// Type returns the run-time type of a C# type name, such as "string[]", or of what
// [Library.Spelling] gave.
func (l *Library) Type(name string) (*rt.Type, error) {
	t, err := l.Universe.TypeOf(name)
	if err != nil {
		return nil, err
	}
	return t.Runtime.(*rt.Type), nil
}

// Spelling returns a name of a run-time type that Type of any library reads,
// anonymous types included.
func (l *Library) Spelling(t *rt.Type) string { return t.Static.(*types.Type).Spelling() }
