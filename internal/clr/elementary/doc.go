// Package elementary has the functions of System.Math of one real variable, and
// power and angle of two, to the last digit: the results are the exact ones rounded
// to float64, but for cases that lie within 2^-90 of the middle between two numbers.
// The C libraries that .NET calls are nearly as exact; package math is off by more,
// and wrong about logarithms of numbers too small to be normal on some machines.
//
// All is computed with pairs of float64, pair.go; start reading at Exp. NaN,
// infinities and zeros are package math's.
package elementary
