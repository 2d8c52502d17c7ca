// Package catalog is the model of what a gateway serves: APIs, operations,
// products, subscriptions, named values, backends, fragments and their kin, as
// API Management knows them, whatever format they were read from.
//
// A Service is plain data. The loaders (catalog/load) build it once; after that
// it never changes and is safe for concurrent use. References between resources
// are pointers. Policy documents are kept as text (*diag.Source); reading and
// compiling them is the work of other packages. Every resource remembers where
// it was read, for diagnostics.
//
// The only logic here is what belongs to the data: URL templates (Template),
// resource ids (ParseID), names of operations (OperationName), named-value
// expansion outside policies, and subscription keys.
//
// The package imports diag of ours. Start reading at Service.
package catalog
