package files_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		t.Skipf("no links here: %v", err)
	}
}

func TestText(t *testing.T) {
	outside := t.TempDir()
	write(t, filepath.Join(outside, "secret"), "secret")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "sub", "a.txt"), "text é")
	write(t, filepath.Join(dir, "utf16le"), "\xff\xfe<\x00\xe9\x00")
	write(t, filepath.Join(dir, "utf16be"), "\xfe\xff\x00<\x00\xe9")
	write(t, filepath.Join(dir, "utf16odd"), "\xff\xfe<")
	write(t, filepath.Join(dir, "binary"), "a\x00b")
	write(t, filepath.Join(dir, "large"), strings.Repeat("x", 101))
	link(t, filepath.Join("sub", "a.txt"), filepath.Join(dir, "inside"))
	link(t, filepath.Join(outside, "secret"), filepath.Join(dir, "outside"))
	link(t, "loop2", filepath.Join(dir, "loop1"))
	link(t, "loop1", filepath.Join(dir, "loop2"))
	link(t, ".", filepath.Join(dir, "self"))
	socket, err := net.Listen("unix", filepath.Join(dir, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()

	folder, err := files.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	tests := []struct {
		name, path, want, problem string
		code                      diag.Code
	}{
		{"file", "sub/a.txt", "text é", "", ""},
		{"link inside", "inside", "text é", "", ""},
		{"folder linked to itself", "self/self/self/sub/a.txt", "text é", "", ""},
		{"UTF-16, little end first", "utf16le", "<é", "", ""},
		{"UTF-16, big end first", "utf16be", "<é", "", ""},
		{"half a character", "utf16odd", "", "half a character", diag.UnreadableFile},
		{"no text", "binary", "", "not a text file", diag.UnreadableFile},
		{"too large", "large", "", "it has 101 bytes; at most 100 are read", diag.UnreadableFile},
		{"missing", "sub/b.txt", "", "no such file", diag.MissingFile},
		{"link outside", "outside", "", "link to something outside", diag.UnreadableFile},
		{"link loop", "loop1", "", "", diag.UnreadableFile},
		{"outside", "../secret", "", "", diag.UnreadableFile},
		{"folder", "sub", "", "not a regular file", diag.UnreadableFile},
		{"socket", "socket", "", "not a regular file", diag.UnreadableFile},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			src := folder.Text(tt.path, 100, &l)
			if tt.code == "" {
				if src == nil || src.Text != tt.want || l.Len() > 0 {
					t.Fatalf("got %v, findings %v", src, l.All())
				}
				if want := filepath.Join(dir, filepath.FromSlash(tt.path)); src.Name != want {
					t.Errorf("named %s, want %s", src.Name, want)
				}
				return
			}
			found := l.All()
			if src != nil || len(found) != 1 || found[0].Code != tt.code || !strings.Contains(found[0].Message, tt.problem) {
				t.Fatalf("got %v, findings %+v", src, found)
			}
			if want := filepath.Join(dir, filepath.FromSlash(tt.path)); found[0].Source.Name != want {
				t.Errorf("finding names %s, want %s", found[0].Source.Name, want)
			}
		})
	}
}

func TestList(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "b", "x"), "")
	write(t, filepath.Join(dir, "a"), "")
	link(t, "b", filepath.Join(dir, "c"))
	link(t, "gone", filepath.Join(dir, "d"))
	folder, err := files.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	var l diag.List
	want := []files.Entry{{Name: "a"}, {Name: "b", IsDir: true}, {Name: "c", IsDir: true, IsLink: true}}
	if diff := cmp.Diff(want, folder.List(".", &l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if found := l.All(); len(found) != 1 || found[0].Code != diag.MissingFile {
		t.Errorf("findings %+v", found)
	}
	if got := folder.List("nothing", &l); got != nil || l.Len() != 1 {
		t.Errorf("a folder that is not there: %v", got)
	}
	folder.List("a", &l)
	if l.Len() != 2 {
		t.Error("a file listed as a folder is not reported")
	}
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a"), "text")
	src, err := files.File(filepath.Join(dir, "a"), 10)
	if err != nil || src.Text != "text" {
		t.Fatalf("%v %v", src, err)
	}
	for name, problem := range map[string]string{"a": "more than 3 bytes", ".": "it is a folder", "b": "no such file"} {
		if _, err := files.File(filepath.Join(dir, name), 3); err == nil || !strings.Contains(err.Error(), problem) || strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
