package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/memory"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/server"
)

// runFlags are the flags of run.
type runFlags struct {
	settings, admin, backend     string
	listen, set                  []string
	watch, localAzure, keepGoing bool
	profile                      profileFlag
	grace                        time.Duration
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use: "run [PATH]", Short: "Serve a configuration",
		Long: "Serves the configuration at PATH (default: this folder): a folder with gatehouse.yaml, an\n" +
			"APIOps tree, an ARM template, the output of terraform show -json, or one policy document.\n" +
			"Prints what it found, the routes, subscription keys it made up, named values without a value,\n" +
			"and curl lines to try.\n\n" +
			"A configuration with errors is refused, all of them listed (exit status 1). SIGHUP, or --watch,\n" +
			"takes in changes; when they have errors the old configuration stays.\n\n" +
			"Every flag has a variable: GATEHOUSE_LISTEN for --listen, and so on.",
		Example: "  gatehouse run examples/call-azure\n" +
			"  gatehouse run policy.xml --backend http://localhost:3000\n" +
			"  gatehouse run apimartifacts --set apiKey=secret --watch",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := ""
			if len(args) == 1 {
				path = args[0]
			}
			return a.run(cmd.Context(), path, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.settings, "config", "", "the settings file (default: gatehouse.yaml beside the configuration)")
	flags.StringArrayVar(&f.listen, "listen", nil, "address to serve on, host:port; may be repeated (default "+config.DefaultGateway+")")
	flags.StringVar(&f.admin, "admin", "", "address of health and management, or off (default "+config.DefaultAdmin+")")
	flags.StringVar(&f.backend, "backend", "", "the URL a single policy document forwards to")
	flags.StringArrayVar(&f.set, "set", nil, "name=value of a named value; may be repeated")
	flags.BoolVar(&f.watch, "watch", false, "take in changes of the files")
	flags.BoolVar(&f.localAzure, "local-azure", false, "start the local Azure and send Azure's hosts there")
	flags.BoolVar(&f.keepGoing, "keep-going", false, "serve the APIs that are sound, answer 500 for the others")
	flags.DurationVar(&f.grace, "grace", 30*time.Second, "how long running requests may take at the end")
	f.profile.register(cmd)
	return cmd
}

// adjust applies the flags to the settings.
func (f *runFlags) adjust(s *config.Settings) {
	if len(f.listen) > 0 {
		s.Listen.Gateway = nil
		for _, address := range f.listen {
			s.Listen.Gateway = append(s.Listen.Gateway, config.Listener{Address: address})
		}
	}
	switch f.admin {
	case "":
	case "off":
		s.Listen.Admin.Address = ""
	default:
		s.Listen.Admin = config.Listener{Address: f.admin}
	}
	if f.localAzure {
		s.LocalAzure.Enabled = true
	}
	for _, pair := range f.set {
		name, value, _ := strings.Cut(pair, "=")
		s.SetNamedValue(name, value)
	}
}

func (f *runFlags) check() error {
	for _, pair := range f.set {
		if name, _, ok := strings.Cut(pair, "="); !ok || name == "" {
			// What was given may be a secret.
			return errors.New("--set takes name=value")
		}
	}
	return nil
}

func (a *app) run(ctx context.Context, path string, f runFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	memory.Tune(os.LookupEnv)
	log := a.logger()
	redirectPackageLog(log)
	// Changes of the configuration count from here on.
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)

	var l diag.List
	s, err := server.Start(server.Options{
		Source:    server.Source{Path: path, Settings: f.settings, Adjust: f.adjust, Backend: f.backend, Env: os.LookupEnv},
		KeepGoing: f.keepGoing, Profile: policy.Gateways(f.profile), Log: log,
	}, &l)
	if werr := a.reportList(&l); werr != nil {
		return werr
	}
	if errors.Is(err, server.ErrInvalid) {
		fmt.Fprintf(a.err, "nothing is served: %s; --keep-going serves the APIs that are sound\n", count(l.Count(diag.Error), "error"))
		return errFindings
	}
	if err != nil {
		return err
	}
	reload := func() { a.reload(s) }
	var wg sync.WaitGroup
	if f.watch {
		// Before the first screen: whoever has seen it may change files.
		w, err := s.NewWatcher()
		if err != nil {
			log.Error("the configuration cannot be watched; send SIGHUP after a change", "error", err)
		} else {
			wg.Go(func() { w.Run(ctx, reload) })
		}
	}
	if err := a.runScreen(s); err != nil {
		return err
	}
	memory.ReleaseStartup()
	for waiting := true; waiting; {
		select {
		case <-hangup:
			s.ExpireSecrets()
			reload()
		case <-ctx.Done():
			waiting = false
		}
	}
	wg.Wait()
	log.Info("stopping: finishing what runs", "grace", f.grace)
	end, cancel := context.WithTimeout(context.Background(), f.grace)
	defer cancel()
	return s.Close(end)
}

// reportList prints diagnostics found while serving or starting.
func (a *app) reportList(l *diag.List) error {
	if l.Len() == 0 {
		return nil
	}
	return a.findings(a.err, []diag.Checked{{Diagnostics: l.All()}})
}

// reload takes in a changed configuration and says what came of it.
func (a *app) reload(s *server.Server) {
	log := a.logger()
	var l diag.List
	restart, err := s.Reload(&l)
	if werr := a.reportList(&l); werr != nil {
		log.Error("printing findings", "error", werr)
	}
	switch {
	case errors.Is(err, server.ErrInvalid):
		log.Error("the changed configuration has errors; the old one is still served", "errors", l.Count(diag.Error))
	case err != nil:
		log.Error("the changed configuration cannot be read; the old one is still served", "error", err)
	case len(restart) > 0:
		log.Warn("the changed configuration is served, but these settings wait for a restart", "sections", strings.Join(restart, ", "))
	default:
		log.Info("the changed configuration is served")
	}
}
