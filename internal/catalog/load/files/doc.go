// Package files reads the files of one folder for the loaders: never anything
// outside the folder, whatever links say, never anything but regular files,
// never more than a limit. What cannot be read becomes a diagnostic.
//
// The package imports diag of ours. Start reading at Open.
package files
