package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Limits on the size of files in bytes. The service takes policy documents of
// 256 KiB and schemas of 4 MiB.
const (
	PolicyLimit        = 4 << 20
	InformationLimit   = 16 << 20
	SpecificationLimit = 64 << 20
)

// maxEntries is the most entries that are read of one folder.
const maxEntries = 200_000

// Folder is a folder and what is below it. Paths are relative to it, with
// forward slashes. It is safe for concurrent use until it is closed.
type Folder struct {
	root *os.Root
	name string // as the user wrote it

	mu     sync.Mutex
	record bool
	read   []string // names of files that were read, once Record was called
}

// Open opens a folder. The error is that of the operating system.
func Open(name string) (*Folder, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &Folder{root: root, name: name}, nil
}

// Close closes the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Name returns the path of a file or folder as diagnostics name it.
func (f *Folder) Name(rel string) string {
	if rel == "." || rel == "" {
		return f.name
	}
	return filepath.Join(f.name, filepath.FromSlash(rel))
}

// Record makes the folder keep the names of the files that are read from now on.
func (f *Folder) Record() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.record = true
}

// Recorded returns the names, as Name makes them, of the files that were read
// since Record.
func (f *Folder) Recorded() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.read)
}

// Entry is one entry of a folder.
type Entry struct {
	Name string
	// IsDir says that it is a folder, or a link to one; IsLink that it is a link.
	IsDir, IsLink bool
}

// List returns the entries of a folder sorted by name, links followed. A folder
// that is not there has none; one that cannot be read is reported.
func (f *Folder) List(rel string, l *diag.List) []Entry {
	dir, err := f.root.Open(filepath.FromSlash(rel))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		f.unreadable(rel, err, l)
		return nil
	}
	defer dir.Close()
	found, err := dir.ReadDir(maxEntries)
	if err != nil && !errors.Is(err, io.EOF) {
		f.unreadable(rel, err, l)
		return nil
	}
	if len(found) == maxEntries {
		f.unreadable(rel, fmt.Errorf("the folder has more than %d entries", maxEntries-1), l)
	}
	entries := make([]Entry, 0, len(found))
	for _, e := range found {
		entry := Entry{Name: e.Name(), IsDir: e.IsDir()}
		if e.Type()&fs.ModeSymlink != 0 {
			info, err := f.root.Stat(filepath.FromSlash(path.Join(rel, e.Name())))
			if err != nil {
				f.unreadable(path.Join(rel, e.Name()), err, l)
				continue
			}
			entry.IsDir, entry.IsLink = info.IsDir(), true
		}
		entries = append(entries, entry)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries
}

// IsFile reports whether a regular file is there.
func (f *Folder) IsFile(rel string) bool {
	info, err := f.root.Stat(filepath.FromSlash(rel))
	return err == nil && info.Mode().IsRegular()
}

// Head returns the first bytes of a regular file, at most n. Errors of the
// operating system are *fs.PathError.
func (f *Folder) Head(rel string, n int64) ([]byte, error) {
	file, _, err := f.open(rel)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, n))
}

// Text reads a file as text. UTF-16 with a byte order mark becomes UTF-8. When
// the file is missing, unreadable, too large or no text, that is reported and
// nil is returned.
func (f *Folder) Text(rel string, limit int64, l *diag.List) *diag.Source {
	data, err := f.bytes(rel, limit)
	if err == nil {
		var text string
		if text, err = decode(data); err == nil {
			return diag.NewSource(f.Name(rel), text)
		}
	}
	f.unreadable(rel, err, l)
	return nil
}

// Read reads a file as text like Text, but returns the error instead of
// reporting it.
func (f *Folder) Read(rel string, limit int64) (*diag.Source, error) {
	data, err := f.bytes(rel, limit)
	if err != nil {
		return nil, plainError(err)
	}
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	return diag.NewSource(f.Name(rel), text), nil
}

func (f *Folder) bytes(rel string, limit int64) ([]byte, error) {
	f.mu.Lock()
	if f.record {
		f.read = append(f.read, f.Name(rel))
	}
	f.mu.Unlock()
	file, size, err := f.open(rel)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readAll(file, size, limit)
}

// open opens a regular file and returns its size.
func (f *Folder) open(rel string) (*os.File, int64, error) {
	rel = filepath.FromSlash(rel)
	// Opening a pipe or a device could block or have effects.
	info, err := f.root.Stat(rel)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, errors.New("it is not a regular file")
	}
	file, err := f.root.Open(rel)
	return file, info.Size(), err
}

func readAll(r io.Reader, size, limit int64) ([]byte, error) {
	if size > limit {
		return nil, fmt.Errorf("it has %d bytes; at most %d are read", size, limit)
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("it has more than %d bytes", limit)
	}
	return data, nil
}

// decode turns the bytes of a text file into a Go string.
func decode(data []byte) (string, error) {
	if len(data) >= 2 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff) {
		big := data[0] == 0xfe
		if len(data)%2 != 0 {
			return "", errors.New("it is UTF-16 text with half a character at its end")
		}
		units := make([]uint16, 0, len(data)/2)
		for i := 2; i < len(data); i += 2 {
			unit := uint16(data[i]) | uint16(data[i+1])<<8
			if big {
				unit = uint16(data[i])<<8 | uint16(data[i+1])
			}
			units = append(units, unit)
		}
		return string(utf16.Decode(units)), nil
	}
	for _, c := range data[:min(len(data), 8000)] {
		if c == 0 {
			return "", errors.New("it is not a text file")
		}
	}
	return string(data), nil
}

func (f *Folder) unreadable(rel string, err error, l *diag.List) {
	l.Add(Unreadable(f.Name(rel), err))
}

// Unreadable is the diagnostic for a file or folder that cannot be read.
func Unreadable(name string, err error) diag.Diagnostic {
	code := diag.UnreadableFile
	if errors.Is(err, fs.ErrNotExist) {
		code = diag.MissingFile
	}
	// An empty source lets writers name the file.
	return diag.Diagnostic{
		Severity: diag.Error, Code: code, Source: diag.NewSource(name, ""),
		Message: "the file cannot be read: " + plainError(err).Error(),
	}
}

// plainError takes the path, which the diagnostic names anyway, out of an error
// of the operating system.
func plainError(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		if strings.Contains(pathError.Err.Error(), "escapes from parent") {
			return errors.New("it is a link to something outside the folder that is loaded")
		}
		return pathError.Err
	}
	return err
}

// File reads one file that the user named, as text.
func File(name string, limit int64) (*diag.Source, error) {
	data, err := Bytes(name, limit)
	if err != nil {
		return nil, err
	}
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	return diag.NewSource(name, text), nil
}

// Bytes reads one file that the user named.
func Bytes(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, plainError(err)
	}
	if info.IsDir() {
		return nil, errors.New("it is a folder")
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, plainError(err)
	}
	defer file.Close()
	// A pipe is welcome here: the user named it (`--config <(…)`).
	return readAll(file, 0, limit)
}
