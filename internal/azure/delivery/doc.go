// Package delivery is what publishers to Azure services need of the gateway: they
// send in the background, after the request that they publish for.
package delivery
