package server

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// quietTime is how long files must have been left alone before they are read:
// editors and checkouts write in several steps.
const quietTime = 200 * time.Millisecond

// Watcher watches the files of a server's configuration and settings.
type Watcher struct {
	server  *Server
	files   *fsnotify.Watcher
	watched []string
}

// NewWatcher begins to watch: what changes from now on is found by Run, which the
// caller has to call. The error says that the files cannot be watched.
func (s *Server) NewWatcher() (*Watcher, error) {
	files, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	w := &Watcher{server: s, files: files, watched: s.watched()}
	for _, p := range w.watched {
		if err := watchFolders(files, p); err != nil {
			files.Close()
			return nil, err
		}
	}
	return w, nil
}

// Run calls changed whenever files have changed, until ctx ends.
func (w *Watcher) Run(ctx context.Context, changed func()) {
	defer w.files.Close()
	log := w.server.log
	quiet := time.NewTimer(time.Hour)
	quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-w.files.Events:
			if e.Op == fsnotify.Chmod || !concerns(w.watched, e.Name) {
				continue
			}
			if e.Op.Has(fsnotify.Create) {
				// A new folder: what is in it counts from now on.
				if err := watchFolders(w.files, e.Name); err != nil {
					log.Warn("a new folder cannot be watched", "path", e.Name, "error", err)
				}
			}
			quiet.Reset(quietTime)
		case err := <-w.files.Errors:
			log.Warn("watching the configuration", "error", err)
			quiet.Reset(quietTime)
		case <-quiet.C:
			changed()
			// The settings may name other files now.
			w.watched = w.server.watched()
			for _, p := range w.watched {
				if err := watchFolders(w.files, p); err != nil {
					log.Warn("a path cannot be watched", slog.String("path", p), "error", err)
				}
			}
		}
	}
}

// watched lists the paths that make the configuration.
func (s *Server) watched() []string {
	c := s.Configuration()
	settings := c.Settings
	out := []string{settings.Configuration}
	if c.Service != nil {
		out = append(out, c.Service.Files...)
	}
	if settings.File != "" {
		out = append(out, settings.File)
	}
	if settings.Overrides != "" {
		out = append(out, settings.Overrides)
	}
	if settings.Parameters != "" {
		out = append(out, settings.Parameters)
	}
	for _, c := range settings.Certificates {
		out = append(out, c.PFX)
	}
	return out
}

// concerns reports whether a path is one of those watched or below one.
func concerns(watched []string, path string) bool {
	if strings.HasSuffix(path, "~") || strings.HasSuffix(path, ".swp") {
		return false
	}
	for _, p := range watched {
		if rel, err := filepath.Rel(p, path); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// watchFolders watches a folder with those below it, or the folder of a file:
// editors replace files rather than write into them.
func watchFolders(w *fsnotify.Watcher, path string) error {
	folder := false
	err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case d.Name() == ".git" || d.Name() == "node_modules":
			return filepath.SkipDir
		}
		folder = folder || p == path
		return w.Add(p)
	})
	if err != nil || folder {
		return err
	}
	return w.Add(filepath.Dir(path))
}
