// Package memory tells the runtime how much memory a gateway may use: the limit of
// its container, and room for garbage where little is in use. Both are left alone
// where GOMEMLIMIT or GOGC say something.
package memory
