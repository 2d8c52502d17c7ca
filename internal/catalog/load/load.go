package load

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/build"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/folder"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/override"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Options say how configuration is read. The zero Options are fine.
type Options struct {
	// Backend is the URL that a single policy document forwards to.
	Backend string
	// Overrides is the path of an APIOps override file, empty for none.
	Overrides string
	// Parameters is the path of the parameters file of an ARM template; empty for
	// the one that stands beside it, if there is one.
	Parameters string
	// Env looks up environment variables, for the tokens that pipelines replace.
	// When nil no token has a value.
	Env func(name string) (string, bool)
	// Supply is what the settings of the run add.
	Supply catalog.Supply
}

// Path reads the configuration at a path: a folder or a file in any known
// format. What is wrong with the configuration is reported to l, and the service
// is returned as far as it could be read; the error is for a path that cannot be
// read at all or holds nothing that is known.
func Path(name string, opt Options, l *diag.List) (*catalog.Service, error) {
	in, err := open(name)
	if err != nil {
		return nil, err
	}
	defer in.close()
	f, err := detect(in)
	if err != nil {
		return nil, err
	}
	if f.read == nil {
		l.Add(diag.Diagnostic{Severity: diag.Error, Code: diag.NotSupported, Source: in.source(), Message: f.refusal})
		return &catalog.Service{Format: f.name, Path: name}, nil
	}
	root := f.read(in, opt, l)
	service := finish(root, opt, l)
	service.Format, service.Path, service.Files = f.name, name, in.beside
	return service, nil
}

// Format returns the name of the format of the configuration at a path. The
// error wraps ErrUnknownFormat when there is nothing that Path reads.
func Format(name string) (string, error) {
	in, err := open(name)
	if err != nil {
		return "", err
	}
	defer in.close()
	f, err := detect(in)
	return f.name, err
}

// Documents returns the policy documents and fragments at a path that are
// checked each by itself: the file, or every document below the folder.
func Documents(name string, l *diag.List) ([]folder.Document, error) {
	in, err := open(name)
	if err != nil {
		return nil, err
	}
	defer in.close()
	if in.folder != nil {
		return folder.Documents(in.folder, l), nil
	}
	return []folder.Document{{Source: in.file, Root: folder.Root(in.file.Text)}}, nil
}

// finish makes a service of a tree.
func finish(root *tree.Resource, opt Options, l *diag.List) *catalog.Service {
	serviceName := ""
	if opt.Overrides != "" {
		src, err := files.File(opt.Overrides, files.InformationLimit)
		if err != nil {
			l.Add(files.Unreadable(opt.Overrides, err))
		} else {
			serviceName = override.Apply(root, node.YAML(src, diag.ConfigSyntax, l), l)
		}
	}
	override.ReplaceTokens(root, opt.Env, l)
	service := build.Build(root, opt.Supply, l)
	service.Name = serviceName
	return service
}

// input is what the user named: a file, or a folder.
type input struct {
	name   string
	file   *diag.Source
	folder *files.Folder
	// templates are the ARM templates that isARMFolder found in the folder.
	templates []*diag.Source
	// beside are the files that were read besides the file.
	beside []string
}

func open(name string) (*input, error) {
	info, err := os.Stat(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no file or folder %s: %w", name, fs.ErrNotExist)
		}
		return nil, err
	}
	if info.IsDir() {
		dir, err := files.Open(name)
		if err != nil {
			return nil, err
		}
		return &input{name: name, folder: dir}, nil
	}
	src, err := files.File(name, files.SpecificationLimit)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return &input{name: name, file: src}, nil
}

func (in *input) close() {
	if in.folder != nil {
		in.folder.Close()
	}
}

// source is what findings about the whole input point at.
func (in *input) source() *diag.Source {
	if in.file != nil {
		return in.file
	}
	return diag.NewSource(in.name, "")
}
