package xsd

import (
	"errors"
	"strings"
	"testing"
)

var errSpent = errors.New("spent")

func budget(n int) func(int) error {
	return func(k int) error {
		if n -= k; n < 0 {
			return errSpent
		}
		return nil
	}
}

const head = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">`

func TestIncludes(t *testing.T) {
	docs := map[string]string{
		"a": `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a" xmlns="urn:a"><xs:include schemaLocation="b"/><xs:include schemaLocation="a"/><xs:element name="r" type="T"/></xs:schema>`,
		// A schema without a namespace takes that of the one that includes it.
		"b": head + `<xs:simpleType name="T"><xs:restriction base="U"/></xs:simpleType><xs:simpleType name="U"><xs:restriction base="xs:int"/></xs:simpleType></xs:schema>`,
	}
	load := func(location string) (Document, bool) {
		text, ok := docs[location]
		return Document{location, text}, ok
	}
	set, problems := Compile([]Document{{"a", docs["a"]}}, load)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	in, err := Read(`<r xmlns="urn:a">x</r>`, nil)
	if err != nil {
		t.Fatal(err)
	}
	found, err := set.Validate(in, in.Document().Root(), Options{})
	if err != nil || len(found) != 1 || !strings.Contains(found[0].Message, "Int32") {
		t.Errorf("%v, %v", found, err)
	}
	if _, problems = Compile([]Document{{"c", head + `<xs:include schemaLocation="none"/></xs:schema>`}}, load); len(problems) != 1 {
		t.Errorf("a schema that is not there: %v", problems)
	}
	if _, problems = Compile([]Document{{"c", head + `<xs:redefine schemaLocation="b"/></xs:schema>`}}, load); len(problems) != 1 || !strings.Contains(problems[0].Message, "not supported") {
		t.Errorf("redefine: %v", problems)
	}
}

func TestHostileSchemas(t *testing.T) {
	deep := strings.Repeat("<xs:sequence>", 150) + strings.Repeat("</xs:sequence>", 150)
	for name, text := range map[string]string{
		"deep groups":            head + `<xs:element name="r"><xs:complexType>` + deep + `</xs:complexType></xs:element></xs:schema>`,
		"no XML":                 "<",
		"another root":           "<schema/>",
		"groups in circles":      head + `<xs:group name="a"><xs:choice><xs:group ref="b"/></xs:choice></xs:group><xs:group name="b"><xs:choice><xs:group ref="a"/></xs:choice></xs:group></xs:schema>`,
		"types in circles":       head + `<xs:simpleType name="a"><xs:union memberTypes="b"/></xs:simpleType><xs:simpleType name="b"><xs:list itemType="a"/></xs:simpleType></xs:schema>`,
		"substitutions":          head + `<xs:element name="a" substitutionGroup="b"/><xs:element name="b" substitutionGroup="a"/></xs:schema>`,
		"attributes in circles":  head + `<xs:attributeGroup name="a"><xs:attributeGroup ref="b"/></xs:attributeGroup><xs:attributeGroup name="b"><xs:attributeGroup ref="a"/></xs:attributeGroup></xs:schema>`,
		"negative occurrences":   head + `<xs:element name="r"><xs:complexType><xs:sequence minOccurs="-1"/></xs:complexType></xs:element></xs:schema>`,
		"huge occurrences":       head + `<xs:element name="r"><xs:complexType><xs:sequence maxOccurs="99999999999999999999"/></xs:complexType></xs:element></xs:schema>`,
		"a pattern that hangs":   head + `<xs:element name="r"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="(a+)+b"/></xs:restriction></xs:simpleType></xs:element></xs:schema>`,
		"an element of no parts": head + `<xs:element/></xs:schema>`,
	} {
		t.Run(name, func(t *testing.T) {
			set, problems := Compile([]Document{{"s", text}}, nil)
			if len(problems) > 0 {
				return
			}
			in, err := Read("<r>"+strings.Repeat("a", 40)+"</r>", nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := set.Validate(in, in.Document().Root(), Options{Step: budget(1e6), Charge: budget(1 << 20)}); err != nil && err != errSpent {
				t.Error(err)
			}
		})
	}
}

func TestHostileDocuments(t *testing.T) {
	set, problems := Compile([]Document{{"s", head + `<xs:element name="r" type="R"/><xs:complexType name="R"><xs:sequence><xs:element name="r" type="R" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:schema>`}}, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	in, err := Read(strings.Repeat("<r>", 4000)+strings.Repeat("</r>", 4000), nil)
	if err != nil {
		t.Fatal(err)
	}
	if found, err := set.Validate(in, in.Document().Root(), Options{}); err != nil || len(found) > 0 {
		t.Error(found, err)
	}
	in, err = Read("<r>"+strings.Repeat("<r>x</r>", 5000)+"</r>", nil)
	if err != nil {
		t.Fatal(err)
	}
	if found, err := set.Validate(in, in.Document().Root(), Options{}); err != nil || len(found) != 100 {
		t.Error(len(found), err)
	}
	if _, err := set.Validate(in, in.Document().Root(), Options{Step: budget(50)}); err != errSpent {
		t.Error(err)
	}
}

func FuzzCompile(f *testing.F) {
	f.Add(head+`<xs:element name="r"><xs:complexType><xs:sequence><xs:element name="a" type="xs:int" maxOccurs="2"/><xs:any processContents="lax"/></xs:sequence><xs:attribute name="b" use="required"/></xs:complexType><xs:key name="k"><xs:selector xpath="a"/><xs:field xpath="."/></xs:key></xs:element></xs:schema>`, "<r b='1'><a>1</a><c/></r>")
	f.Add(head+`<xs:group name="g"><xs:all><xs:element name="a" type="T"/></xs:all></xs:group><xs:simpleType name="T"><xs:restriction base="xs:date"><xs:minInclusive value="2024-01-01"/></xs:restriction></xs:simpleType><xs:element name="r"><xs:complexType><xs:group ref="g"/></xs:complexType></xs:element></xs:schema>`, "<r><a>2024-02-30</a></r>")
	f.Fuzz(func(t *testing.T, schema, xml string) {
		set, problems := Compile([]Document{{"s", schema}}, nil)
		for _, p := range problems {
			if p.At < 0 || p.At > p.End || p.End > len(schema) {
				t.Fatalf("a place outside of the text: %+v", p)
			}
		}
		if len(problems) > 0 {
			return
		}
		in, err := Read(xml, budget(1<<20))
		if err != nil {
			return
		}
		_, _ = set.Validate(in, in.Document().Root(), Options{Step: budget(100000), Charge: budget(1 << 20)})
	})
}
