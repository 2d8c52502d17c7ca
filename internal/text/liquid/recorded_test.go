package liquid

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
	"github.com/google/go-cmp/cmp"
)

// recorded is a template with what DotLiquid made of it: version 2.3 at syntax
// level 2.0, with the C# naming convention, the invariant culture and UTC, on
// Mono. Parse is the exception for a template that it refuses. Where Mono's texts
// are not those of .NET they have been replaced by these, but for those of failed
// casts, which do not say the types.
type recorded struct {
	Template  string          `json:"t"`
	Variables json.RawMessage `json:"v"`
	Out       *string         `json:"out"`
	Parse     string          `json:"parse"`
	Render    string          `json:"render"`
}

func readRecorded(t testing.TB) []recorded {
	file, err := os.Open("testdata/recorded.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []recorded
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c recorded
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("line %d: %v", len(out)+1, err)
		}
		out = append(out, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRecorded(t *testing.T) {
	cases := readRecorded(t)
	if len(cases) < 500 {
		t.Fatalf("only %d recorded templates", len(cases))
	}
	for i, c := range cases {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) {
			template, bad := Parse(c.Template)
			if (bad != nil) != (c.Parse != "") {
				t.Fatalf("template %q\nParse error %v, recorded %q", c.Template, bad, c.Parse)
			}
			if bad != nil {
				if bad.Offset < 0 || bad.Length <= 0 || bad.Offset+bad.Length > len(c.Template) {
					t.Errorf("the error %q is at %d+%d of %d", bad.Message, bad.Offset, bad.Length, len(c.Template))
				}
				return
			}
			got, err := template.Render(variables(t, c.Variables), Options{Culture: netfmt.Invariant().WithFloats(netfmt.Fixed15)})
			if err != nil {
				if c.Render == "" {
					t.Fatalf("template %q: %v", c.Template, err)
				}
				return
			}
			if c.Out == nil {
				t.Fatalf("template %q gives %q, recorded %q", c.Template, got, c.Render)
			}
			want := *c.Out
			if deviation, ok := deviations[c.Template]; ok {
				if got == want {
					t.Errorf("template %q no longer deviates", c.Template)
				}
				want = deviation
			}
			if strings.Contains(want, monoCast) {
				got = failedCast.ReplaceAllString(got, monoCast)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("template %q with %s: (-recorded +got)\n%s", c.Template, c.Variables, diff)
			}
		})
	}
}

// deviations are templates that mean something else here, on purpose; see the
// package documentation.
var deviations = map[string]string{
	"{% for i in l offset:continue %}{{ i }}{% endfor %}": "123",
	"{% for i in h %}{{ i[0] }};{% endfor %}":             "k;n;list;size;",
}

const monoCast = "Specified cast is not valid."

var failedCast = regexp.MustCompile(`Unable to cast object of type '[^']*' to type '[^']*'\.`)

// scope is a Scope of fixed values.
type scope map[string]Value

func (s scope) Lookup(name string) (Value, bool, error) {
	v, ok := s[name]
	return v, ok, nil
}

// variables makes a scope of a JSON object. An object with one name that starts
// with a dollar sign is a value of another type.
func variables(t testing.TB, text []byte) scope {
	s := scope{}
	if len(text) == 0 {
		return s
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	v, err := readValue(d)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	for _, e := range v.(*hash).entries {
		s[e.name] = e.value
	}
	return s
}

// hash is a Dictionary in the order of insertion.
type hash struct{ entries []binding }

func (h *hash) Get(name string) (Value, bool) {
	for _, e := range h.entries {
		if e.name == name {
			return e.value, true
		}
	}
	return nil, false
}

func (h *hash) Len() int { return len(h.entries) }

func (h *hash) Entry(i int) (string, Value) { return h.entries[i].name, h.entries[i].value }

func readValue(d *json.Decoder) (Value, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Number:
		if !strings.ContainsAny(v.String(), ".eE") {
			return v.Int64()
		}
		return v.Float64()
	case json.Delim:
		if v == '[' {
			list := Values{}
			for d.More() {
				e, err := readValue(d)
				if err != nil {
					return nil, err
				}
				list = append(list, e)
			}
			_, err := d.Token()
			return list, err
		}
		h := &hash{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			e, err := readValue(d)
			if err != nil {
				return nil, err
			}
			h.entries = append(h.entries, binding{name.(string), e})
		}
		if _, err := d.Token(); err != nil {
			return nil, err
		}
		if len(h.entries) == 1 && strings.HasPrefix(h.entries[0].name, "$") {
			return special(h.entries[0].name, fmt.Sprint(h.entries[0].value))
		}
		return h, nil
	}
	return token, nil
}

func special(name, text string) (Value, error) {
	switch name {
	case "$date":
		at, err := time.Parse(time.RFC3339, text)
		return clr.DateTimeFromTime(at), err
	case "$dec":
		return netfmt.ParseDecimal(text, netfmt.NumberNumber, netfmt.Invariant())
	case "$int":
		n, err := strconv.Atoi(text)
		return int32(n), err
	case "$char":
		return units(text)[0], nil
	case "$span":
		return netfmt.ParseTimeSpan(text, netfmt.Invariant())
	case "$guid":
		return clr.ParseGuid(text)
	}
	return nil, fmt.Errorf("unknown type %s", name)
}
