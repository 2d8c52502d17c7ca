// Package odata reads $filter expressions as Azure Resource Manager and
// Microsoft Graph take them, and evaluates them on decoded JSON objects.
//
// It imports nothing of ours. Start reading at Parse.
package odata
