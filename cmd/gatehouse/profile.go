package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// profileFlag is the flag --profile.
type profileFlag policy.Gateways

// String implements pflag.Value.
func (f *profileFlag) String() string { return policy.Gateways(*f).String() }

// Type implements pflag.Value.
func (f *profileFlag) Type() string { return "gateway" }

// Set implements pflag.Value.
func (f *profileFlag) Set(name string) error {
	g, ok := policy.GatewaysNamed(name)
	if !ok {
		return fmt.Errorf("it may be %s", strings.Join(policy.GatewayNames(), ", "))
	}
	*f = profileFlag(g)
	return nil
}

func (f *profileFlag) register(cmd *cobra.Command) {
	cmd.Flags().Var(f, "profile", "be like this gateway of the service, refuse policies that it lacks: "+strings.Join(policy.GatewayNames(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("profile", cobra.FixedCompletions(policy.GatewayNames(), cobra.ShellCompDirectiveNoFileComp))
}
