package clr

import (
	"bytes"
	"errors"
	"testing"
)

const sampleGuid = "0f8fad5b-d9cb-469f-a165-70867728950e"

func TestParseGuid(t *testing.T) {
	for _, c := range []struct{ name, text, want, message string }{
		{"N", "0f8fad5bd9cb469fa16570867728950e", sampleGuid, ""},
		{"D in white space", " 0F8FAD5B-D9CB-469F-A165-70867728950E ", sampleGuid, ""},
		{"B", "{0F8FAD5B-D9CB-469F-A165-70867728950E}", sampleGuid, ""},
		{"P", "(0f8fad5b-d9cb-469f-a165-70867728950e)", sampleGuid, ""},
		{"X", "{0x0f8fad5b,0xd9cb,0x469f,{0xa1,0x65,0x70,0x86,0x77,0x28,0x95,0x0e}}", sampleGuid, ""},
		{"X with white space", "{ 0x0f8fad5b , 0xd9cb,0x469f, {0xa1,0x65,0x70,0x86,0x77,0x28,0x95,0x0e} }", sampleGuid, ""},
		{"X with short fields", "{0xf8fad5b,0xcb,0x9f,{0x1,0x65,0x70,0x86,0x77,0x28,0x95,0x0e}}", "0f8fad5b-00cb-009f-0165-70867728950e", ""},
		{"X with a long field", "{0x0f8fad5b,0xd9cbff,0x469f,{0xa1,0x65,0x70,0x86,0x77,0x28,0x95,0x0e}}", "0f8fad5b-cbff-469f-a165-70867728950e", ""},
		{"plus sign", "+f8fad5b-d9cb-469f-a165-70867728950e", sampleGuid, ""},
		{"0x", "0xf8fad5-d9cb-469f-a165-70867728950e", "00f8fad5-d9cb-469f-a165-70867728950e", ""},
		{"empty", "", "", guidUnrecognized},
		{"blank", "   ", "", guidUnrecognized},
		{"word", "x", "", guidLength},
		{"one digit short", "0f8fad5b-d9cb-469f-a165-70867728950", "", guidLength},
		{"no hex", "0f8fad5b-d9cb-469f-a165-7086772895zz", "", guidLength},
		{"no closing brace", "{0f8fad5b-d9cb-469f-a165-70867728950e", "", guidLength},
		{"wrong closing", "{0f8fad5b-d9cb-469f-a165-70867728950e)", "", guidLength},
		{"N too short", "0f8fad5bd9cb469fa16570867728950", "", guidLength},
		{"N no hex", "0f8fad5bd9cb469fa16570867728950g", "", guidCharacters},
		{"dashes", "0f8fad5b-d9cb-469fa165-70867728950e0", "", guidDashes},
		{"braces without dashes", "{0f8fad5bd9cb469fa16570867728950e}", "", guidPrefix},
		{"X short", "{0x0f8fad5b,0xd9cb,0x469f,{0xa1,0x65,0x70,0x86,0x77,0x28,0x95}}", "", guidComma},
		{"X no end", "{0x0f8fad5b,0xd9cb,0x469f,{0xa1,0x65,0x70,0x86,0x77,0x28,0x95,0x0e}", "", guidEnd},
		{"X more", "{0x0f8fad5b,0xd9cb,0x469f,{0xa1,0x65,0x70,0x86,0x77,0x28,0x95,0x0e}}x", "", guidExtra},
		{"X byte", "{0x0f8fad5b,0xd9cb,0x469f,{0xa1f,0x65,0x70,0x86,0x77,0x28,0x95,0x0e}}", "", guidByte},
		{"X too long", "{0x1f8fad5bff,0xcb,0x9f,{0x1,0x65,0x70,0x86,0x77,0x28,0x95,0x0e}}", "", guidUnrecognized},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := ParseGuid(c.text)
			if c.message != "" {
				var exception *Exception
				if !errors.As(err, &exception) || exception.Type != "System.FormatException" || exception.Message != c.message {
					t.Fatalf("got %v, %v; want %q", g, err, c.message)
				}
				return
			}
			if err != nil || g.String() != c.want {
				t.Errorf("got %v, %v; want %s", g, err, c.want)
			}
		})
	}
}

func TestGuidForms(t *testing.T) {
	g, err := ParseGuid(sampleGuid)
	if err != nil {
		t.Fatal(err)
	}
	for specifier, want := range map[string]string{
		"": sampleGuid, "d": sampleGuid, "D": sampleGuid,
		"N": "0f8fad5bd9cb469fa16570867728950e",
		"B": "{" + sampleGuid + "}", "P": "(" + sampleGuid + ")",
		"X": "{0x0f8fad5b,0xd9cb,0x469f,{0xa1,0x65,0x70,0x86,0x77,0x28,0x95,0x0e}}",
	} {
		got, err := g.Format(specifier)
		if err != nil || got != want {
			t.Errorf("%q: got %q, %v; want %q", specifier, got, err, want)
		}
		if specifier == "" {
			continue
		}
		if back, err := ParseGuidExact(got, specifier); err != nil || back != g {
			t.Errorf("%q does not read back: %v, %v", specifier, back, err)
		}
	}
	for _, specifier := range []string{"Q", "DD"} {
		if _, err := g.Format(specifier); err == nil {
			t.Errorf("%q is accepted", specifier)
		}
	}
	if _, err := ParseGuidExact(sampleGuid, "N"); err == nil {
		t.Error("N accepts dashes")
	}
	wantBytes := []byte{0x5b, 0xad, 0x8f, 0x0f, 0xcb, 0xd9, 0x9f, 0x46, 0xa1, 0x65, 0x70, 0x86, 0x77, 0x28, 0x95, 0x0e}
	if !bytes.Equal(g.Bytes(), wantBytes) {
		t.Errorf("bytes %x", g.Bytes())
	}
	if back, err := GuidFromBytes(wantBytes); err != nil || back != g {
		t.Errorf("from bytes %v, %v", back, err)
	}
	if _, err := GuidFromBytes(wantBytes[:3]); err == nil {
		t.Error("three bytes are accepted")
	}
	if g.HashCode() != -1040893626 {
		t.Errorf("hash code %d", g.HashCode())
	}
}

func TestNewGuid(t *testing.T) {
	g, err := NewGuid(bytes.NewReader(bytes.Repeat([]byte{0xff}, 16)))
	if err != nil || g.String() != "ffffffff-ffff-4fff-bfff-ffffffffffff" {
		t.Errorf("got %v, %v", g, err)
	}
	if _, err := NewGuid(bytes.NewReader(nil)); err == nil {
		t.Error("an empty source is enough")
	}
	if a, err := NewGuid(nil); err != nil || a == (Guid{}) {
		t.Errorf("got %v, %v", a, err)
	}
}

func FuzzParseGuid(f *testing.F) {
	for _, seed := range []string{sampleGuid, "{0x0f8fad5b,0xd9cb,0x469f,{0xa1,0x65,0x70,0x86,0x77,0x28,0x95,0x0e}}", "{0x", "(", "{"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g, err := ParseGuid(s)
		if err != nil {
			return
		}
		if back, err := ParseGuid(g.String()); err != nil || back != g {
			t.Errorf("%q: %v, %v", s, back, err)
		}
	})
}
