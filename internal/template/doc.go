// Package template renders the Liquid templates of policies: of set-body, and of
// those that send messages to Dapr. It binds the engine of text/liquid to a
// request: the roots body and context, with everything in them
// (policies/set-body.md, Liquid).
//
// What a template does not use is not read: a body is parsed when a template asks
// for it, an XML element is bound when it is come across.
//
// Start reading at Parse and Template.Render; the roots are in binding.Lookup.
package template
