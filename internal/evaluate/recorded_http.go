package evaluate

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// isRequest reports whether the first line is that of an HTTP request.
func isRequest(text string) bool {
	_, _, ok := requestLine(firstLine(text))
	return ok
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	return strings.TrimSuffix(line, "\r")
}

// requestLine reads "POST /x HTTP/1.1"; the version may be left away.
func requestLine(line string) (method, target string, ok bool) {
	parts := strings.Fields(line)
	if len(parts) == 3 && !strings.HasPrefix(parts[2], "HTTP/") || len(parts) < 2 || len(parts) > 3 {
		return "", "", false
	}
	for _, c := range parts[0] {
		if c < 'A' || c > 'Z' {
			return "", "", false
		}
	}
	absolute := strings.HasPrefix(parts[1], "http://") || strings.HasPrefix(parts[1], "https://")
	return parts[0], parts[1], absolute || parts[1][0] == '/'
}

// fromMessages makes a context of a recorded request and, if there is one, a
// response.
func fromMessages(request, response string) (*jsontree.Object, error) {
	o := jsontree.NewObject()
	method, target, ok := requestLine(firstLine(request))
	if !ok {
		return nil, fmt.Errorf("the request: %q is no request line such as POST /orders HTTP/1.1", firstLine(request))
	}
	r, headers, err := readMessage(request)
	if err != nil {
		return nil, fmt.Errorf("the request: %w", err)
	}
	if target[0] == '/' {
		host := "contoso.azure-api.net"
		if name, ok := field(headers, "Host"); ok {
			host = name
		}
		target = "https://" + host + target
	}
	if err := set(r, "method", method); err != nil {
		return nil, err
	}
	if err := set(r, "url", target); err != nil {
		return nil, err
	}
	if err := o.Set("request", r, free); err != nil || strings.TrimSpace(response) == "" {
		return o, err
	}
	r, _, err = readMessage(response)
	if err != nil {
		return nil, fmt.Errorf("the response: %w", err)
	}
	version, status, _ := strings.Cut(firstLine(response), " ")
	code, reason, _ := strings.Cut(status, " ")
	n, err := strconv.Atoi(code)
	if err != nil || !strings.HasPrefix(version, "HTTP/") {
		return nil, fmt.Errorf("the response: %q is no status line such as HTTP/1.1 200 OK", firstLine(response))
	}
	if reason == "" {
		reason = http.StatusText(n)
	}
	if err := r.Set("statusCode", jsontree.NewInt64(int64(n)), free); err != nil {
		return nil, err
	}
	if err := set(r, "statusReason", reason); err != nil {
		return nil, err
	}
	return o, o.Set("response", r, free)
}

// readMessage reads what follows the first line. The body is what Content-Length
// says, otherwise all but the end of the last line, which editors add.
func readMessage(text string) (message, headers *jsontree.Object, err error) {
	message, headers = jsontree.NewObject(), jsontree.NewObject()
	rest := strings.TrimLeft(text, "\r\n")
	_, rest, _ = strings.Cut(rest, "\n")
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		if line = strings.TrimSuffix(line, "\r"); line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || name == "" || strings.ContainsAny(name, " \t") {
			return nil, nil, fmt.Errorf("%q is no header field such as Accept: text/plain", line)
		}
		if err := addField(headers, name, strings.TrimSpace(value)); err != nil {
			return nil, nil, err
		}
	}
	body, cut := rest, false
	if length, ok := field(headers, "Content-Length"); ok {
		if n, err := strconv.Atoi(length); err == nil && n >= 0 && n <= len(rest) {
			body, cut = rest[:n], true
		}
	}
	if !cut {
		body = strings.TrimSuffix(strings.TrimSuffix(body, "\n"), "\r")
	}
	if err := message.Set("headers", headers, free); err != nil {
		return nil, nil, err
	}
	return message, headers, setBody(message, body)
}

func encode(body string) string { return base64.StdEncoding.EncodeToString([]byte(body)) }
