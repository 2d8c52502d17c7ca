package clr

// Char is a UTF-16 code unit, System.Char.
type Char uint16
