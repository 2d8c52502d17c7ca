// Package policytest runs policies through the real loader, compiler and pipeline
// from archives: one text file (txtar) that holds policy documents, requests, what
// backends answer, and what must come out.
//
// An archive starts with a sentence about the behaviour it shows. Its files:
//
//	policy.xml           one document, served under every path (as gatehouse run
//	                     policy.xml --backend http://backend.test)
//	apis/…, products/…   or an APIOps tree instead; an API without a specification
//	                     has the operations of defaultSpecification, one without
//	                     apiInformation.json those defaults
//	gatehouse.yaml       settings: named values, subscriptions, limits
//	environment.txt      variables that the identities read
//	profile.txt          the gateway of the service whose rules count (--profile)
//	requests.http        the requests, separated by lines "###"
//	backend.http         what every other host answers, in turn, the last one for
//	                     ever; hosts/<host>.http for one host only
//	want/responses.http  the responses
//	want/sent.http       what was sent to other hosts
//	want/metrics.txt     what emit-metric added
//	want/log.txt         what was logged, when the file is there
//	want/requests.jsonl  the log of requests, when the file is there
//	want/diagnostics.txt what is wrong with the documents; nothing is served then
//
// The identity endpoint gives the system-assigned identity, and one user-assigned
// one, tokens that name what they are for (identity.go). No log may hold a token.
//
// Requests and answers are HTTP messages as they look on the wire, with directives
// before them: see directive (message.go). Time is the clock of testing/synctest:
// waiting costs nothing and results are exact. Only the time limits of regular
// expressions are in real time.
//
// `go test -update` writes the files below want anew; read them before you commit
// them.
//
// Start reading at Run.
package policytest
