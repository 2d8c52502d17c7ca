// Package gen turns bound expressions (package bind) into typed closures
// (package rt). There is one file per construct. Constant operands and the
// commonest shapes get closures of their own; everything else is put together
// from the representations of its types (rt.Rep).
//
// It knows no syntax and looks nothing up by name: all decisions were made when
// the expression was bound. Start reading at Compile.
package gen
