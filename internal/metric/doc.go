// Package metric keeps the custom metrics that policies emit: sums and counts by
// name and dimensions. Who shows or exports them is another package's business.
//
// Start reading at Samples.
package metric
