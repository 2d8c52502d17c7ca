package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

func TestStateURL(t *testing.T) {
	tests := []struct {
		name, url string
		want      *config.Redis
		err       string
	}{
		{"memory", "memory:", nil, ""},
		{"host", "redis://h", &config.Redis{Addresses: []string{"h:6379"}}, ""},
		{"port and database", "redis://h:1/2", &config.Redis{Addresses: []string{"h:1"}, DB: 2}, ""},
		{"TLS and login", "rediss://u:p%40w@h:6380/", &config.Redis{Addresses: []string{"h:6380"}, TLS: true, Username: "u", Password: "p@w"}, ""},
		{"password alone", "redis://:p@h", &config.Redis{Addresses: []string{"h:6379"}, Password: "p"}, ""},
		{"an @ in the password", "redis://:p@w@h", &config.Redis{Addresses: []string{"h:6379"}, Password: "p@w"}, ""},
		{"IPv6", "redis://[::1]:7", &config.Redis{Addresses: []string{"[::1]:7"}}, ""},
		{"IPv6 without port", "redis://[::1]", &config.Redis{Addresses: []string{"[::1]:6379"}}, ""},
		{"socket", "unix:///run/redis.sock", &config.Redis{Addresses: []string{"/run/redis.sock"}}, ""},
		{"socket with password", "unix://:p@/run/redis.sock", &config.Redis{Addresses: []string{"/run/redis.sock"}, Password: "p"}, ""},
		{"cluster", "redis://a:1,b:2,c?cluster=true", &config.Redis{Addresses: []string{"a:1", "b:2", "c:6379"}, Cluster: true}, ""},
		{"cluster of one address", "rediss://:p@a:1?cluster=true", &config.Redis{Addresses: []string{"a:1"}, TLS: true, Password: "p", Cluster: true}, ""},
		{"Sentinels", "redis://u:p@a,b:2/3?master=main&sentinelUsername=s&sentinelPassword=q", &config.Redis{
			Addresses: []string{"a:26379", "b:2"}, Username: "u", Password: "p", DB: 3, Master: "main", SentinelUsername: "s", SentinelPassword: "q"}, ""},

		{"nothing", "", nil, "state.url must be"},
		{"another scheme", "http://h", nil, "state.url must be"},
		{"no host", "redis://", nil, "the hosts of state.url"},
		{"a hole", "redis://a,,b?cluster=true", nil, "the hosts of state.url"},
		{"a port that is none", "redis://h:x", nil, "the hosts of state.url"},
		{"a large port", "redis://h:70000", nil, "the hosts of state.url"},
		{"a database that is none", "redis://h/x", nil, "the path of state.url"},
		{"a negative database", "redis://h/-1", nil, "the path of state.url"},
		{"an unknown parameter", "redis://h?clster=true", nil, "unknown parameter `clster`; did you mean `cluster`?"},
		{"another unknown parameter", "redis://h?tls=true", nil, "unknown parameter `tls`; it may be cluster, master, sentinelUsername, sentinelPassword"},
		{"a parameter twice", "redis://h?cluster=true&cluster=true", nil, "`cluster` twice"},
		{"neither true nor false", "redis://h?cluster=yes", nil, "is true or false"},
		{"several hosts", "redis://a,b", nil, "several hosts"},
		{"both", "redis://a,b?cluster=true&master=m", nil, "both"},
		{"Sentinels without master", "redis://a?sentinelPassword=q", nil, "need `master`"},
		{"database of a cluster", "redis://a/1?cluster=true", nil, "the database 0 only"},
		{"socket with host", "unix://h/path", nil, "names a socket"},
		{"socket without path", "unix://", nil, "names a socket"},
		{"fragment", "redis://h#x", nil, "state.url must be"},
		{"a password that net/url refuses", "redis://:hunter2%zz@h", nil, "written as %40"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := config.State{URL: config.Secret(test.url)}.Redis()
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if test.err == "" && err != nil || test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
				t.Errorf("got %v, want %q", err, test.err)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error shows a password: %v", err)
			}
		})
	}
}
