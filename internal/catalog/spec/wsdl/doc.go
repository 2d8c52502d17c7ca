// Package wsdl reads the definitions of SOAP APIs: WSDL 1.1 with bindings to SOAP
// 1.1 and 1.2. It makes the operations of one port, each as the service imports
// it for pass-through (platform/soap-apis.md), the address of the backend and the
// XML schemas that bodies are compared with. What the service's import refuses but
// a gateway can pass through is a warning.
//
// Document types, and with them entities, are refused; size, depth and the number
// of elements are bounded. No other file is read.
//
// The package imports catalog and diag. Start reading at Read.
package wsdl
