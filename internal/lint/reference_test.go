package lint

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// reference is where the pages about the service's behaviour are.
const reference = root + "/../shared/reference"

// otherPages are the pages whose test cases are about what Gatehouse refuses or does not
// do yet.
var otherPages = map[string]string{
	"a2a-agent-apis":            "A2A APIs are refused",
	"mcp-servers":               "MCP APIs are refused",
	"graphql-apis":              "GraphQL APIs are refused",
	"odata-apis":                "OData APIs are refused",
	"request-tracing":           "traces of requests are another command's",
	"cosmosdb-data-source":      "GraphQL resolvers are refused",
	"http-data-source":          "GraphQL resolvers are refused",
	"sql-data-source":           "GraphQL resolvers are refused",
	"publish-event":             "GraphQL resolvers are refused",
	"validate-graphql-request":  "the policy is refused",
	"validate-odata-request":    "the policy is refused",
	"llm-content-safety":        "the policy is refused",
	"llm-emit-token-metric":     "the policy is refused",
	"llm-semantic-cache-lookup": "the policy is refused",
	"llm-semantic-cache-store":  "the policy is refused",
	"llm-token-limit":           "the policy is refused",
}

// pageCase is a numbered test case of a page, whose name has no extension.
type pageCase struct {
	page   string
	number int
}

// TestReferenceCases: every test case of the reference's pages is shown by an archive
// or a test, which says so: "(limit-concurrency.md, tests 1 and 3)".
func TestReferenceCases(t *testing.T) {
	pages, err := filepath.Glob(reference + "/*/*.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) == 0 {
		t.Skip("../shared is absent")
	}
	shown := citations(t)
	unknown := maps.Clone(shown)
	for _, page := range pages {
		name := strings.TrimSuffix(filepath.Base(page), ".md")
		for number, text := range cases(t, page) {
			c := pageCase{name, number}
			delete(unknown, c)
			other := otherPages[name]
			switch {
			case other == "" && shown[c] == "":
				t.Errorf("%s.md, test %d is shown by no archive and no test: %s", name, number, text)
			case other != "" && shown[c] != "":
				t.Errorf("%s.md, test %d is in the list of those that cannot be shown, and %s does", name, number, shown[c])
			}
		}
	}
	for c, path := range unknown {
		t.Errorf("%s cites %s.md, test %d; there is none", path, c.page, c.number)
	}
	for name := range otherPages {
		if !slices.ContainsFunc(pages, func(page string) bool { return filepath.Base(page) == name+".md" }) {
			t.Errorf("the page %s.md is in the list and is none", name)
		}
	}
}

var (
	caseTitle = regexp.MustCompile(`(?i)^(#+ )?Test( case)?s\b`)
	caseEnd   = regexp.MustCompile(`^(#|Sources)`)
	caseLine  = regexp.MustCompile(`^(\d+)\. (.*)`)
)

// cases returns the test cases of a page by number.
func cases(t *testing.T, page string) map[int]string {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	out := map[int]string{}
	inside := false
	for line := range strings.Lines(string(data)) {
		switch {
		case caseTitle.MatchString(line):
			inside = true
		case caseEnd.MatchString(line):
			inside = false
		case inside:
			if m := caseLine.FindStringSubmatch(line); m != nil {
				number, _ := strconv.Atoi(m[1]) // digits alone
				out[number] = strings.TrimSpace(m[2])
			}
		}
	}
	return out
}

var (
	// citation is a page and numbers of its cases; between the two other places of the
	// page may stand.
	citation   = regexp.MustCompile(`([\w-]+)\.md[^)\n;]{0,70}?\btests? (\d+(?:(?:, | and | to )\d+)*)`)
	number     = regexp.MustCompile(`( to )?(\d+)`)
	commentEnd = regexp.MustCompile(`\n\s*// ?`)
)

// citations returns the cases that archives and tests say they show, and which.
func citations(t *testing.T) map[pageCase]string {
	t.Helper()
	out := map[pageCase]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		archive := filepath.Ext(path) == ".txtar"
		if name := d.Name(); d.IsDir() && (name == "node_modules" || name == "lint" || strings.HasPrefix(name, ".") && name != "..") {
			return filepath.SkipDir
		}
		if !archive && !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text := commentEnd.ReplaceAllString(string(data), " ")
		if archive {
			text, _, _ = strings.Cut("\n"+string(data), "\n-- ")
		}
		for _, m := range citation.FindAllStringSubmatch(text, -1) {
			before := 0
			for _, n := range number.FindAllStringSubmatch(m[2], -1) {
				to, _ := strconv.Atoi(n[2]) // digits alone
				if n[1] == "" {
					before = to
				}
				for ; before <= to; before++ {
					out[pageCase{m[1], before}] = path
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
