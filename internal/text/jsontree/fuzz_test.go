package jsontree

import (
	"errors"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// mustBeDotNet fails for an error that is no exception of .NET.
func mustBeDotNet(t *testing.T, err error) {
	t.Helper()
	var e *clr.Exception
	if err != nil && !errors.As(err, &e) {
		t.Errorf("not an exception of .NET: %v", err)
	}
}

// FuzzParse checks that no text makes the reader panic, and that what it reads
// is written so that it reads back the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,2.5,-3e7,"x\u00e9\n",null,true,{"b":"2020-01-02T03:04:05Z"}]}`, `{a:'b',/*c*/"d":0x1F,} // e`, `new Date(1,[undefined])`,
		`[NaN,-Infinity,012,.5,99999999999999999999]`, "[\r\n 1\r,\u00a02]", `"\ud83d\ude00\ud83d"`, `{"a":1,"a":2}`, `[1,,2,]`, `/*`, `{"x`,
		`{"p1":1,"p2":2,"p3":3,"p4":4,"p5":5,"p6":6,"p7":7,"p8":8,"p9":9,"p10":1,"p11":1,"p12":1,"p13":1,"p14":1,"p15":1,"p16":1,"p17":1,"p18":1,"p1":0}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		mustBeDotNet(t, second(ParseObject(text, Options{})))
		mustBeDotNet(t, second(ParseArray(text, Options{Dates: DatesAsDateTimeOffset})))
		doc, err := ParseToken(text, Options{})
		if err != nil {
			mustBeDotNet(t, err)
			return
		}
		checkLinks(t, doc)
		if doc.Type() == TypeComment {
			return // whose end may stand inside it
		}
		copied, err := Clone(doc, nil)
		if err != nil {
			t.Fatal(err)
		}
		if same, err := DeepEquals(doc, copied); !same || err != nil {
			t.Errorf("a copy differs: %v", err)
		}
		for _, indent := range []bool{false, true} {
			once, err := Append(nil, doc, Format{Indent: indent})
			if err != nil {
				t.Fatal(err)
			}
			again, err := ParseToken(string(once), Options{})
			if err != nil {
				t.Fatalf("%q is written as %q: %v", text, once, err)
			}
			twice, err := Append(nil, again, Format{Indent: indent})
			if err != nil || string(twice) != string(once) {
				t.Errorf("%q is written as %q and then as %q, %v", text, once, twice, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

// FuzzPath checks that no path makes the parser or the evaluation panic, and
// that an evaluation keeps its budget.
func FuzzPath(f *testing.F) {
	doc, err := ParseToken(`{"a":{"b":[1,2,{"c":"x","d":null}],"a.b":5},"arr":[[1,2],[3,[4,5]]],"d":"2020-01-02T03:04:05Z","k":new X(1)}`, Options{})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		"$.a.b[2].c", "..b[?(@.c == 'x' && @.d == null || @ > 1)]", "['a','d']", "arr[-1:]", "arr[::-1]", "$..*", "a.b[0,1]", "arr[*][*]",
		"[?(@ =~ /x/i)]", "k[0]", "$..[?(@.c === 'x')]..*", "a[", "a[?(", "a['\\", "arr[?($.a.b[0] == @[0])]", "(0)", "..", "$ ",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		p, err := CompilePath(path)
		if err != nil {
			mustBeDotNet(t, err)
			return
		}
		if strings.Contains(path, "=~") {
			return // a match may take its whole timeout
		}
		spent := errors.New("spent")
		for _, strict := range []bool{false, true} {
			budget := 1 << 18
			s := p.Select(doc, SelectOptions{ErrorWhenNoMatch: strict, Charge: func(n int) error {
				if budget -= n; budget < 0 {
					return spent
				}
				return nil
			}})
			for {
				found, err := s.Next()
				if err == spent {
					break
				}
				mustBeDotNet(t, err)
				if found == nil || err != nil {
					break
				}
				_ = Path(found)
			}
		}
	})
}

// FuzzEdit checks that no sequence of changes breaks the links of a tree. A byte
// each chooses the operation, the token it works on and the token it is given.
func FuzzEdit(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
	f.Add([]byte("add and remove and replace whatever there is"))
	f.Fuzz(func(t *testing.T, program []byte) {
		root, err := ParseToken(`{"a":{"b":[1,{"c":2}]},"d":[[],{}],"e":null}`, Options{})
		if err != nil {
			t.Fatal(err)
		}
		size := 0
		charge := func(n int) error {
			if size += n; size > 1<<20 {
				return errors.New("spent")
			}
			return nil
		}
		for len(program) >= 3 && size < 1<<20 {
			op, x, y := program[0], program[1], program[2]
			program = program[3:]
			tokens := []Token{root}
			for d := Descendants(Root(root).(Container), true); len(tokens) < 64; {
				token, err := d.Next()
				if token == nil || err != nil {
					break
				}
				tokens = append(tokens, token)
			}
			at, arg := tokens[int(x)%len(tokens)], tokens[int(y)%len(tokens)]
			c, _ := at.(Container)
			switch {
			case op%10 == 0:
				err = Remove(at)
			case op%10 == 1:
				err = Replace(at, arg, charge)
			case op%10 == 2:
				err = AddAfterSelf(at, arg, charge)
			case op%10 == 3:
				err = AddBeforeSelf(at, Items{arg, int32(1)}, charge)
			case c == nil:
				err = SetItemAt(at, int(y), arg, charge)
			case op%10 == 4:
				err = AddContent(c, arg, charge)
			case op%10 == 5:
				var p *Property
				if p, err = NewPropertyOf(string('a'+rune(y)%26), arg, charge); err == nil {
					err = AddFirst(c, p, charge)
				}
			case op%10 == 6:
				err = Merge(c, arg, MergeOptions{Arrays: MergeArrays(op / 10 % 4), Nulls: op > 200}, charge)
			case op%10 == 7:
				err = SetItem(at, string('a'+rune(y)%26), arg, charge)
			case op%10 == 8:
				err = ReplaceAll(c, Items{arg, NewComment("c"), Items{arg}}, charge)
			default:
				err = Clear(c)
			}
			if err != nil && err.Error() != "spent" {
				mustBeDotNet(t, err)
			}
			checkLinks(t, Root(root))
		}
	})
}
