package redis

import (
	"context"
	"time"

	client "github.com/redis/go-redis/v9"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// breakers implements state.Breaker; the work is done by breaker.lua.
type breakers struct {
	scripts
	prefix string
	script *client.Script
}

func (b *breakers) keys(key string) []string {
	name := tagged(b.prefix, "b", key)
	return []string{name, name + "w"}
}

// Report implements state.Breaker.
func (b *breakers) Report(ctx context.Context, key string, rule state.BreakerRule, call state.BreakerCall) (time.Duration, error) {
	trip, failed := rule.Trip, 0
	if call.Trip > 0 {
		trip = call.Trip
	}
	if call.Failed {
		failed = 1
	}
	open, err := b.script.Run(ctx, b.client, b.keys(key),
		"report", micros(rule.Interval), rule.Count, rule.Percentage, micros(trip), failed).Int64()
	return time.Duration(open) * time.Microsecond, err
}

// Open implements state.Breaker: all keys at once, wherever their nodes are.
func (b *breakers) Open(ctx context.Context, keys []string) ([]time.Duration, error) {
	out := make([]time.Duration, len(keys))
	err := b.ask(ctx, keys, out, func(pipe client.Pipeliner, names []string) *client.Cmd {
		return pipe.EvalSha(ctx, b.script.Hash(), names, "open")
	})
	if client.HasErrorPrefix(err, "NOSCRIPT") {
		err = b.ask(ctx, keys, out, func(pipe client.Pipeliner, names []string) *client.Cmd {
			return b.script.Eval(ctx, pipe, names, "open")
		})
	}
	return out, err
}

func (b *breakers) ask(ctx context.Context, keys []string, out []time.Duration, command func(client.Pipeliner, []string) *client.Cmd) error {
	pipe := b.client.Pipeline()
	answers := make([]*client.Cmd, len(keys))
	for i, key := range keys {
		answers[i] = command(pipe, b.keys(key))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return err
	}
	for i, answer := range answers {
		open, err := answer.Int64()
		if err != nil {
			return err
		}
		out[i] = time.Duration(open) * time.Microsecond
	}
	return nil
}
