package evaluate

import (
	"errors"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// file is one of a txtar archive.
type file struct{ name, data string }

// filesOf reads a txtar archive: lines "-- name --", each followed by the file.
// What stands before the first is a comment.
func filesOf(text string) []file {
	var out []file
	start, at := 0, 0
	for line := range strings.Lines(text) {
		mark := strings.TrimRight(line, "\r\n")
		name, isMark := strings.CutPrefix(mark, "-- ")
		if isMark {
			name, isMark = strings.CutSuffix(name, " --")
		}
		if isMark && strings.TrimSpace(name) != "" {
			if len(out) > 0 {
				out[len(out)-1].data = text[start:at]
			}
			out = append(out, file{name: strings.TrimSpace(name)})
			start = at + len(line)
		}
		at += len(line)
	}
	if len(out) > 0 {
		out[len(out)-1].data = text[start:]
	}
	return out
}

// hasFiles reports whether a text is a txtar archive.
func hasFiles(text string) bool { return len(filesOf(text)) > 0 }

// fromArchive makes a context of an archive: the first request, the first
// response, and what context.json adds.
func fromArchive(text string) (*jsontree.Object, error) {
	var request, response, rest string
	for _, f := range filesOf(text) {
		name := f.name[strings.LastIndexByte(f.name, '/')+1:]
		switch data := firstOf(f.data); name {
		case "request.http", "requests.http":
			request = data
		case "response.http", "backend.http":
			response = data
		case "context.json":
			rest = f.data
		}
	}
	if request == "" && rest == "" {
		return nil, errors.New("the archive has neither request.http nor context.json")
	}
	out := jsontree.NewObject()
	if request != "" {
		var err error
		if out, err = fromMessages(request, response); err != nil {
			return nil, err
		}
	}
	if rest == "" {
		return out, nil
	}
	more, err := ParseContext(rest)
	if err != nil {
		return nil, err
	}
	if err := checkShape(more); err != nil {
		return nil, err
	}
	return out, node{more}.each(func(name string, t jsontree.Token) error {
		c, err := jsontree.Clone(t, free)
		if err != nil {
			return err
		}
		return out.Set(name, c, free)
	})
}

// firstOf is the first of the messages that lines "###" separate.
func firstOf(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "###") {
			if strings.TrimSpace(b.String()) != "" {
				break
			}
			b.Reset()
			continue
		}
		if strings.HasPrefix(line, "#") && b.Len() == 0 {
			// A comment, or what the tests of policies say about the request.
			continue
		}
		b.WriteString(line)
	}
	return b.String()
}
