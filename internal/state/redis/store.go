package redis

import (
	"context"
	"net"
	"time"

	client "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// Settings say where the server is and how to talk to it.
type Settings struct {
	// Addresses are host:port of the server, of Sentinels if Master is set, or of
	// nodes of the cluster if Cluster is.
	Addresses []string
	// Username and Password log in, empty without; the ones for Sentinels are
	// their own.
	Username, Password                 string
	SentinelUsername, SentinelPassword string
	// DB is the number of the database; a cluster has 0 only.
	DB int
	// Master is the name of the master that the Sentinels watch.
	Master string
	// Cluster says that the server is a cluster.
	Cluster bool
	// Prefix begins all keys. It holds no braces.
	Prefix string
	// DialTimeout bounds the opening of a connection, login included; default 1 s.
	DialTimeout time.Duration
	// MaxValue bounds one cached value, in bytes; default 2 MiB, as the service
	// has it: what is larger takes longer than callers should wait.
	MaxValue int64
	// Dial opens connections, with TLS where the server speaks it; nil opens plain
	// ones.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Store is the state of all gateways that share a server. Close it when done.
type Store struct {
	client    client.UniversalClient
	counters  *counters
	buckets   *counters
	quotas    *quotas
	values    *cache
	responses *cache
	slots     *slots
	breakers  *breakers
}

// maxIdle is less than what servers in a cloud let a connection be idle for.
const maxIdle = 5 * time.Minute

// New makes a store. It opens no connection: a server that is away is no error
// here.
func New(settings Settings) *Store {
	// The client writes to stderr what its errors say as well. It has one logger for
	// the whole process, which is why this is not in Settings.
	logging.Disable()
	if settings.DialTimeout <= 0 {
		settings.DialTimeout = time.Second
	}
	if settings.MaxValue <= 0 {
		settings.MaxValue = 2 << 20
	}
	c := connect(&settings)
	s := scripts{c}
	return &Store{
		client:    c,
		counters:  &counters{scripts: s, prefix: settings.Prefix, kind: "c", script: client.NewScript(counterScript)},
		buckets:   &counters{scripts: s, prefix: settings.Prefix, kind: "t", script: client.NewScript(bucketScript)},
		quotas:    &quotas{scripts: s, prefix: settings.Prefix, script: client.NewScript(quotaScript)},
		values:    &cache{client: c, prefix: settings.Prefix + "v", most: settings.MaxValue},
		responses: &cache{client: c, prefix: settings.Prefix + "r", most: settings.MaxValue},
		slots:     newSlots(s, settings.Prefix),
		breakers:  &breakers{scripts: s, prefix: settings.Prefix, script: client.NewScript(breakerScript)},
	}
}

func connect(s *Settings) client.UniversalClient {
	options := &client.UniversalOptions{
		Addrs: s.Addresses, DB: s.DB, Username: s.Username, Password: s.Password,
		SentinelUsername: s.SentinelUsername, SentinelPassword: s.SentinelPassword, MasterName: s.Master,
		IsClusterMode: s.Cluster, Dialer: s.Dial,
		DialTimeout: s.DialTimeout, DialerRetries: 1, MaxRetries: -1,
		// The deadline of a call is that of its context.
		ContextTimeoutEnabled: true, ReadTimeout: s.DialTimeout, WriteTimeout: s.DialTimeout,
		MinIdleConns: 2, ConnMaxIdleTime: maxIdle,
		// RESP2 and no greetings: nothing here needs more, and older servers and proxies
		// know no other.
		Protocol: 2, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
	return client.NewUniversalClient(options)
}

// Stores returns the store's parts.
func (s *Store) Stores() state.Stores {
	return state.Stores{Counter: s.counters, Bucket: s.buckets, Quota: s.quotas, Values: s.values, Responses: s.responses, Concurrency: s.slots, Breaker: s.breakers}
}

// Probe does what calls do, on every node of a cluster as far as it can be known,
// and returns what is wrong.
func (s *Store) Probe(ctx context.Context) error {
	if cluster, ok := s.client.(*client.ClusterClient); ok {
		err := cluster.ForEachMaster(ctx, func(ctx context.Context, node *client.Client) error {
			return node.Ping(ctx).Err()
		})
		if err != nil {
			return err
		}
	}
	// A server may answer and yet refuse scripts or writes.
	_, err := s.counters.Take(ctx, "probe", []state.Limit{{Key: "probe", Calls: 1, Window: time.Millisecond, Count: 1}})
	return err
}

// Close closes the connections.
func (s *Store) Close() error {
	s.slots.close()
	return s.client.Close()
}
