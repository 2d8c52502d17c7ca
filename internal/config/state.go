package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// State is where counters and caches are kept.
type State struct {
	// URL is memory:, or that of a Redis server; it may hold a password. See Redis.
	URL Secret
	// Timeout is how long one call of a server may take before this process answers
	// it itself, ConnectTimeout how long it may take to open a connection.
	Timeout, ConnectTimeout time.Duration
	Origin                  catalog.Origin
}

// Defaults of the time limits.
const (
	DefaultStateTimeout        = 50 * time.Millisecond
	DefaultStateConnectTimeout = time.Second
)

// Redis says where a Redis server is.
type Redis struct {
	// Addresses are host:port, or the path of one socket. They are those of Sentinels
	// if Master is set, of nodes if Cluster is.
	Addresses        []string
	TLS              bool
	Username         string
	Password         Secret
	DB               int
	Cluster          bool
	Master           string
	SentinelUsername string
	SentinelPassword Secret
}

const stateForms = "state.url must be memory:, redis://host:port, rediss://host:port or unix:///path"

// Redis reads the URL; the result is nil for memory:. Errors quote nothing that may
// be a password.
func (s State) Redis() (*Redis, error) {
	text := s.URL.Reveal()
	if text == DefaultState {
		return nil, nil
	}
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok || !slices.Contains([]string{"redis", "rediss", "unix"}, scheme) {
		return nil, errors.New(stateForms)
	}
	// Several hosts are none to net/url.
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	at := strings.LastIndexByte(rest[:end], '@') + 1
	u, err := url.Parse("redis://" + rest[:at] + "hosts" + rest[end:])
	if err != nil || u.Fragment != "" {
		return nil, errors.New(stateForms + "; what is special in a user name or password is written as %40 and the like")
	}
	out := &Redis{TLS: scheme == "rediss", Username: u.User.Username()}
	password, _ := u.User.Password()
	out.Password = Secret(password)
	if err := out.query(u.RawQuery); err != nil {
		return nil, err
	}
	db := strings.Trim(u.Path, "/")
	if scheme == "unix" {
		if rest[at:end] != "" || u.Path == "" || out.Cluster || out.Master != "" {
			return nil, errors.New("state.url names a socket as unix:///path, without host, cluster and master")
		}
		out.Addresses, db = []string{u.Path}, ""
	} else if err := out.hosts(rest[at:end]); err != nil {
		return nil, err
	}
	if db != "" {
		if out.DB, err = strconv.Atoi(db); err != nil || out.DB < 0 {
			return nil, errors.New("the path of state.url is the number of a database, such as redis://host:6379/0")
		}
	}
	if out.Cluster && out.DB != 0 {
		return nil, errors.New("a cluster of state.url has the database 0 only")
	}
	return out, nil
}

func (r *Redis) hosts(list string) error {
	port := "6379"
	if r.Master != "" {
		port = "26379"
	}
	for host := range strings.SplitSeq(list, ",") {
		name, given, err := net.SplitHostPort(host)
		if err != nil {
			name, given = strings.Trim(host, "[]"), port
		}
		if n, err := strconv.ParseUint(given, 10, 16); err != nil || n == 0 || name == "" || strings.ContainsAny(name, " /[]") {
			return errors.New("the hosts of state.url must be host:port, with commas between several")
		}
		r.Addresses = append(r.Addresses, net.JoinHostPort(name, given))
	}
	if len(r.Addresses) > 1 && !r.Cluster && r.Master == "" {
		return errors.New("several hosts of state.url need cluster=true, or master=NAME if they are Sentinels")
	}
	return nil
}

// query reads what follows the question mark.
func (r *Redis) query(text string) error {
	values, err := url.ParseQuery(text)
	if err != nil {
		return errors.New("the query of state.url is not sound")
	}
	known := []string{"cluster", "master", "sentinelUsername", "sentinelPassword"}
	for key, list := range values {
		switch {
		case !slices.Contains(known, key):
			hint := "; it may be " + strings.Join(known, ", ")
			if near, ok := diag.Suggest(key, known); ok {
				hint = "; did you mean `" + near + "`?"
			}
			return fmt.Errorf("state.url has the unknown parameter `%s`%s", key, hint)
		case len(list) > 1:
			return fmt.Errorf("state.url has the parameter `%s` twice", key)
		}
	}
	switch values.Get("cluster") {
	case "true":
		r.Cluster = true
	case "", "false":
	default:
		return errors.New("the parameter `cluster` of state.url is true or false")
	}
	r.Master, r.SentinelUsername = values.Get("master"), values.Get("sentinelUsername")
	r.SentinelPassword = Secret(values.Get("sentinelPassword"))
	switch {
	case r.Cluster && r.Master != "":
		return errors.New("state.url has both `cluster` and `master`")
	case r.Master == "" && (r.SentinelUsername != "" || r.SentinelPassword != ""):
		return errors.New("`sentinelUsername` and `sentinelPassword` of state.url need `master`")
	}
	return nil
}

func (c *checker) state() {
	if _, err := c.settings.State.Redis(); err != nil {
		c.errorf(c.settings.State.Origin, diag.InvalidValue, "%v", err)
	}
}

// holdsPassword reports whether a URL has a password in it that is no reference to
// the environment.
func holdsPassword(text string) bool {
	_, rest, ok := strings.Cut(text, "://")
	if !ok {
		return false
	}
	for {
		from := strings.Index(rest, "${")
		if from < 0 {
			break
		}
		to := strings.IndexByte(rest[from:], '}')
		if to < 0 {
			break
		}
		rest = rest[:from] + rest[from+to+1:]
	}
	if user, _, ok := strings.Cut(rest, "@"); ok {
		if _, password, ok := strings.Cut(user, ":"); ok && password != "" {
			return true
		}
	}
	_, password, ok := strings.Cut(strings.ToLower(rest), "password=")
	return ok && password != "" && password[0] != '&'
}
