// Package io declares the namespace System.IO as far as expressions may use it:
// StringReader and StringWriter, and their bases TextReader and TextWriter. See
// package bcl for how members are declared.
//
// Start reading at Types.
package io

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	list := []types.Decl{textReaderType(), stringReaderType(), textWriterType(), stringWriterType()}
	for _, name := range []string{
		"BinaryReader", "BinaryWriter", "BufferedStream", "Directory", "DirectoryInfo", "DriveInfo", "File", "FileInfo",
		"FileStream", "FileSystemInfo", "FileSystemWatcher", "MemoryStream", "Path", "Stream", "StreamReader", "StreamWriter",
		"UnmanagedMemoryStream",
	} {
		list = append(list, types.Decl{Name: "System.IO." + name, Kind: types.Class, Refused: "not in the list of types that expressions may use"})
	}
	return list
}
