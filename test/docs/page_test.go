package docs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// pages are the pages that were written by hand.
func pages(t *testing.T) []string {
	t.Helper()
	out := []string{"README.md"}
	for _, pattern := range []string{"docs/*.md", "docs/contributing/*.md", "examples/*/README.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			rel, err := filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, filepath.ToSlash(rel))
		}
	}
	return out
}

// block is a fenced block of a page.
type block struct {
	// language and file are the words of its first line.
	language, file string
	line           int
	text           string
}

// blocks reads the fenced blocks of a page.
func blocks(t *testing.T, page string) []block {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	var out []block
	open := false
	for i, line := range strings.SplitAfter(string(data), "\n") {
		fence, info, _ := strings.Cut(strings.TrimRight(line, "\n"), "```")
		switch {
		case fence == "" && strings.HasPrefix(line, "```") && !open:
			open = true
			language, file, _ := strings.Cut(info, " ")
			out = append(out, block{language: language, file: file, line: i + 1})
		case fence == "" && strings.HasPrefix(line, "```"):
			open = false
		case open:
			out[len(out)-1].text += line
		}
	}
	if open {
		t.Fatalf("%s: a block does not end", page)
	}
	return out
}
