// Command gatehouse runs Azure API Management policies anywhere: it serves
// configuration that is kept in source control, checks it, and evaluates policy
// expressions. Every command is a file of its own; root.go holds what they share.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // Time zones do not depend on the machine.
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := execute(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
