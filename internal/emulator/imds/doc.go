// Package imds answers as the endpoints do from which machines and platforms
// hand managed-identity tokens to the programs on them: IMDS (virtual machines),
// App Service (Functions, Container Apps too), Azure Arc, Service Fabric, Azure
// ML and Cloud Shell. The protocols are those of reference managed-identity
// section 2.
//
// Of ours it imports emulator/entra, emulator/exchange and emulator/seed. Start
// reading at Service, in service.go; each protocol has a file.
package imds
