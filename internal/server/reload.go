package server

import (
	"reflect"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/gateway"
)

// Reload reads settings and configuration again and serves them. When they have
// errors, which are reported to l, the error is ErrInvalid and the old ones stay.
// restart names the sections of the settings whose change takes effect only after
// a restart.
func (s *Server) Reload(l *diag.List) (restart []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secrets.wanted = nil
	c, err := Read(s.opts.Source, l)
	if err != nil {
		return nil, err
	}
	snapshot := gateway.Build(c.Service, s.buildOptions(c.Settings), l)
	if l.HasErrors() && !(s.opts.KeepGoing && servable(c, l)) {
		return nil, ErrInvalid
	}
	s.gateway.Swap(snapshot)
	s.secrets.settle(s.reloadSecrets)
	s.client.Forget()
	restart = needRestart(s.current.Settings, c.Settings)
	s.current = c
	return restart, nil
}

// needRestart compares what was opened at the start.
func needRestart(before, after *config.Settings) []string {
	var out []string
	for _, section := range []struct {
		name string
		of   func(*config.Settings) any
	}{
		{"listen", func(s *config.Settings) any { return s.Listen }},
		{"identity", func(s *config.Settings) any { return s.Identity }},
		{"clientAuthorities", func(s *config.Settings) any { return s.ClientAuthorities }},
		{"authorizations", func(s *config.Settings) any { return Connections(s) }},
		{"hosts", func(s *config.Settings) any { return s.Hosts }},
		{"localAzure", func(s *config.Settings) any { return s.LocalAzure }},
		{"state", func(s *config.Settings) any { return s.State }},
		{"keyVault", func(s *config.Settings) any { return s.KeyVault }},
		{"logs", func(s *config.Settings) any { return s.Logs }},
		{"limits", func(s *config.Settings) any { return s.Limits }},
		{"compatibility", func(s *config.Settings) any { return s.Compatibility }},
	} {
		if !same(section.of(before), section.of(after)) {
			out = append(out, section.name)
		}
	}
	return out
}

// same compares two parts of settings, wherever they stand in their files.
func same(a, b any) bool { return sameValue(reflect.ValueOf(a), reflect.ValueOf(b)) }

var origin = reflect.TypeFor[catalog.Origin]()

func sameValue(a, b reflect.Value) bool {
	switch {
	case a.Type() == origin:
		return true
	case a.Kind() == reflect.Struct:
		for i := range a.NumField() {
			if !sameValue(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case a.Kind() == reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !sameValue(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}
