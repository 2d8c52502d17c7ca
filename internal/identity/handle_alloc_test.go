package identity

import (
	"context"
	"testing"
	"time"
)

// A warm token must cost no allocation: it stands on the path of every request
// that carries one.
func TestWarmTokenAllocatesNothing(t *testing.T) {
	m := imdsManager(t, &endpoint{life: time.Hour})
	h := m.Handle("", "", arm)
	ctx := context.Background()
	if _, err := h.Token(ctx); err != nil {
		t.Fatal(err)
	}
	var header string
	if n := testing.AllocsPerRun(1000, func() {
		token, err := h.Token(ctx)
		if err != nil {
			t.Fatal(err)
		}
		header = token.Bearer
	}); n != 0 {
		t.Errorf("Handle.Token allocates %v times", n)
	}
	if n := testing.AllocsPerRun(1000, func() {
		token, err := m.Token(ctx, "", "", arm)
		if err != nil {
			t.Fatal(err)
		}
		header = token.Bearer
	}); n != 0 {
		t.Errorf("Manager.Token allocates %v times", n)
	}
	if header != "Bearer token-1" {
		t.Errorf("header %q", header)
	}
}

func BenchmarkHandleToken(b *testing.B) {
	m := imdsManager(b, &endpoint{life: time.Hour})
	h := m.Handle("", "", arm)
	ctx := context.Background()
	if _, err := h.Token(ctx); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if token, err := h.Token(ctx); err != nil || token.Bearer == "" {
				b.Error(err)
			}
		}
	})
}

func BenchmarkManagerToken(b *testing.B) {
	m := imdsManager(b, &endpoint{life: time.Hour}, func(s *Settings, _ *Options) {
		s.UserAssigned = map[string]SourceSettings{"2c4f0000-0000-0000-0000-000000000000": {Source: SourceIMDS}}
	})
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Token(ctx, "", "2c4f0000-0000-0000-0000-000000000000", arm); err != nil {
			b.Fatal(err)
		}
	}
}
