package evaluate_test

import (
	"regexp"
	"strings"
	"testing"
)

// wording is a text of exceptions that the oracle's class library, Mono, words in its
// own way. Documents see what .NET Framework says (expressions.md section 5).
type wording struct {
	mono, ours, why string
}

// wordings are the known differences, as expressions for the whole of both texts.
var wordings = []wording{
	{`Specified cast is not valid\.`, `Unable to cast object of type '.*' to type '.*'\.`, "Mono names no types"},
	{`The given key '.*' was not present in the dictionary\.`, `The given key was not present in the dictionary\.`, "modern .NET names the key"},
	{`An item with the same key has already been added\. Key: .*`, `An item with the same key has already been added\.`, "modern .NET names the key"},
	{`Format_UnknownDateTimeWord`, `String was not recognized as a valid DateTime\.`, "Mono shows the name of the text"},
	{`The DateTime represented by the string is not supported in calendar .*`, `The DateTime represented by the string is not supported in calendar System\.Globalization\.GregorianCalendar\.`, "Mono puts the text where the calendar belongs"},
	{`ArgumentOutOfRange_Index\nParameter name: (\w+)`, `Index was out of range\. Must be non-negative and less than the size of the collection\.\nParameter name: (\w+)`, "Mono shows the name of the text"},
	{`ArgumentOutOfRange_Count\nParameter name: count`, `Count must be positive and count must refer to a location within the string/array/collection\.\nParameter name: count`, "Mono shows the name of the text"},
	{`Destination array was not long enough\. Check destIndex and length, and the array's lower bounds\nParameter name: destinationArray`, `Destination array was not long enough\. Check destIndex and length, and the array's lower bounds\.`, "Mono's arrays are its own"},
	{`length`, `Source array was not long enough\. Check srcIndex and length, and the array's lower bounds\.`, "Mono's arrays are its own"},
	{`Value has to be >= 0\.\nParameter name: \w+`, `(Non-negative number required|Number was less than the array's lower bound in the first dimension)\.\nParameter name: \w+`, "Mono's arrays are its own"},
	{`Index has to be .* of the array\.|index \+ length > size`, `Index was outside the bounds of the array\.`, "Mono's arrays are its own"},
	{`Specified argument was out of the range of valid values\.\nParameter name: index`, `Index was out of range\. Must be non-negative and less than the size of the collection\.\nParameter name: index`, "Mono's arrays are its own"},
	{`Only single dimensional arrays are supported for the requested action\.`, `Array was not a one-dimensional array\.`, "Mono's arrays are its own"},
	{`Only single dimension arrays are supported here\.`, `The specified arrays must have the same number of dimensions\.`, "Mono's arrays are its own"},
	{`Collection is of a fixed size|Collection is read-only`, `Collection was of a fixed size\.|Collection is read-only\.`, "Mono's arrays are its own"},
	{``, `Object cannot be stored in an array of this type\.|At least one element in the source array could not be cast down to the destination array type\.|Arithmetic operation resulted in an overflow\.|The string comparison type passed in is currently not supported\.\nParameter name: comparisonType`, "Mono says nothing"},
	{`Attempted to access an element as a type incompatible with the array\.`, `Source array type cannot be assigned to destination array type\.`, "Mono's arrays are its own"},
	{`Format String can be only 'D', 'd',.*`, `Format String can be only "D", "d",.*`, "later versions quote otherwise"},
	{`Non-negative number required\.\nParameter name: capacity\nActual value was -\d+\.`, `Non-negative number required\.\nParameter name: capacity`, "later versions add the value"},
	{`invalid block length`, `Length of the data to encrypt is invalid\.`, "Mono's ciphers are its own"},
	{`Bad (PKCS7|ANSIX923|ISO10126) padding\. .*`, `Padding is invalid and cannot be removed\.`, "Mono's ciphers are its own"},
	{`(Key|IV) (is too small|length is invalid) .*|CTS is not supported`, `Specified (key is not a valid size|initialization vector \(IV\) does not match the block size|cipher mode is not valid) for this algorithm\.`, "Mono's ciphers are its own"},
	{`Unable to decode certificate\.`, `Cannot find the requested object\.`, "Mono's certificates are its own"},
	{`Value does not fall within the expected range\.`, `Indices length does not match the array rank\.`, "Mono's arrays are its own"},
	{`Value cannot be null\.\nParameter name: destinationArray`, `Value cannot be null\.\nParameter name: dest`, "Mono's arrays are its own"},
	{`Failed to compare two elements in the array\.`, `A common ancestor is missing\.`, "LINQ of .NET Framework sorts without Array.Sort"},
	{`(Specified cast is not valid|Object must implement IConvertible)\.`, `Invalid cast from '.*' to '.*'\.`, "the oracle's Newtonsoft.Json, for .NET Standard, has no IConvertible"},
	{`(Could not determine JSON object type for type <>f__AnonymousType)\d+(.*)`, `(Could not determine JSON object type for type <>f__AnonymousType)\d+(.*)`, "anonymous types are numbered by the compiler"},
	{`Argument index is out of array range\.\nParameter name: index`, `Index and count must refer to a location within the buffer\.\nParameter name: chars`, "Mono's code pages are its own"},
	{`Certificate instance is empty\.`, `m_safeCertContext is an invalid handle\.`, "Mono's certificates are its own"},
	{`Argument \{0\} should be larger than \{1\}\.`, `Value was invalid\.`, "Mono shows a text without its values"},
	{`Non-whitespace characters cannot be added to content\.`, `Non white space characters cannot be added to content\.`, "later versions spell otherwise"},
	{`(?s)(.*) Line \d+, position \d+\.`, `(?s).*\.`, "readers of XML keep no places here"},
}

// TestMessages compares the texts of exceptions with the oracle's.
func TestMessages(t *testing.T) {
	cases := readJSONLines[recorded](t, "testdata/messages.jsonl")
	type pair struct{ mono, ours *regexp.Regexp }
	known := make([]pair, len(wordings))
	for i, w := range wordings {
		known[i] = pair{regexp.MustCompile(`^(?:` + w.mono + `)$`), regexp.MustCompile(`^(?:` + w.ours + `)$`)}
	}
	used := make([]int, len(wordings))
	answers := answersOf(t, cases)
cases:
	for i, c := range cases {
		if diff := c.Expect.differs(answers[i]); diff != "" {
			t.Errorf("line %d: %s\n\t%s", i+1, c.Code, diff)
			continue
		}
		want, got := lines(c.Expect.Message), lines(answers[i].Message)
		if want == "Object reference not set to an instance of an object" {
			want += "." // Mono forgets it
		}
		if want == got {
			continue
		}
		for k, p := range known {
			if p.mono.MatchString(want) && p.ours.MatchString(got) {
				used[k]++
				continue cases
			}
		}
		t.Errorf("line %d: %s\n\twant %q\n\tgot  %q", i+1, c.Code, want, got)
	}
	for k, n := range used {
		if n == 0 {
			t.Errorf("no case is excused by %q: %s", wordings[k].mono, wordings[k].why)
		}
	}
}

func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
