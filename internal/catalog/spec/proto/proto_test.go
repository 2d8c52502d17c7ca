package proto_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog/spec/proto"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

const echo = `// Echo; service Nothing {}
syntax = "proto3";
package demo.echo.v1; /* rpc */
import public "a;b.proto";
option (file) = { a: "}" };
message Text { string service = 1; message Inner { repeated int32 n = 2 [deprecated = true]; } oneof x { bool b = 3; } }
enum Kind { A = 0; }
extend google.protobuf.MethodOptions { string note = 50; };
service Echo {
  option (any) = { get { a: ";" } };
  rpc Say(Text) returns (Text);
  rpc Chat (stream .demo.echo.v1.Text) returns (stream Text) { option (google.api.http) = { get: "/v1/{x}" }; }
  ;
}
service Other { rpc Say (stream) returns (Text) {} }
`

func show(src *diag.Source) []string {
	var l diag.List
	ops, ok := proto.Read(src, &l)
	out := []string{fmt.Sprint(ok)}
	for _, op := range ops {
		pos := op.Origin.Source.Position(op.Origin.Span.Start)
		out = append(out, fmt.Sprintf("%d:%d %s %q %s %s", pos.Line, pos.Column, op.Name, op.DisplayName, op.Method, op.URLTemplate))
	}
	for _, d := range l.All() {
		pos := src.Position(d.Span.Start)
		out = append(out, fmt.Sprintf("%d:%d: %s: %s: %s", pos.Line, pos.Column, d.Severity, d.Code, d.Message))
	}
	return out
}

func TestRead(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"services", "\ufeff" + echo, []string{"true", `11:7 Say "Say" POST /demo.echo.v1.Echo/Say`, `12:7 Chat "Chat" POST /demo.echo.v1.Echo/Chat`, `15:21 Say-1 "Say" POST /demo.echo.v1.Other/Say`}},
		{"no package", "service S { rpc _M (A) returns (B); }", []string{"true", `1:17 m "_M" POST /S/_M`}},
		{"no services", "message A {}", []string{"false", "1:1: warning: specification-syntax: the definition has no service with methods, so no request matches the API"}},
		{"not closed", "service S { rpc M (A) returns (B);", []string{"false", `1:17 M "M" POST /S/M`, "1:35: error: specification-syntax: a service holds methods (rpc) and options"}},
		{"comment not closed", "service S {} /* x", []string{"false", "1:14: error: specification-syntax: a comment or a text is not closed"}},
		{"text not closed", "option a = \"x\n;", []string{"false", "1:12: error: specification-syntax: a comment or a text is not closed"}},
		{"end in a declaration", "message A {", []string{"false", "1:12: error: specification-syntax: the definition ends within a declaration"}},
		{"brace", "message }", []string{"false", "1:9: error: specification-syntax: a brace closes nothing"}},
		{"other text", "{\"openapi\": 3}", []string{"false", `1:1: error: specification-syntax: "{" begins no declaration of a definition; message, service and their like do`}},
		{"no name", "service {}", []string{"false", "1:9: error: specification-syntax: the service needs a name"}},
		{"no block", "service S;", []string{"false", "1:10: error: specification-syntax: the service S needs a block in braces"}},
		{"no package name", "package \"a\";", []string{"false", "1:9: error: specification-syntax: the package needs a name"}},
		{"no method name", "service S { rpc (A)", []string{"false", "1:17: error: specification-syntax: a method needs a name"}},
		{"no message", "service S { rpc M () returns (B); }", []string{"false", "1:20: error: specification-syntax: a method needs the name of a message here"}},
		{"no parentheses", "service S { rpc M A returns (B); }", []string{"false", "1:19: error: specification-syntax: a message of a method stands in parentheses"}},
		{"parenthesis not closed", "service S { rpc M (A returns (B); }", []string{"false", "1:22: error: specification-syntax: a parenthesis is not closed"}},
		{"no returns", "service S { rpc M (A); }", []string{"false", "1:22: error: specification-syntax: the method M says no message that it returns"}},
		{"no end of a method", "service S { rpc M (A) returns (B) }", []string{"false", "1:35: error: specification-syntax: the method M ends with a semicolon or a block"}},
		{"method not closed", "service S { rpc M (A) returns (B) { {}", []string{"false", "1:39: error: specification-syntax: the method M is not closed"}},
		{"option not closed", "service S { option a = {}", []string{"false", "1:26: error: specification-syntax: the definition ends within an option"}},
		{"too large", strings.Repeat(" ", 16<<20+1), []string{"false", "1:1: error: specification-syntax: the definition has 16777217 bytes; at most 16777216 are read"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, show(diag.NewSource("a.proto", tt.text))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(echo)
	f.Add("service S { rpc M (stream) returns (B) {}; option a = '\\'")
	f.Fuzz(func(t *testing.T, text string) {
		src := diag.NewSource("a.proto", text)
		var l diag.List
		ops, ok := proto.Read(src, &l)
		if ok == (l.Len() > 0) || ok && len(ops) == 0 {
			t.Fatalf("%q: %d operations, %t, %d findings", text, len(ops), ok, l.Len())
		}
		for _, op := range ops {
			if op.Name == "" || len(op.Template.Segments) != 2 || len(op.Template.Query) > 0 {
				t.Fatalf("%q: operation %+v", text, op)
			}
		}
	})
}
