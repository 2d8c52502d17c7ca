package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/validate"
)

func (a *app) validateCommand() *cobra.Command {
	var opts validate.Options
	var profile profileFlag
	cmd := &cobra.Command{
		Use: "validate [PATH…]", Short: "Check configuration and policy documents, serve nothing",
		Long: "Reads and compiles everything at each path: anything that run takes, loose policy\n" +
			"documents, or a folder of them. In loose documents, references that cannot be resolved\n" +
			"are warnings; in a tree that could be served they are errors.\n\n" +
			"Exit status: 0 when there is no error, 1 when there is one, 2 when a path cannot be read.",
		Example: "  gatehouse validate apimartifacts\n  gatehouse validate --output github policies/*.xml",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"."}
			}
			opts.Source.Env, opts.Profile = os.LookupEnv, policy.Gateways(profile)
			var all []diag.Checked
			var unreadable []error
			for _, path := range args {
				found, err := validate.Path(path, opts)
				if err != nil {
					unreadable = append(unreadable, err)
					continue
				}
				all = append(all, found...)
			}
			if len(unreadable) == len(args) {
				return errors.Join(unreadable...)
			}
			err := a.report(all)
			if len(unreadable) > 0 {
				// That outweighs what was found in the other paths.
				return errors.Join(unreadable...)
			}
			return err
		},
	}
	cmd.Flags().StringVar(&opts.Source.Settings, "config", "", "the settings file (default: gatehouse.yaml beside the configuration)")
	profile.register(cmd)
	return cmd
}

// report prints what was found and ends with errFindings when there is an error.
func (a *app) report(all []diag.Checked) error {
	if err := a.findings(a.out, all); err != nil {
		return err
	}
	var sound, errs, warnings int
	for _, c := range all {
		if c.OK() {
			sound++
		}
		for _, d := range c.Diagnostics {
			switch d.Severity {
			case diag.Error:
				errs++
			case diag.Warning:
				warnings++
			}
		}
	}
	if a.output == "text" && !a.quiet {
		fmt.Fprintf(a.out, "%s: %s fine, %s, %s\n", count(len(all), "document"), fmt.Sprint(sound), count(errs, "error"), count(warnings, "warning"))
	}
	if errs > 0 {
		return errFindings
	}
	return nil
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
