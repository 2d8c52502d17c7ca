package evaluate

import (
	"errors"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// hasFiles reports whether a text is a txtar archive of a recorded request.
func hasFiles(text string) bool { return len(txtar.Parse([]byte(text)).Files) > 0 }

// fromArchive makes a context of an archive: the first request, the first
// response, and what context.json adds.
func fromArchive(text string) (*jsontree.Object, error) {
	var request, response, rest string
	for _, f := range txtar.Parse([]byte(text)).Files {
		name := f.Name[strings.LastIndexByte(f.Name, '/')+1:]
		switch data := firstOf(string(f.Data)); name {
		case "request.http", "requests.http":
			request = data
		case "response.http", "backend.http":
			response = data
		case "context.json":
			rest = string(f.Data)
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
	if err := checkKeys(more); err != nil {
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
