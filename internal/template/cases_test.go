package template_test

import (
	"bufio"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
)

// judged is a template with what it must give, as policies/set-body.md has it.
type judged struct {
	// Rule is the number of the rule of the section Liquid, or filters.
	Rule     string `json:"rule"`
	Template string `json:"t"`
	Want     string `json:"want"`
	// Type is the Content-Type of the request; Body names a file in testdata.
	Type string `json:"type"`
	Body string `json:"body"`
	// Attributes are those of set-body besides template.
	Attributes string `json:"attrs"`
}

func readJudged(t *testing.T) []judged {
	file, err := os.Open("testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []judged
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var c judged
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("line %d: %v", len(out)+1, err)
		}
		out = append(out, c)
	}
	return out
}

const variables = `
	<set-variable name="text" value="some" />
	<set-variable name="contoso" value='@(JObject.Parse("{\"property\":\"p\"}"))' />
	<set-variable name="list" value='@(JArray.Parse("[{\"property\":\"first\"}]"))' />`

// TestJudged renders templates in a set-body against one request.
func TestJudged(t *testing.T) {
	cases := readJudged(t)
	if len(cases) < 180 {
		t.Fatalf("only %d templates", len(cases))
	}
	registry := policies.Builtin()
	for _, c := range cases {
		t.Run(c.Rule+"/"+c.Template, func(t *testing.T) {
			body, err := os.ReadFile("testdata/body." + c.Body)
			if err != nil {
				t.Fatal(err)
			}
			u, _ := message.ParseURL("https://backend.test:8443/v/items/42?q=a%20b&r=1")
			setup := policytest.Setup{
				Registry: registry, Section: policy.Inbound,
				Policies: variables + `<set-body template="liquid" ` + c.Attributes + `><![CDATA[` + c.Template + `]]></set-body>`,
				Request:  &message.Request{Method: "PUT", URL: u, Body: message.BytesBody(body)},
			}
			if c.Type != "" {
				setup.Request.Header.Add("Content-Type", c.Type)
			}
			setup.Request.Header.Add("X-One", "1")
			x, block := setup.Block(t)
			original, _ := message.ParseURL("https://gateway.test/items/42")
			x.Context.Request.Original = apim.NewURL(original)
			x.Context.Request.Matched = apim.NewTexts(true)
			x.Context.Request.Matched.Set("id", "42")
			x.Host.Limits.Body.BodyBuffer = 1 << 20
			if _, err := x.RunBlock(block); err != nil {
				t.Fatal(err)
			}
			got, err := x.Request().Body.Bytes(1 << 20)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.Want {
				t.Errorf("%s\n got %q\nwant %q", c.Template, got, c.Want)
			}
		})
	}
}

// TestJudgedAreComplete: there is a case for every filter and tag that the service
// lists.
func TestJudgedAreComplete(t *testing.T) {
	const filters = "Abs Append AtLeast AtMost Capitalize Compact Currency Date Default DividedBy Downcase Escape First H Join Last Lstrip Map Minus Modulo NewlineToBr Plus Prepend Remove RemoveFirst Replace ReplaceFirst Round Rstrip Size Slice Sort Split Strip StripHtml StripNewlines Times Truncate TruncateWords Uniq Upcase UrlDecode UrlEncode"
	const tags = "assign capture case comment cycle for break continue if unless ifchanged increment decrement raw literal tablerow JSONArrayFor"
	used := map[string]bool{}
	name := regexp.MustCompile(`(?:\||\{%-?) *(\w+)`)
	for _, c := range readJudged(t) {
		for _, m := range name.FindAllStringSubmatch(c.Template, -1) {
			used[m[1]] = true
		}
	}
	for _, n := range strings.Fields(filters + " " + tags) {
		if !used[n] {
			t.Errorf("no case uses %s", n)
		}
	}
}
