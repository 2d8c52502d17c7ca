package identity

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// maxArcKey bounds Arc's key file, in bytes (as the library does).
const maxArcKey = 4096

// arc asks the agent of Azure Arc (reference managed-identity.md section 2.3):
// a first request is refused with the path of a file that only a privileged
// process can read, a second one shows the file's content.
func (s *surroundings) arc(clientID string) fetchFunc {
	return func(ctx context.Context, resource string) (grant, error) {
		endpoint := firstText(s.getenv(envIdentityEndpoint), "http://127.0.0.1:40342/metadata/identity/oauth2/token")
		parameters := withClientID([]string{"api-version", "2020-06-01", "resource", resource}, "client_id", clientID)
		req, err := getRequest(ctx, SourceArc, endpoint, parameters...)
		if err != nil {
			return grant{}, err
		}
		req.Header.Set("Metadata", "true")
		challenge, err := s.send(req)
		if err != nil {
			return grant{}, err
		}
		if challenge.status != http.StatusUnauthorized {
			if challenge.status >= 400 {
				return grant{}, refusal(challenge)
			}
			return grant{}, &Error{Reason: BadAnswer, Detail: "the agent did not answer 401 with the path of its key file"}
		}
		key, err := s.arcKey(challenge.header.Get("Www-Authenticate"))
		if err != nil {
			return grant{}, err
		}
		again := req.Clone(ctx)
		again.Header.Set("Authorization", "Basic "+key)
		a, err := s.call(again, key)
		if err != nil {
			return grant{}, err
		}
		// An agent that knows no user-assigned identities ignores the selector and
		// answers for the machine: it must not pass for the identity asked for.
		if clientID != "" && !strings.EqualFold(a.clientID, clientID) {
			return grant{}, &Error{Reason: BadAnswer, Detail: "the agent did not confirm the requested identity; it is probably too old for user-assigned identities"}
		}
		return a.grant, nil
	}
}

// arcKey reads the file that the challenge names. The path comes over plain
// HTTP, so only a .key file of the agent's own folder is read, nothing else.
func (s *surroundings) arcKey(challenge string) (string, error) {
	bad := func(detail string) error { return &Error{Reason: BadAnswer, Detail: detail} }
	_, path, found := strings.Cut(challenge, "Basic realm=")
	if !found {
		return "", bad("the agent's 401 names no key file")
	}
	path = strings.Trim(strings.TrimSpace(path), `"`)
	if filepath.Ext(path) != ".key" || filepath.Dir(path) != s.arcKeys {
		return "", bad("the agent names a key file outside its own folder")
	}
	file, err := os.Open(path)
	if err != nil {
		return "", &Error{Reason: NotConfigured, Source: SourceArc, Detail: "the agent's key file cannot be read: " + clean(err.Error()), Err: err}
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxArcKey+1))
	if err != nil {
		return "", &Error{Reason: NotConfigured, Source: SourceArc, Detail: "the agent's key file cannot be read: " + clean(err.Error()), Err: err}
	}
	if len(content) > maxArcKey {
		return "", bad("the agent's key file is longer than 4096 bytes")
	}
	key := strings.TrimSpace(string(content))
	if key == "" || strings.ContainsAny(key, "\r\n") {
		return "", bad("the agent's key file holds no key")
	}
	return key, nil
}

// arcPaths returns the folder of the agent's key files and the file whose
// presence means that the machine is connected to Arc.
func arcPaths(getenv func(string) string) (keys, agent string) {
	if runtime.GOOS == "windows" {
		home := filepath.Join(getenv("ProgramData"), "AzureConnectedMachineAgent")
		return filepath.Join(home, "Tokens"), filepath.Join(home, "himds.exe")
	}
	return "/var/opt/azcmagent/tokens", "/opt/azcmagent/bin/himds"
}
