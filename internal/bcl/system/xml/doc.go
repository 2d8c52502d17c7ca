// Package xml declares the namespace System.Xml.
package xml
