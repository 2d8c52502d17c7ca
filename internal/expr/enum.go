package expr

import "reflect"

// convertString makes a T, whose kind is string, of a text. It runs when
// configuration is loaded.
func convertString[T any](text string) T {
	var v T
	reflect.ValueOf(&v).Elem().SetString(text)
	return v
}
