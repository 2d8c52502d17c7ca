package memory

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const smaps = `00400000-0182d000 r-xp 00000000 fe:00 1 /opt/my gate/gatehouse
Size:              20660 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me
0182d000-0318a000 r--p 0142d000 fe:00 1 /opt/my gate/gatehouse
Anonymous:             4 kB
0318a000-03200000 r--p 02d8a000 fe:00 1 /opt/my gate/gatehouse
Anonymous:             0 kB
03200000-032fb000 rw-p 02e00000 fe:00 1 /opt/my gate/gatehouse
Anonymous:             0 kB
c000000000-c000400000 rw-p 00000000 00:00 0
Anonymous:             0 kB
7f0000000000-7f0000001000 r--p 00000000 fe:00 2 /lib/other
Anonymous:             0 kB
7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0 [vdso]
Anonymous:             0 kB
`

// TestProgramMappings: text with a breakpoint or a relocation in it stays, as does what
// is written to and what belongs to others.
func TestProgramMappings(t *testing.T) {
	got, err := programMappings(strings.NewReader(smaps), "/opt/my gate/gatehouse")
	if err != nil {
		t.Fatal(err)
	}
	want := []mapping{{0x400000, 0x142d000}, {0x318a000, 0x76000}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(mapping{})); diff != "" {
		t.Error(diff)
	}
}

func TestProgramMappingsNonsense(t *testing.T) {
	for _, text := range []string{"", "-\n", "x-y r--p 0 0 0 /p\nAnonymous: 0 kB\n", "1-2\nAnonymous:\n", "Anonymous: 0 kB\n"} {
		if got, _ := programMappings(strings.NewReader(text), "/p"); len(got) != 0 {
			t.Errorf("%q: %v", text, got)
		}
	}
}
