package servicefabric

import "testing"

// stateful is an answer in the form of the reference's example.
const stateful = `{"Name": "fabric:/Shop/Web", "PartitionInformation": {"ServicePartitionKind": "Int64Range", "Id": "7", "LowKey": "0", "HighKey": "9"},
	"Endpoints": [
		{"Kind": "StatefulPrimary", "Address": "{\"Endpoints\":{\"\":\"http://p:1/a/b\",\"admin\":\"https://p:2\",\"rpc\":\"net.tcp://p:3\"}}"},
		{"Kind": "StatefulSecondary", "Address": "{\"Endpoints\":{\"\":\"http://s:1\"}}"},
		{"Kind": "Invalid", "Address": "http://i:1"}], "Version": "131"}`

func TestPick(t *testing.T) {
	tests := []struct {
		name, body, listener string
		kind                 Replica
		want                 string
	}{
		{name: "primary", body: stateful, want: "http://p:1/a/b"},
		{name: "secondary", body: stateful, kind: Secondary, want: "http://s:1/"},
		{name: "named listener", body: stateful, listener: "admin", want: "https://p:2/"},
		{name: "listener that a secondary lacks", body: stateful, kind: Secondary, listener: "admin"},
		{name: "listener that is no HTTP", body: stateful, listener: "rpc"},
		{name: "unknown listener", body: stateful, listener: "Admin"},
		{name: "stateless, asked for a secondary", body: instances("1", "a"), kind: Secondary, want: "http://a/"},
		{name: "address without names", body: `{"Endpoints": [{"Kind": "StatefulPrimary", "Address": "http://p:1?x"}]}`, want: "http://p:1/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := parse([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			u, found := r.pick(tt.kind, tt.listener, nil)
			if found != (tt.want != "") || found && u.String() != tt.want {
				t.Errorf("picked %s, %v; want %q", u.String(), found, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(stateful))
	f.Add([]byte(instances("1", "a", "b")))
	f.Add([]byte(`{"Error": {"Code": "FABRIC_E_INVALID_PARTITION_KEY"}}`))
	f.Add([]byte(`{"Endpoints": [null, {"Kind": 7}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if code := errorCode(body); len(code) > maxCode {
			t.Errorf("a code of %d bytes", len(code))
		}
		r, err := parse(body)
		if err != nil {
			return
		}
		for _, kind := range []Replica{Primary, Secondary} {
			if u, found := r.pick(kind, "", nil); found && u.Host == "" {
				t.Error("a replica without a host")
			}
		}
	})
}
