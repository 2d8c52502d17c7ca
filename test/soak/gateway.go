package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// documents are the policies of the gateway, by operation.
var documents = map[string]string{
	"plain":   ``,
	"headers": `<set-header name="X-Caller"><value>@(context.Subscription.Id + " " + context.Request.IpAddress)</value></set-header>`,
	"limited": `<rate-limit-by-key calls="1000000000" renewal-period="60" counter-key="@(context.Subscription.Id)" />`,
	"cached":  `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" downstream-caching-type="none" />`,
	"body":    `<set-body>@(context.Request.Body.As<string>(preserveContent: true).ToUpperInvariant())</set-body>`,
	"calls":   `<send-request mode="new" response-variable-name="r" timeout="20"><set-url>BACKEND/pages/100</set-url><set-method>GET</set-method></send-request><set-header name="X-Length"><value>@(((IResponse)context.Variables["r"]).Body.As<string>().Length.ToString())</value></set-header>`,
	"waits":   `<wait for="any"><send-request mode="new" response-variable-name="a" timeout="20" ignore-error="true"><set-url>BACKEND/pages/10</set-url><set-method>GET</set-method></send-request><send-request mode="new" response-variable-name="b" timeout="20" ignore-error="true"><set-url>BACKEND/bad</set-url><set-method>GET</set-method></send-request></wait>`,
}

// process is the gateway that runs.
type process struct {
	cmd            *exec.Cmd
	address, admin string
	log            string
	ended          chan error
}

const subscriptionKey = "soak"

func startGateway(dir, binary, backend string) (*process, error) {
	address, err := free()
	if err != nil {
		return nil, err
	}
	admin, err := free()
	if err != nil {
		return nil, err
	}
	files := map[string]string{
		"gatehouse.yaml":                fmt.Sprintf("listen: { gateway: [%q], admin: %q }\nsubscriptions: { caller: { primaryKey: %s } }\n", address, admin, subscriptionKey),
		"policy.xml":                    `<policies><inbound /><backend><forward-request timeout="20" /></backend><outbound /><on-error /></policies>`,
		"apis/main/apiInformation.json": `{"properties": {"path": "", "displayName": "main", "apiRevision": "1", "isCurrent": true, "protocols": ["http"], "serviceUrl": "` + backend + `", "subscriptionRequired": true}}`,
		"subscriptions/caller/subscriptionInformation.json": `{"properties": {"displayName": "Caller", "scope": "/apis", "state": "active"}}`,
	}
	var paths []string
	for name, inbound := range documents {
		outbound := ""
		if name == "cached" {
			outbound = `<cache-store duration="5" />`
		}
		files["apis/main/operations/"+name+"/policy.xml"] = "<policies><inbound><base /><rewrite-uri template=\"/{rest}\" />" + strings.ReplaceAll(inbound, "BACKEND", backend) +
			"</inbound><backend><base /></backend><outbound><base />" + outbound + "</outbound><on-error><base /></on-error></policies>"
		method := "get"
		if name == "body" {
			method = "post"
		}
		operation := fmt.Sprintf(`{"operationId": %q, "parameters": [{"name": "rest", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {"200": {"description": "ok"}}}`, name)
		if name == "plain" {
			paths = append(paths, fmt.Sprintf(`"/plain/{*rest}": {"get": %s, "post": %s}`, operation, strings.ReplaceAll(operation, `"plain"`, `"plain-post"`)))
			files["apis/main/operations/plain-post/policy.xml"] = files["apis/main/operations/plain/policy.xml"]
			continue
		}
		paths = append(paths, fmt.Sprintf(`"/%s/{*rest}": {%q: %s}`, name, method, operation))
	}
	files["apis/main/specification.json"] = `{"openapi": "3.0.1", "info": {"title": "main", "version": "1"}, "paths": {` + strings.Join(paths, ", ") + `}}`
	for path, text := range files {
		path = filepath.Join(dir, "config", filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	g := &process{address: address, admin: admin, log: filepath.Join(dir, "output"), ended: make(chan error, 1)}
	out, err := os.Create(g.log)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	g.cmd = exec.Command(binary, "run", filepath.Join(dir, "config"))
	g.cmd.Stdout, g.cmd.Stderr = out, out
	if err := g.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { g.ended <- g.cmd.Wait() }()
	for range 200 {
		select {
		case err := <-g.ended:
			return nil, fmt.Errorf("the gateway ended: %v\n%s", err, g.output())
		case <-time.After(50 * time.Millisecond):
		}
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return g, nil
		}
	}
	g.stop()
	return nil, fmt.Errorf("the gateway does not listen\n%s", g.output())
}

func (g *process) output() string {
	text, _ := os.ReadFile(g.log)
	if len(text) > 4000 {
		text = text[:4000]
	}
	return string(text)
}

func (g *process) stop() {
	_ = g.cmd.Process.Signal(os.Interrupt)
	select {
	case <-g.ended:
	case <-time.After(10 * time.Second):
		_ = g.cmd.Process.Kill()
		<-g.ended
	}
}

// free returns an address that nobody listens on.
func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
