package policydocs

// basePage and fragmentPage describe the elements that the compiler expands: they
// have no definition to be written from.
const (
	basePage = "<!-- Written by make generate; do not edit. -->\n# base\n\n" +
		"Stands for the policies of the same section in the next broader scope: operation, API, product, workspace, global. " +
		"It may stand anywhere in a section, also inside another policy, more than once, or not at all; without it the broader scopes do not run. " +
		"It has no attributes and no content, and it may not stand in a fragment.\n\n" +
		"Compiled away: a request runs the effective list of policies.\n"
	fragmentPage = "<!-- Written by make generate; do not edit. -->\n# include-fragment\n\n" +
		"Puts the policies of a fragment in its place.\n\n" +
		"## Attributes of `include-fragment`\n\n| attribute | takes | expression | default | |\n|---|---|---|---|---|\n" +
		"| `fragment-id` | string | no | required | The resource name of the fragment. |\n\n" +
		"A fragment may include others, but not itself, neither directly nor through others (`fragment-loop`). " +
		"Its policies keep the rules of the place they are put: section, scope, container. " +
		"A fragment that is not there is refused with `unresolved-fragment`.\n"
)
