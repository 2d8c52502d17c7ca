// Package statetest holds the tests that every implementation of package state
// must pass. An implementation's own test calls Run with a Harness that makes
// stores and moves their clock.
package statetest
