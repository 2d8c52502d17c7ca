package liquid

import (
	"sort"
	"strings"
	"unicode"
)

// SyntaxError says what is wrong with a template and where: Offset and Length
// count bytes of the text given to [Parse].
type SyntaxError struct {
	Message        string
	Offset, Length int
}

// Error returns the message.
func (e *SyntaxError) Error() string { return e.Message }

// tokenKind tells the three kinds of tokens apart.
type tokenKind uint8

const (
	textToken tokenKind = iota
	tagToken
	outputToken
)

// token is a piece of a template. text is the whole piece, without hyphens at its
// edges; start and end say where it stands.
type token struct {
	kind       tokenKind
	text       string
	start, end int
}

// tokenizer splits a template. DotLiquid edits the text before it splits it, so
// that offsets have to be translated back.
type tokenizer struct {
	s      string
	pos    int
	cuts   []cut
	tokens []token
}

// cut is a place in the edited text behind which the original is ahead by so many
// bytes.
type cut struct{ at, ahead int }

// origin translates an offset.
func (t *tokenizer) origin(at int) int {
	next := sort.Search(len(t.cuts), func(i int) bool { return t.cuts[i].at > at })
	if next == 0 {
		return at
	}
	return at + t.cuts[next-1].ahead
}

// tokenize splits a template into tokens.
func tokenize(s string) ([]token, *SyntaxError) {
	t := &tokenizer{}
	t.edit(s)
	for {
		start := t.nextStart(t.pos)
		if start < 0 {
			break
		}
		isTag := t.s[start+1] == '%'
		open := start + 2
		hyphen := open < len(t.s) && t.s[open] == '-'
		if start > t.pos {
			before := t.s[t.pos:start]
			if hyphen {
				before = strings.TrimRight(before, "\t ")
			}
			if before != "" {
				t.add(textToken, before, t.pos, start)
			}
		}
		if hyphen {
			open++
		}
		end := closing(t.s, open, isTag)
		if end < 0 {
			return nil, t.unterminated(start, isTag)
		}
		text := t.s[start:start+2] + t.s[open:end]
		t.pos = end
		if !isTag {
			t.add(outputToken, text, start, end)
			continue
		}
		t.add(tagToken, text, start, end)
		if name := rawTagName(text); name != "" {
			if err := t.rawContent(name, start, end); err != nil {
				return nil, err
			}
		}
	}
	if t.pos < len(t.s) {
		t.add(textToken, t.s[t.pos:], t.pos, len(t.s))
	}
	return t.tokens, nil
}

func (t *tokenizer) add(kind tokenKind, text string, start, end int) {
	t.tokens = append(t.tokens, token{kind, text, t.origin(start), t.origin(end)})
}

// nextStart finds the next {{ or {%.
func (t *tokenizer) nextStart(from int) int {
	for {
		i := strings.IndexByte(t.s[from:], '{')
		if i < 0 || from+i+1 >= len(t.s) {
			return -1
		}
		from += i
		if c := t.s[from+1]; c == '{' || c == '%' {
			return from
		}
		from++
	}
}

// closing finds the end of a tag or output that begins before from. Quoted texts
// are passed over.
func closing(s string, from int, isTag bool) int {
	stop := byte('}')
	if isTag {
		stop = '%'
	}
	for i := from; i < len(s); i++ {
		switch s[i] {
		case '"', '\'':
			end := strings.IndexByte(s[i+1:], s[i])
			if end < 0 {
				return -1
			}
			i += end + 1
		case stop:
			if i+1 < len(s) && s[i+1] == '}' {
				return i + 2
			}
		}
	}
	return -1
}

func (t *tokenizer) unterminated(start int, isTag bool) *SyntaxError {
	message := "the output {{ is not closed by }}"
	if isTag {
		message = "the tag {% is not closed by %}"
	}
	offset := t.origin(start)
	return &SyntaxError{Message: message, Offset: offset, Length: 2}
}

// rawTagName returns the name of a tag whose content is not looked at, or "".
func rawTagName(tag string) string {
	name := word(strings.TrimLeftFunc(tag[2:], unicode.IsSpace))
	if name == "raw" || name == "comment" {
		return name
	}
	return ""
}

// rawContent adds what stands between a tag of that name and its end as one token.
func (t *tokenizer) rawContent(name string, start, end int) *SyntaxError {
	at := endOfRaw(t.s, end, name)
	if at < 0 {
		return &SyntaxError{Message: "the tag " + name + " is not closed by end" + name, Offset: t.origin(start), Length: t.origin(end) - t.origin(start)}
	}
	if at > end {
		t.add(textToken, t.s[end:at], end, at)
	}
	t.pos = at
	return nil
}

// endOfRaw finds {% endname %} with or without hyphens.
func endOfRaw(s string, from int, name string) int {
	for {
		i := strings.Index(s[from:], "{%")
		if i < 0 {
			return -1
		}
		from += i
		rest := strings.TrimLeftFunc(strings.TrimPrefix(s[from+2:], "-"), unicode.IsSpace)
		if rest, ok := strings.CutPrefix(rest, "end"+name); ok {
			rest = strings.TrimPrefix(strings.TrimLeftFunc(rest, unicode.IsSpace), "-")
			if strings.HasPrefix(rest, "%}") {
				return from
			}
		}
		from += 2
	}
}
