package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/emulator"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

func (a *app) azureCommand() *cobra.Command {
	opts := emulator.Options{}
	var seedFile string
	var showSeed bool
	cmd := &cobra.Command{
		Use: "azure", Short: "Serve the local Azure alone",
		Long: "Starts stand-ins for the managed-identity endpoints, Microsoft Entra, Azure Resource Manager,\n" +
			"Service Bus, Event Hubs, Storage, Key Vault, Graph, Cosmos DB and Azure OpenAI on this machine,\n" +
			"and prints the variables that point any Azure SDK at them. It serves until it is interrupted.",
		Example: "  gatehouse azure\n  gatehouse azure --quiet >azure.env &           # then: . ./azure.env",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if showSeed {
				_, err := fmt.Fprint(a.out, seed.BuiltinText())
				return err
			}
			if seedFile != "" {
				s, found, err := seed.Load(seedFile)
				if err != nil {
					return err
				}
				if found.HasErrors() {
					return a.report([]diag.Checked{{Path: seedFile, Diagnostics: found.All()}})
				}
				opts.Seed = s
			}
			opts.Log = a.logger()
			s, err := emulator.Start(opts)
			if err != nil {
				return err
			}
			if err := a.azureScreen(s); err != nil {
				return err
			}
			<-cmd.Context().Done()
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			return s.Close(ctx)
		},
	}
	cmd.Flags().StringVar(&opts.IdentityAddress, "identity", emulator.DefaultIdentityAddress, "loopback address of the identity endpoints")
	cmd.Flags().StringVar(&opts.HTTPSAddress, "https", emulator.DefaultHTTPSAddress, "loopback address of the services")
	cmd.Flags().StringVar(&seedFile, "seed", "", "a YAML file that says what exists; see --print-seed")
	cmd.Flags().BoolVar(&showSeed, "print-seed", false, "print the built-in seed, to start one of your own from")
	return cmd
}

// azureScreen prints where local Azure is.
func (a *app) azureScreen(s *emulator.Server) error {
	vars := s.Environment()
	if a.output == "json" {
		env := map[string]string{}
		for _, v := range vars {
			env[v.Name] = v.Value
		}
		return json.NewEncoder(a.out).Encode(map[string]any{
			"identity": "http://" + s.IdentityAddress(), "services": "https://" + s.HTTPSAddress(), "ca": s.CAPath(), "environment": env,
		})
	}
	// In one piece: who waits for it does not see half of it.
	var w strings.Builder
	if !a.quiet {
		fmt.Fprintf(&w, "# local Azure: identity http://%s, services https://%s (CA %s)\n", s.IdentityAddress(), s.HTTPSAddress(), s.CAPath())
	}
	for _, line := range emulator.ExportLines(vars) {
		fmt.Fprintln(&w, line)
	}
	_, err := io.WriteString(a.out, w.String())
	return err
}
