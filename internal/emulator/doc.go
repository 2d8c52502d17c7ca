// Package emulator runs the local Azure: stand-ins for Entra ID, the
// managed-identity endpoints of Azure's platforms, and the services that policies
// call. It is for development and tests, listens on loopback addresses only, and
// keeps everything in memory.
//
// Two listeners serve it. The identity listener speaks plain HTTP: the protocols
// of emulator/imds, the /local API (faults, requests), and CONNECT, so that it
// can be the HTTPS_PROXY of a program that knows nothing about it. The services
// listener speaks TLS with certificates of a local authority and chooses the
// service by the request's host.
//
// The stand-ins are strict: what Azure refuses they refuse, with Azure's status,
// headers and body. They share no code with the gateway; of the project's own
// packages only diag may be imported here, so that they cannot agree with the
// code under test by sharing it.
//
// Start reading at Start (server.go), then routes (route.go). Each service has a
// package below this one:
//
//	seed        what exists: tenant, identities, resources, contents
//	access      who calls and what the caller may do
//	entra       tokens; login.microsoftonline.com
//	imds        IMDS, App Service, Arc, Service Fabric, Azure ML, Cloud Shell
//	arm         management.azure.com
//	servicebus  *.servicebus.windows.net: Service Bus and Event Hubs
//	storage     *.blob.core.windows.net, *.queue.core.windows.net
//	keyvault    *.vault.azure.net
//	graph       graph.microsoft.com
//	cosmos      *.documents.azure.com
//	openai      *.openai.azure.com
//	authority   the certificate authority
//	exchange    what the services share about a request and its answer
//	odata       $filter
package emulator
