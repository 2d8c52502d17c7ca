// Package diag holds what Gatehouse tells a user about something the user
// wrote: sources, spans in them, and diagnostics as data.
//
// A Source is one text; a Span is a pair of byte offsets in it. Texts that were
// derived from others (an attribute value after entity decoding and named-value
// substitution, say) keep a map back to where each run came from, so that
// Source.Resolve can name the place in the file the user edits.
//
// Diagnostics are for what the user wrote; Go errors are for the program's own
// trouble, such as a file that cannot be read. The two are never mixed.
//
// Writers show lists of diagnostics: WriteText for terminals, WriteLines for
// editors, WriteJSON, WriteSARIF and WriteGitHub for programs. Suggest finds what
// a misspelt word was meant to be.
//
// The package imports nothing of ours. Start reading at Source and Diagnostic.
package diag
