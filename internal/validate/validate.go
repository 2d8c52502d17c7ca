// Package validate checks configuration without serving it: trees that could be
// served as a whole, and loose policy documents each by itself. The command
// `gatehouse validate` prints its reports.
//
// Start reading at Path.
package validate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load"
	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/gateway"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/server"
)

// Options say what is checked and against which rules.
type Options struct {
	// Source says where settings and configuration come from; its Path is replaced.
	Source server.Source
	// Profile is the gateway whose rules documents must keep; 0 for all features.
	Profile policy.Gateways
}

// Path checks what stands at a path: anything that can be served, a loose
// document, or a folder of them. References that cannot be resolved are warnings
// in loose documents and errors in a tree. The error is for a path that cannot be
// read or holds nothing that is known.
func Path(path string, opts Options) ([]diag.Checked, error) {
	format, err := formatOf(path)
	if err != nil {
		return nil, err
	}
	if format == load.Loose || format == load.Document {
		return loose(path, opts)
	}
	return tree(path, opts)
}

// formatOf returns the format of a path; a folder with settings is always a tree.
func formatOf(path string) (string, error) {
	name := path
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		for _, n := range config.Names {
			if _, err := os.Stat(filepath.Join(path, n)); !errors.Is(err, fs.ErrNotExist) {
				return load.APIOps, nil
			}
		}
	} else if slices.Contains(config.Names[:], filepath.Base(path)) {
		return load.APIOps, nil
	}
	format, err := load.Format(name)
	if errors.Is(err, load.ErrUnknownFormat) {
		return "", fmt.Errorf("%s holds no policy document and no configuration that is known", path)
	}
	return format, err
}

// loose checks documents each by itself.
func loose(path string, opts Options) ([]diag.Checked, error) {
	var l diag.List
	documents, err := load.Documents(path, &l)
	if err != nil {
		return nil, err
	}
	env, registry := gateway.Environment(bcl.Default()), policies.Builtin()
	var sources []*diag.Source
	for _, d := range documents {
		c := policy.Compiler{Registry: registry, Env: env, Diagnostics: &l, Profile: opts.Profile, Loose: true}
		c.Check(d.Source)
		sources = append(sources, d.Source)
	}
	return group(path, sources, &l), nil
}

// tree checks everything that a server would serve.
func tree(path string, opts Options) ([]diag.Checked, error) {
	var l diag.List
	src := opts.Source
	src.Path = path
	c, err := server.Read(src, &l)
	if errors.Is(err, server.ErrInvalid) {
		return group(path, nil, &l), nil
	}
	if err != nil {
		return nil, err
	}
	gateway.Build(c.Service, gateway.BuildOptions{
		Library: bcl.Default(), Registry: policies.Builtin(), Profile: opts.Profile, Deployment: apim.Deployment{},
	}, &l)
	return group(path, sources(c.Service), &l), nil
}

// sources lists the policy documents of a service.
func sources(s *catalog.Service) []*diag.Source {
	var out []*diag.Source
	add := func(src *diag.Source) {
		if src != nil && !slices.Contains(out, src) {
			out = append(out, src)
		}
	}
	resources := func(r *catalog.Resources) {
		add(r.Policy)
		for _, f := range r.Fragments {
			add(f.Policy)
		}
		for _, p := range r.Products {
			add(p.Policy)
		}
		for _, a := range r.APIs {
			add(a.Policy)
			for _, op := range a.Operations {
				add(op.Policy)
			}
		}
	}
	resources(&s.Resources)
	for _, w := range s.Workspaces {
		resources(&w.Resources)
	}
	return out
}

// group sorts findings by the file they are in. Files without findings are listed
// as well when they are policy documents.
func group(path string, sources []*diag.Source, l *diag.List) []diag.Checked {
	var out []diag.Checked
	index := map[string]int{}
	at := func(name string) int {
		i, ok := index[name]
		if !ok {
			i = len(out)
			index[name] = i
			out = append(out, diag.Checked{Path: name})
		}
		return i
	}
	for _, s := range sources {
		// A document may stand in a file with others, such as an ARM template.
		at(s.Resolve(diag.Span{})[0].Source.Name)
	}
	for _, d := range l.All() {
		name := path
		if d.Source != nil {
			name = d.Source.Resolve(d.Span)[0].Source.Name
		}
		i := at(name)
		out[i].Diagnostics = append(out[i].Diagnostics, d)
	}
	slices.SortStableFunc(out, func(a, b diag.Checked) int { return strings.Compare(a.Path, b.Path) })
	return out
}
