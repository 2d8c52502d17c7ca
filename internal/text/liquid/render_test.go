package liquid

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

func render(t *testing.T, template string, s Scope, opts Options) string {
	t.Helper()
	parsed, bad := Parse(template)
	if bad != nil {
		t.Fatalf("Parse(%q): %v", template, bad)
	}
	out, err := parsed.Render(s, opts)
	if err != nil {
		t.Fatalf("Render(%q): %v", template, err)
	}
	return out
}

// header is a list that stands for a text, as the values of a header do.
type header []string

func (h header) Len() int       { return len(h) }
func (h header) At(i int) Value { return h[i] }
func (h header) Indexed()       {}
func (h header) Scalar() Value  { return strings.Join(h, ",") }

// drop is an Object.
type drop map[string]Value

func (d drop) Get(name string) (Value, bool) { v, ok := d[name]; return v, ok }

// leaf is a dictionary that stands for a text, as an XML element does.
type leaf struct {
	*hash
	text string
}

func (l leaf) Scalar() Value { return l.text }

func TestRender(t *testing.T) {
	s := scope{
		"l":    Values{"p", "q", "", "r"},
		"o":    drop{"Name": "n", "Inner": drop{"X": int32(1)}, "Null": nil},
		"h":    header{"a", "b"},
		"one":  header{"text"},
		"leaf": leaf{&hash{[]binding{{"id", "7"}}}, "content"},
		"mix":  Values{int64(10), 2.5, int32(3), int64(1)},
	}
	for name, c := range map[string]struct{ template, want string }{
		"array with commas":                   {`[{% JSONArrayFor x in l %}"{{x}}"{% endJSONArrayFor %}]`, `["p","q","","r"]`},
		"rounds without text get no comma":    {`[{% JSONArrayFor x in l %}{{x}}{% endJSONArrayFor %}]`, `[p,q,r]`},
		"rounds that stop get no comma":       {`[{% JSONArrayFor x in l %}{% if x == 'q' %}{% continue %}{% endif %}{{x}}.{% endJSONArrayFor %}]`, `[p.,.,r.]`},
		"array with commas ended early":       {`[{% JSONArrayFor x in l %}{{x}}{% if x == 'q' %}{% break %}{% endif %}{% endJSONArrayFor %}]`, `[p,q]`},
		"array with commas, nothing in it":    {`[{% JSONArrayFor x in none %}{{x}}{% else %}-{% endJSONArrayFor %}]`, `[-]`},
		"array with commas and attributes":    {`{% JSONArrayFor x in l limit:2 reversed %}{{x}}{% endJSONArrayFor %}`, `p,q`},
		"array with commas and blanks":        {"[{% JSONArrayFor x in l limit:2 %}\n  {{x}}\n{% endJSONArrayFor %}]", "[\n  p\n,\n  q\n]"},
		"array with commas counts its rounds": {`{% JSONArrayFor x in l %}{{forloop.index}}{% endJSONArrayFor %}`, `1,2,3,4`},
		"object":                              {`{{ o }}{{ o.Name }}{{ o.Inner.X }}{{ o.name }}{{ o['Name'] }}{{ o.size }}`, `n1n`},
		"object is no sequence":               {`{% for x in o %}x{% else %}none{% endfor %}`, `none`},
		"object is true":                      {`{% if o %}yes{% endif %}{% if o.Inner %}yes{% endif %}{% if o.None %}no{% endif %}`, `yesyes`},
		"object has keys":                     {`{% if o hasKey 'Name' %}a{% endif %}{% if o hasKey 'Null' %}b{% endif %}{% if o hasKey 'x' %}c{% endif %}`, `a`},
		"list for a text, written":            {`{{ h }} {{ h[1] }} {{ h.size }} {{ h | Size }} {{ h.first }}`, `a,b b 2 2 a`},
		"list for a text, in filters":         {`{{ h | Upcase }} {{ h | Join: '-' }} {{ 'x' | Append: h }} {{ h | Plus: 1 }}`, `A,B a-b xa,b a,b1`},
		"list for a text, compared":           {`{% if one == 'text' %}a{% endif %}{% if 'text' == one %}b{% endif %}{% if h contains 'a' %}c{% endif %}{% if one contains 'ex' %}d{% endif %}{% if h == one %}e{% endif %}{% if one startsWith 'te' %}f{% endif %}`, `abcdf`},
		"list for a text, iterated":           {`{% for v in h %}{{ v }};{% endfor %}`, `a;b;`},
		"dictionary for a text":               {`{{ leaf }} {{ leaf.id }} {{ leaf | Upcase }} {% if leaf == 'content' %}same{% endif %} {{ leaf | Size }}`, `content 7 CONTENT same 1`},
		"numbers of several types sorted":     {`{{ mix | Sort | Join: ' ' }}`, `1 2.5 3 10`},
		"unknown filter":                      {`{{ "a" | upcase }}{{ "a" | Upcase }}`, `aA`},
		"comment takes anything":              {`a{% comment that helps %}b{% endcomment %}c`, `ac`},
		"raw takes anything":                  {`{% raw x %}{{ a }}{% endraw %}`, `{{ a }}`},
		"now":                                 {`{{ 'now' | Date: 'yyyy-MM-dd HH:mm K' }}`, `2021-02-03 04:05 +00:00`},
		"surrogates alone":                    {`{{ "a😀" | Slice: 1 }}{{ "a😀" | Slice: 2 }}-{{ "a😀" | Slice: 1 }}`, "😀-\ufffd"},
		"lines of a table":                    {`{% tablerow x in l limit:1 %}{% endtablerow %}`, "<tr class=\"row1\">\r\n<td class=\"col1\"></td></tr>\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			opts := Options{
				Now:     func() time.Time { return time.Date(2021, 2, 3, 4, 5, 6, 0, time.UTC) },
				NewLine: "\r\n",
			}
			if got := render(t, c.template, s, opts); got != c.want {
				t.Errorf("%s\ngot  %q\nwant %q", c.template, got, c.want)
			}
		})
	}
}

func TestSyntaxErrors(t *testing.T) {
	for name, c := range map[string]struct{ template, at, message string }{
		"unknown tag":             {"ab {% foo x %} c", "{% foo x %}", "unknown tag 'foo'"},
		"unclosed block":          {"{% if a %}{% for x in y %}", "{% for x in y %}", "the tag for is not closed by endfor"},
		"wrong end":               {"{% if a %}{% endfor %}", "{% endfor %}", "unknown tag 'endfor'; the tag if is closed by endif"},
		"unclosed tag":            {"a {% if", "{%", "the tag {% is not closed by %}"},
		"unclosed output":         {"a {{ b }", "{{", "the output {{ is not closed by }}"},
		"unclosed quotes":         {`a {{ "b }} c`, "{{", "the output {{ is not closed by }}"},
		"line break in output":    {"a {{ b\n}}", "{{ b\n}}", "a line break inside of {{ }}; put it on one line"},
		"line break in tag":       {"a {% assign b =\n1 %}", "{% assign b =\n1 %}", "a line break inside of {% %}; put it on one line"},
		"no name":                 {"a {% %}", "{% %}", "a tag {% %} without a name"},
		"include":                 {"{% include 'x' %}", "{% include 'x' %}", "the tag include needs other templates, and there are none here"},
		"extends":                 {"{% extends 'x' %}", "{% extends 'x' %}", "the tag extends needs other templates, and there are none here"},
		"block":                   {"{% block x %}{% endblock %}", "{% block x %}", "the tag block needs other templates, and there are none here"},
		"for without in":          {"{% for x of y %}{% endfor %}", "{% for x of y %}", "the tag for is written {% for item in list %}"},
		"if without condition":    {"{% if %}{% endif %}", "{% if %}", "the tag if needs a condition"},
		"behind cut blanks":       {"{{ a -}}   {{ b -}}\n{% foo %}", "{% foo %}", "unknown tag 'foo'"},
		"after a whole shorthand": {"{{{ {{ a }}}", "{{ a", "the output {{ is not closed by }}"},
		"raw":                     {"x{% raw %}{{ a }}", "{% raw %}", "the tag raw is not closed by endraw"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(c.template)
			if err == nil {
				t.Fatalf("%q is accepted", c.template)
			}
			if err.Message != c.message {
				t.Errorf("message %q, want %q", err.Message, c.message)
			}
			if name == "after a whole shorthand" {
				return // the place is inside of what was put around it
			}
			if at := c.template[err.Offset : err.Offset+err.Length]; at != c.at {
				t.Errorf("the error is at %q, want %q", at, c.at)
			}
		})
	}
}

func TestNestingIsBounded(t *testing.T) {
	const deep = 100_000
	_, err := Parse(strings.Repeat("{% if a %}", deep) + strings.Repeat("{% endif %}", deep))
	if err == nil || !strings.Contains(err.Message, "nested") {
		t.Errorf("error %v", err)
	}
	got := render(t, "{{ "+strings.Repeat("(", deep)+"1"+strings.Repeat("..2)", deep)+" }}", nil, Options{})
	if got != "" && !strings.HasPrefix(got, "Liquid error") {
		t.Errorf("a range in ranges gives %.60q", got)
	}
}

func TestBudgets(t *testing.T) {
	stop := errors.New("enough")
	for name, template := range map[string]string{
		"range":           "{% for i in (1..2000000000) %}{% endfor %}",
		"written range":   "{{ (1..2000000000) }}",
		"joined range":    "{{ (1..2000000000) | Join }}",
		"sorted range":    "{{ (1..2000000000) | Sort }}",
		"unique range":    "{{ (1..2000000000) | Uniq }}",
		"mapped range":    "{{ (1..2000000000) | Map: 'x' }}",
		"sliced range":    "{{ (1..2000000000) | Slice: 0,2000000000 }}",
		"compared ranges": "{% assign a = (1..2000000000) %}{% if a == a %}{% endif %}",
		"searched range":  "{% assign a = (1..2000000000) %}{% if a contains 'x' %}{% endif %}",
		"repeated text":   "{{ 'aaaaaaaaaa' | Times: 2000000000 }}",
		"doubled text":    "{% assign x = 'aaaaaaaaaa' %}{% for i in (1..100) %}{% assign x = x | Append: x %}{% endfor %}",
		"replaced text":   "{% assign x = 'aaaaaaaaaa' %}{% for i in (1..100) %}{% assign x = x | Replace: 'a', 'aaaaaaaaaa' %}{% endfor %}",
		"table":           "{% tablerow i in (1..2000000000) %}{% endtablerow %}",
		"loops in loops":  "{% for i in (1..100000) %}{% for j in (1..100000) %}{{ i | Plus: j }}{% endfor %}{% endfor %}",
		"captured":        "{% for i in (1..2000000000) %}{% capture x %}{{ x }}aaaaaaaaaaaaaaaa{% endcapture %}{% endfor %}",
	} {
		t.Run(name, func(t *testing.T) {
			parsed, bad := Parse(template)
			if bad != nil {
				t.Fatal(bad)
			}
			steps, memory := 20_000, 1<<20
			_, err := parsed.Render(nil, Options{
				Step:   func() error { return spend(&steps, 1, stop) },
				Charge: func(bytes int) error { return spend(&memory, bytes, stop) },
			})
			if err != stop {
				t.Errorf("error %v", err)
			}
		})
	}
	parsed, _ := Parse("{{ '" + strings.Repeat("x", 1000) + "' | Times: 2000000000 }}")
	if _, err := parsed.Render(nil, Options{}); err != ErrBudget {
		t.Errorf("without budgets: error %v", err)
	}
}

func spend(budget *int, n int, stop error) error {
	if *budget -= n; *budget < 0 {
		return stop
	}
	return nil
}

func TestRegexTimeout(t *testing.T) {
	parsed, bad := Parse("a{{ s | Replace: '^(a+)+$', '' }}b")
	if bad != nil {
		t.Fatal(bad)
	}
	out, err := parsed.Render(scope{"s": strings.Repeat("a", 40) + "!"}, Options{RegexTimeout: time.Millisecond})
	var ex *clr.Exception
	if !errors.As(err, &ex) || ex.Type != "System.Text.RegularExpressions.RegexMatchTimeoutException" {
		t.Errorf("got %q, %v", out, err)
	}
}

func TestSearchesLookAtTheClock(t *testing.T) {
	for _, filter := range []string{"Replace: 'a', 'b'", "ReplaceFirst: 'a', 'b'", "RemoveFirst: 'a'"} {
		t.Run(filter, func(t *testing.T) {
			parsed, bad := Parse("{% for i in (1..10) %}{{ 'a' | " + filter + " }}{% endfor %}")
			if bad != nil {
				t.Fatal(bad)
			}
			stop, looks := errors.New("no time left"), 0
			_, err := parsed.Render(nil, Options{CheckTime: func() error {
				if looks++; looks == 3 {
					return stop
				}
				return nil
			}})
			if err != stop || looks != 3 {
				t.Errorf("error %v after %d looks", err, looks)
			}
		})
	}
}

// lookups counts what a template asks for.
type lookups struct {
	asked []string
	err   error
}

func (l *lookups) Lookup(name string) (Value, bool, error) {
	l.asked = append(l.asked, name)
	return int32(len(l.asked)), true, l.err
}

func TestScopeIsAskedWhenNeeded(t *testing.T) {
	s := &lookups{}
	got := render(t, "{% if false %}{{ body }}{% endif %}{% assign x = 1 %}{{ x }}{{ other }}", s, Options{})
	if got != "11" || len(s.asked) != 1 || s.asked[0] != "other" {
		t.Errorf("got %q, asked for %q", got, s.asked)
	}
	parsed, _ := Parse("a{{ body }}b")
	bad := errors.New("no body")
	if _, err := parsed.Render(&lookups{err: bad}, Options{}); err != bad {
		t.Errorf("error %v", err)
	}
}

func TestTemplatesAreShared(t *testing.T) {
	parsed, bad := Parse("{% assign x = n | Replace: '1', 'x' %}{% cycle 'a','b' %}{% increment c %}{{ x }}")
	if bad != nil {
		t.Fatal(bad)
	}
	results := make(chan string)
	const goroutines = 8
	for range goroutines {
		go func() {
			out, _ := parsed.Render(scope{"n": int64(121)}, Options{})
			results <- out
		}()
	}
	for range goroutines {
		if got := <-results; got != "a0x2x" {
			t.Errorf("got %q", got)
		}
	}
}
