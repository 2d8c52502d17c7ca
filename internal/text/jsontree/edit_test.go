package jsontree

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// editStep is one statement of a recorded sequence of changes to a tree.
type editStep struct {
	Op, At, Key string
	Index       int
	Arrays      int
	Nulls       bool
	Value       editValue
}

// editValue is an argument: parsed JSON, a token of the tree itself, a new
// property, null, or several of them.
type editValue struct {
	JSON  *string     `json:"json"`
	From  *string     `json:"from"`
	Prop  *string     `json:"prop"`
	Multi []editValue `json:"multi"`
	Null  bool        `json:"null"`

	isMulti bool
}

func (v *editValue) UnmarshalJSON(data []byte) error {
	type plain editValue
	if err := json.Unmarshal(data, (*plain)(v)); err != nil {
		return err
	}
	v.isMulti = strings.HasPrefix(string(data), `{"multi"`)
	return nil
}

type editor struct {
	t    *testing.T
	root Token
}

func (e *editor) find(path string) Token {
	e.t.Helper()
	found, err := SelectToken(e.root, path, SelectOptions{})
	if err != nil {
		e.t.Fatal(err)
	}
	return found
}

func (e *editor) parse(text string) Token {
	e.t.Helper()
	token, err := ParseToken(text, Options{})
	if err != nil {
		e.t.Fatal(err)
	}
	return token
}

func (e *editor) content(v editValue) Content {
	if !v.isMulti {
		if token := e.token(v); token != nil {
			return token
		}
		return nil
	}
	items := Items{}
	for _, item := range v.Multi {
		items = append(items, e.content(item))
	}
	return items
}

func (e *editor) token(v editValue) Token {
	e.t.Helper()
	switch {
	case v.Null:
		return nil
	case v.From != nil:
		return e.find(*v.From)
	case v.Prop != nil:
		p, err := NewProperty(*v.Prop, e.parse(*v.JSON), nil)
		if err != nil {
			e.t.Fatal(err)
		}
		return p
	}
	return e.parse(*v.JSON)
}

// cast is a C# reference conversion followed by the use of a member.
func cast[T Token](t Token) (target T, err error) {
	if t == nil {
		return target, clr.NullReference()
	}
	target, ok := t.(T)
	if !ok {
		return target, clr.InvalidCast(TypeName(t), "")
	}
	return target, nil
}

func (e *editor) run(s editStep) (string, error) {
	at := e.find(s.At)
	switch s.Op {
	case "set", "seti", "remove", "replace", "after", "before", "next":
		return e.onToken(s, at)
	case "removekey", "propvalue", "propreplace", "propremove", "propafter", "objadd":
		o, err := cast[*Object](at)
		if err != nil {
			return "", err
		}
		return e.onObject(s, o)
	case "insert", "removeat", "indexof":
		a, err := cast[*Array](at)
		if err != nil {
			return "", err
		}
		switch s.Op {
		case "insert":
			return "ok", a.Insert(s.Index, e.token(s.Value), nil)
		case "removeat":
			return "ok", a.RemoveAt(s.Index)
		}
		return strconv.Itoa(IndexOf(a, e.token(s.Value))), nil
	}
	c, err := cast[Container](at)
	if err != nil {
		return "", err
	}
	switch s.Op {
	case "add":
		err = AddContent(c, e.content(s.Value), nil)
	case "addfirst":
		err = AddFirst(c, e.content(s.Value), nil)
	case "removeall":
		err = Clear(c)
	case "replaceall":
		err = ReplaceAll(c, e.content(s.Value), nil)
	case "merge":
		err = Merge(c, e.content(s.Value), MergeOptions{Arrays: MergeArrays(s.Arrays), Nulls: s.Nulls}, nil)
	case "comment":
		err = AddContent(c, NewComment("c"), nil)
	default:
		e.t.Fatalf("unknown step %s", s.Op)
	}
	return "ok", err
}

func (e *editor) onToken(s editStep, at Token) (string, error) {
	if at == nil {
		return "", clr.NullReference()
	}
	switch s.Op {
	case "set":
		return "ok", SetItem(at, s.Key, e.token(s.Value), nil)
	case "seti":
		return "ok", SetItemAt(at, s.Index, e.token(s.Value), nil)
	case "remove":
		return "ok", Remove(at)
	case "replace":
		return "ok", Replace(at, e.token(s.Value), nil)
	case "after":
		return "ok", AddAfterSelf(at, e.content(s.Value), nil)
	case "before":
		return "ok", AddBeforeSelf(at, e.content(s.Value), nil)
	}
	sibling := func(t Token) string {
		if t == nil {
			return "null"
		}
		return compact(e.t, t)
	}
	return fmt.Sprintf("%s|%s|%s|%s|%s", sibling(at.Next()), sibling(at.Previous()), Path(at), Root(at).Type(),
		netfmt.FormatBool(at.HasValues())), nil
}

func (e *editor) onObject(s editStep, o *Object) (string, error) {
	switch s.Op {
	case "removekey":
		return netfmt.FormatBool(o.Remove(s.Key)), nil
	case "objadd":
		return "ok", o.Add(s.Key, e.token(s.Value), nil)
	}
	p := o.Property(s.Key)
	if p == nil {
		return "", clr.NullReference()
	}
	switch s.Op {
	case "propvalue":
		return "ok", p.SetValue(e.token(s.Value), nil)
	case "propreplace":
		return "ok", Replace(p, e.token(s.Value), nil)
	case "propremove":
		return "ok", Remove(p)
	}
	return "ok", AddAfterSelf(p, e.content(s.Value), nil)
}

// log writes a step's outcome as the recording did. Its class library had other
// texts for two exceptions.
func (e *editor) log(result string, err error) string {
	var x *clr.Exception
	if !errors.As(err, &x) {
		if err != nil {
			e.t.Fatal(err)
		}
		return result
	}
	name := x.Type[strings.LastIndexByte(x.Type, '.')+1:]
	switch name {
	case "NullReferenceException":
		return name + ": Object reference not set to an instance of an object"
	case "InvalidCastException":
		return name + ": Specified cast is not valid."
	}
	return name + ": " + x.Message
}

// checkLinks fails unless parents and indexes of the whole tree fit together.
func checkLinks(t *testing.T, root Token) {
	t.Helper()
	var walk func(c Container)
	walk = func(c Container) {
		for i := range c.Count() {
			child := c.child(i)
			if child.Parent() != c || IndexOf(c, child) != i {
				t.Fatalf("child %d of %q: parent or index is wrong", i, Path(c))
			}
			if o, ok := c.(*Object); ok && o.Property(o.props[i].name) != o.props[i] {
				t.Fatalf("property %q of %q cannot be found", o.props[i].name, Path(c))
			}
			if inner, ok := child.(Container); ok {
				walk(inner)
			}
		}
	}
	if c, ok := root.(Container); ok {
		walk(c)
	}
}

// TestEditRecorded runs sequences of changes, each step the C# method that the
// Go function here names, and compares the outcome of every step, the document
// at the end and the paths of all its tokens.
func TestEditRecorded(t *testing.T) {
	type editCase struct {
		Document string
		Steps    []editStep
		Result   string
	}
	for i, c := range recorded[editCase](t, "edit.jsonl") {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) {
			e := &editor{t: t}
			e.root = e.parse(c.Document)
			var log []string
			for _, step := range c.Steps {
				log = append(log, e.log(e.run(step)))
				checkLinks(t, e.root)
			}
			var paths []string
			for d := Descendants(e.root.(Container), true); ; {
				token, err := d.Next()
				if err != nil {
					t.Fatal(err)
				}
				if token == nil {
					break
				}
				paths = append(paths, Path(token))
			}
			log = append(log, compact(t, e.root), strings.Join(paths, " "))
			want := strings.Split(c.Result, "\n")
			if diff := cmp.Diff(want, strings.Split(strings.Join(log, "\n"), "\n")); diff != "" {
				steps, _ := json.Marshal(c.Steps)
				t.Errorf("document %s\nsteps %s\n(-.NET +ours):\n%s", c.Document, steps, diff)
			}
		})
	}
}
