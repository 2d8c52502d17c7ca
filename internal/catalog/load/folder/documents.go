package folder

import (
	"io/fs"
	"path"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Document is a policy document or fragment that stands by itself.
type Document struct {
	// Source is the text; its name is the path as the user wrote it.
	Source *diag.Source
	// Root is the root element: policies or fragment.
	Root string
}

// maxDocuments bounds how many documents one folder yields.
const maxDocuments = 100_000

// Documents returns every file below a folder whose root element is policies or
// fragment, in the order of paths. Links to folders are not followed, hidden
// folders and node_modules not entered. Files that cannot be read are reported.
func Documents(folder *files.Folder, l *diag.List) []Document {
	var out []Document
	walk(folder, ".", 0, l, func(rel string) bool {
		if src := candidate(folder, rel, l); src != nil {
			if root := Root(src.Text); IsDocument(root) {
				out = append(out, Document{Source: src, Root: root})
			}
		}
		return len(out) < maxDocuments
	})
	return out
}

// Any reports whether there is a document below a folder.
func Any(folder *files.Folder) bool {
	var ignored diag.List
	found := false
	walk(folder, ".", 0, &ignored, func(rel string) bool {
		src := candidate(folder, rel, &ignored)
		found = src != nil && IsDocument(Root(src.Text))
		return !found
	})
	return found
}

// maxDepth is how deep folders may nest.
const maxDepth = 64

func walk(folder *files.Folder, dir string, depth int, l *diag.List, file func(rel string) bool) bool {
	for _, e := range folder.List(dir, l) {
		rel := path.Join(dir, e.Name)
		if !e.IsDir {
			if !file(rel) {
				return false
			}
			continue
		}
		if e.Name[0] == '.' || e.Name == "node_modules" || e.IsLink || depth == maxDepth {
			continue
		}
		if !walk(folder, rel, depth+1, l, file) {
			return false
		}
	}
	return true
}

// candidate reads a file that may be a document: its first bytes, then all of
// it. Anything else in the folder is nobody's concern, whatever its size.
func candidate(folder *files.Folder, rel string, l *diag.List) *diag.Source {
	head, err := folder.Head(rel, 512)
	if err != nil {
		if !isRegularTrouble(err) {
			return nil
		}
		l.Add(files.Unreadable(folder.Name(rel), err))
		return nil
	}
	if !startsLikeXML(head) {
		return nil
	}
	return folder.Text(rel, files.PolicyLimit, l)
}

func isRegularTrouble(err error) bool {
	_, ok := err.(*fs.PathError)
	return ok
}

// startsLikeXML reports whether the first character that is no white space is
// an angle bracket, in UTF-8 or UTF-16.
func startsLikeXML(head []byte) bool {
	for _, c := range head {
		switch c {
		case '<':
			return true
		case ' ', '\t', '\r', '\n', 0, 0xef, 0xbb, 0xbf, 0xff, 0xfe:
		default:
			return false
		}
	}
	return false
}
