// Package bcl is the class library that expressions see: .NET's types and the
// gateway's own, declared as C# signatures beside the Go functions that
// implement them. There is one package per .NET namespace (system, system/linq,
// newtonsoft/json/linq, apim for `context`) and one file per type; each package
// has a function Types that lists its declarations, and this package puts them
// together (Default).
//
// How a member is declared
//
//	{Sig: "string Substring(int startIndex)", Impl: rt.FrameMethod1(substring)},
//
// The Go function takes the receiver first, then the parameters, in the
// representations of package rt (int is int32, a nullable string rt.String, a
// receiver string a Go string, references their Go type or any); rt.Func* is for
// static members, rt.Method* for instance members, FrameFunc/FrameMethod for
// those that need the frame (budget, services, delegates). A null receiver never
// reaches the function.
//
// Start reading at Default, then system/string.go for a model type.
package bcl
