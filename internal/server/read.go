package server

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load"
	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// Source says where settings and configuration come from. It can be read again
// when files have changed.
type Source struct {
	// Path is what the user named: a folder, a settings file, or a file that Load
	// takes; empty means the current folder.
	Path string
	// Settings is the path of a settings file, empty to look for one beside Path.
	Settings string
	// Adjust changes the settings as the command line asks for; nil does nothing.
	Adjust func(*config.Settings)
	// Backend is the URL a single policy document forwards to.
	Backend string
	// Env looks up environment variables.
	Env func(name string) (string, bool)
	// Secrets reads secrets of Key Vaults for named values, with the settings that were
	// read; nil leaves those named values without a value.
	Secrets func(c *Configuration, refs []catalog.KeyVaultReference) []catalog.KeyVaultSecret
	// CacheFolder holds the random number that derived subscription keys start
	// from; empty means gatehouse in the user's cache folder.
	CacheFolder string
}

// Configuration is what was read.
type Configuration struct {
	Settings *config.Settings
	Service  *catalog.Service
	// Seed is what local Azure holds; nil means the built-in seed.
	Seed *seed.Seed
}

// Read reads settings and configuration. What is wrong in them is reported to l.
// The error is for paths that cannot be read or hold nothing that is known, and it
// is ErrInvalid when the settings have errors that this may come from.
func Read(src Source, l *diag.List) (*Configuration, error) {
	settings, err := readSettings(src, l)
	if err != nil {
		return nil, err
	}
	if src.Adjust != nil {
		src.Adjust(settings)
	}
	settings.Check(l)
	c := &Configuration{Settings: settings}
	if name := settings.LocalAzure.Seed; settings.LocalAzure.Enabled && name != "" {
		var found diag.List
		if c.Seed, found, err = seed.Load(name); err != nil && !l.HasErrors() {
			return nil, err // otherwise Check has said so
		}
		l.Append(found)
	}
	keys, err := keySeed(src, settings)
	if err != nil {
		return nil, err
	}
	opts := load.Options{Backend: src.Backend, Overrides: settings.Overrides, Parameters: settings.Parameters, Env: src.Env, Supply: settings.Supply(keys, l)}
	if src.Secrets != nil && !l.HasErrors() {
		opts.Supply.Secrets = func(refs []catalog.KeyVaultReference) []catalog.KeyVaultSecret { return src.Secrets(c, refs) }
	}
	if info, err := os.Stat(opts.Overrides); err != nil || info.IsDir() {
		opts.Overrides = "" // Check has said so, and where it is named
	}
	if info, err := os.Stat(opts.Parameters); err != nil || info.IsDir() {
		opts.Parameters = "" // as above
	}
	c.Service, err = load.Path(settings.Configuration, opts, l)
	switch {
	case err == nil:
		return c, nil
	case !l.HasErrors():
		return nil, err
	case !errors.Is(err, fs.ErrNotExist):
		// A missing folder is among the errors of the settings; this is not.
		l.Errorf(diag.ConfigSyntax, diag.NewSource(settings.Configuration, ""), diag.Span{}, "%v", err)
	}
	return nil, ErrInvalid
}

// readSettings finds the settings file and what it is about.
func readSettings(src Source, l *diag.List) (*config.Settings, error) {
	path := src.Path
	if path == "" {
		path = "."
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	isSettings := !info.IsDir() && slices.Contains(config.Names[:], filepath.Base(path))
	file := src.Settings
	switch {
	case file != "":
	case info.IsDir() || isSettings:
		file = path
	default:
		file = filepath.Dir(path)
	}
	settings, err := config.Load(file, src.Env, l)
	if err != nil {
		return nil, err
	}
	if !isSettings && (!info.IsDir() || src.Settings != "" && src.Path != "") {
		settings.Configuration = path
	}
	return settings, nil
}

// keySeed returns the seed of the keys that are made up for this configuration.
func keySeed(src Source, settings *config.Settings) ([]byte, error) {
	folder := src.CacheFolder
	if folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("finding the folder for the seed of subscription keys: %w", err)
		}
		folder = filepath.Join(cache, "gatehouse")
	}
	seed, err := config.KeySeed(folder, settings.Configuration)
	if err != nil {
		return nil, fmt.Errorf("making the seed of subscription keys: %w", err)
	}
	return seed, nil
}
