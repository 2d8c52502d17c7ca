package liquid

import (
	"strings"
	"unicode"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// made charges for a text that a filter is about to return.
func (r *renderer) made(s string) (Value, error) {
	if err := r.charge(len(s)); err != nil {
		return nil, err
	}
	return s, nil
}

// concat charges for two texts and joins them.
func (r *renderer) concat(a, b string) (Value, error) {
	if err := r.charge(len(a) + len(b)); err != nil {
		return nil, err
	}
	return a + b, nil
}

func appendText(r *renderer, args []Value) (Value, error) {
	a, _ := optional(args[0])
	b, _ := optional(args[1])
	return r.concat(a, b)
}

func prependText(r *renderer, args []Value) (Value, error) {
	a, _ := optional(args[0])
	b, _ := optional(args[1])
	return r.concat(b, a)
}

// mapped applies a function to a text; null stays null.
func mapped(r *renderer, args []Value, fn func(string) string) (Value, error) {
	s, ok := optional(args[0])
	if !ok {
		return nil, nil
	}
	if err := r.charge(len(s)); err != nil {
		return nil, err
	}
	return fn(s), nil
}

func upcase(r *renderer, args []Value) (Value, error) {
	return mapped(r, args, func(s string) string { return netfmt.ToUpper(s, r.culture) })
}

func downcase(r *renderer, args []Value) (Value, error) {
	return mapped(r, args, func(s string) string { return netfmt.ToLower(s, r.culture) })
}

func strip(r *renderer, args []Value) (Value, error) {
	return mapped(r, args, func(s string) string { return strings.TrimFunc(s, unicode.IsSpace) })
}

func lstrip(r *renderer, args []Value) (Value, error) {
	return mapped(r, args, func(s string) string { return strings.TrimLeftFunc(s, unicode.IsSpace) })
}

func rstrip(r *renderer, args []Value) (Value, error) {
	return mapped(r, args, func(s string) string { return strings.TrimRightFunc(s, unicode.IsSpace) })
}

// capitalize is TextInfo.ToTitleCase: the first letter of every word in upper
// case, the others in lower case unless the word is all in upper case.
func capitalize(r *renderer, args []Value) (Value, error) {
	return mapped(r, args, func(s string) string {
		if isBlank(s) {
			return s
		}
		return titleCase(s, r.culture)
	})
}

func titleCase(s string, c *netfmt.Culture) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		first, size := decode(s[i:])
		if !unicode.IsLetter(first) {
			out.WriteString(s[i : i+size])
			i += size
			continue
		}
		out.WriteString(titleLetter(s[i:i+size], first, c))
		i += size
		i = titleRest(&out, s, i, unicode.IsLower(first), c)
	}
	return out.String()
}

func titleLetter(s string, r rune, c *netfmt.Culture) string {
	if t := unicode.ToTitle(r); r > unicode.MaxLatin1 && r < beyondBasic && t != unicode.ToUpper(r) {
		return string(t)
	}
	return netfmt.ToUpper(s, c)
}

// titleRest writes the rest of a word from i on and returns its end. Behind an
// apostrophe everything is in lower case.
func titleRest(out *strings.Builder, s string, i int, lower bool, c *netfmt.Culture) int {
	from := i
	flush := func() {
		if lower {
			out.WriteString(netfmt.ToLower(s[from:i], c))
		} else {
			out.WriteString(s[from:i])
		}
		from = i
	}
	for i < len(s) {
		r, size := decode(s[i:])
		if r == '\'' {
			i++
			flush()
			lower = true
			continue
		}
		if separatesWords(r) {
			break
		}
		lower = lower || unicode.IsLower(r)
		i += size
	}
	flush()
	return i
}

// separatesWords reports whether a character ends a word: white space, controls,
// punctuation and symbols.
func separatesWords(r rune) bool {
	return unicode.In(r, unicode.Z, unicode.Cc, unicode.Cf, unicode.P, unicode.S)
}

func orDefault(_ *renderer, args []Value) (Value, error) {
	if s, ok := optional(args[0]); ok && !isBlank(s) {
		return s, nil
	}
	return args[1], nil
}

// remove deletes all occurrences of a text. White space alone is left as it is.
func remove(r *renderer, args []Value) (Value, error) {
	s, ok := optional(args[0])
	if !ok || isBlank(s) {
		return args[0], nil
	}
	old, ok := optional(args[1])
	switch {
	case !ok:
		return nil, clr.ArgumentNull("oldValue")
	case old == "":
		return nil, clr.Argument("String cannot be of zero length.", "oldValue")
	}
	return mapped(r, args, func(s string) string { return strings.ReplaceAll(s, old, "") })
}

func newlineToBr(r *renderer, args []Value) (Value, error) {
	return r.atLineBreaks(args, func(lineBreak string) string { return "<br />" + lineBreak })
}

func stripNewlines(r *renderer, args []Value) (Value, error) {
	return r.atLineBreaks(args, func(string) string { return "" })
}

// atLineBreaks replaces every line feed, with a carriage return before it. White
// space alone is left as it is.
func (r *renderer) atLineBreaks(args []Value, replacement func(lineBreak string) string) (Value, error) {
	s, ok := optional(args[0])
	if !ok || isBlank(s) {
		return args[0], nil
	}
	var out strings.Builder
	for {
		line, rest, more := strings.Cut(s, "\n")
		if !more {
			out.WriteString(s)
			return r.made(out.String())
		}
		lineBreak := "\n"
		if strings.HasSuffix(line, "\r") {
			line, lineBreak = line[:len(line)-1], "\r\n"
		}
		if err := r.charge(len(line) + len("<br />")); err != nil {
			return nil, err
		}
		out.WriteString(line)
		out.WriteString(replacement(lineBreak))
		s = rest
	}
}

// truncate shortens a text to a length with the suffix included.
func truncate(r *renderer, args []Value) (Value, error) {
	s, ok := optional(args[0])
	if !ok || s == "" {
		return args[0], nil
	}
	limit := int(args[1].(int32))
	suffix, ok := optional(args[2])
	if limit < 0 {
		return args[2], nil
	}
	if !ok {
		return nil, clr.NullReference()
	}
	if length(s) <= limit {
		return s, nil
	}
	return r.concat(substring(s, 0, max(limit-length(suffix), 0)), suffix)
}

// truncateWords keeps so many words, which single blanks separate.
func truncateWords(r *renderer, args []Value) (Value, error) {
	s, ok := optional(args[0])
	if !ok || s == "" {
		return args[0], nil
	}
	words := int(args[1].(int32))
	suffix, _ := optional(args[2])
	if words <= 0 {
		return args[2], nil
	}
	end := 0
	for range words {
		n := strings.IndexByte(s[end:], ' ')
		if n < 0 {
			return s, nil
		}
		end += n + 1
	}
	return r.concat(s[:end-1], suffix)
}

// slice takes a part of a text or of a sequence; negative offsets count from the
// end.
func slice(r *renderer, args []Value) (Value, error) {
	offset, count := int(args[1].(int32)), int(args[2].(int32))
	if s, ok := plain(args[0]).(string); ok {
		return r.sliceText(s, offset, count)
	}
	s, ok := sequenceOf(args[0])
	if !ok {
		return args[0], nil
	}
	n := s.Len()
	if offset < 0 {
		if offset += n; offset <= 0 {
			count += offset
			offset = 0
		}
	}
	count = min(count, n-offset)
	if err := r.charge(max(count, 0) * 16); err != nil {
		return nil, err
	}
	var out sequence
	for i := range max(count, 0) {
		out = append(out, s.At(offset+i))
	}
	return out, nil
}

func (r *renderer) sliceText(s string, offset, count int) (Value, error) {
	n := length(s)
	if offset > n {
		return nil, nil
	}
	if offset < 0 {
		if offset += n; offset < 0 {
			count = max(0, count+offset)
			offset = 0
		}
	}
	count = min(count, n-offset)
	if count < 0 {
		return nil, clr.ArgumentOutOfRange("Length cannot be less than zero.", "length")
	}
	return r.made(substring(s, offset, count))
}

// split cuts a text and drops empty pieces; an empty pattern gives characters.
func split(r *renderer, args []Value) (Value, error) {
	s, ok := optional(args[0])
	if !ok || isBlank(s) {
		return Values{args[0]}, nil
	}
	pattern, _ := optional(args[1])
	out := Values{}
	add := func(piece string) error {
		out = append(out, piece)
		return r.charge(len(piece) + 16)
	}
	if pattern == "" {
		for i := 0; i < len(s); {
			_, size := decode(s[i:])
			for _, c := range units(s[i : i+size]) {
				if err := add(string(appendUnit(nil, c))); err != nil {
					return nil, err
				}
			}
			i += size
		}
		return out, nil
	}
	for more := true; more; {
		var piece string
		piece, s, more = strings.Cut(s, pattern)
		if piece == "" {
			continue
		}
		if err := add(piece); err != nil {
			return nil, err
		}
	}
	return out, nil
}
