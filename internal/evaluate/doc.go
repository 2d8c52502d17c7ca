// Package evaluate runs single expressions outside of a gateway: `gatehouse eval`
// and the tests against recorded results of a real C# compiler. A Case describes
// the expression and its context as JSON; a Result says what came out. Both have
// the form of the oracle's README.
//
// Start reading at Run.
package evaluate
