package liquid

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// escape is WebUtility.HtmlEncode: the characters of markup, those from U+00A0 to
// U+00FF, and those beyond the basic plane.
func escape(r *renderer, args []Value) (Value, error) {
	s, ok := optional(args[0])
	if !ok {
		return nil, nil
	}
	var out strings.Builder
	done := 0
	for i := 0; i < len(s); {
		c, size := decode(s[i:])
		entity := ""
		switch {
		case c == '<':
			entity = "&lt;"
		case c == '>':
			entity = "&gt;"
		case c == '&':
			entity = "&amp;"
		case c == '"':
			entity = "&quot;"
		case c == '\'':
			entity = "&#39;"
		case c >= 0xA0 && c <= 0xFF, c >= beyondBasic:
			entity = "&#" + strconv.Itoa(int(c)) + ";"
		case c >= highSurrogate && c < surrogateEnd:
			entity = string(utf8.RuneError)
		}
		if entity != "" {
			if err := r.charge(i - done + len(entity)); err != nil {
				return nil, err
			}
			out.WriteString(s[done:i])
			out.WriteString(entity)
			done = i + size
		}
		i += size
	}
	if done == 0 {
		return s, nil
	}
	out.WriteString(s[done:])
	return r.made(out.String())
}

// urlEncode is WebUtility.UrlEncode.
func urlEncode(r *renderer, args []Value) (Value, error) {
	s, ok := optional(args[0])
	if !ok {
		return nil, nil
	}
	if err := r.charge(3 * len(s)); err != nil {
		return nil, err
	}
	s = strings.ToValidUTF8(joinSurrogates(s), string(utf8.RuneError))
	const hex = "0123456789ABCDEF"
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9', isLetter(c), strings.IndexByte("-_.!*()", c) >= 0:
			out = append(out, c)
		case c == ' ':
			out = append(out, '+')
		default:
			out = append(out, '%', hex[c>>4], hex[c&0xF])
		}
	}
	return string(out), nil
}

// urlDecode is WebUtility.UrlDecode. What is not well formed stays.
func urlDecode(r *renderer, args []Value) (Value, error) {
	return mapped(r, args, func(s string) string {
		out := make([]byte, 0, len(s))
		for i := 0; i < len(s); i++ {
			switch {
			case s[i] == '+':
				out = append(out, ' ')
			case s[i] == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0:
				out = append(out, byte(unhex(s[i+1])<<4|unhex(s[i+2])))
				i += 2
			default:
				out = append(out, s[i])
			}
		}
		return strings.ToValidUTF8(string(out), string(utf8.RuneError))
	})
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// stripHTML deletes scripts, comments and styles with their content, then all
// other tags.
func stripHTML(r *renderer, args []Value) (Value, error) {
	s, ok := optional(args[0])
	if !ok || isBlank(s) {
		return args[0], nil
	}
	if err := r.charge(len(s)); err != nil {
		return nil, err
	}
	return dropTags(dropElements(s)), nil
}

// dropElements deletes what stands between the beginnings and ends of scripts,
// comments and styles.
func dropElements(s string) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	kinds := [...]struct{ begin, end string }{{"<script", "</script>"}, {"<!--", "-->"}, {"<style", "</style>"}}
	lower := asciiLower(s)
	// An end that is not found once is not found later on either.
	var missing [len(kinds)]bool
	var out strings.Builder
	done := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '<' {
			continue
		}
		for k, kind := range kinds {
			if missing[k] || !strings.HasPrefix(lower[i:], kind.begin) {
				continue
			}
			n := strings.Index(lower[i+len(kind.begin):], kind.end)
			if missing[k] = n < 0; n < 0 {
				continue
			}
			out.WriteString(s[done:i])
			done = i + len(kind.begin) + n + len(kind.end)
			i = done - 1
			break
		}
	}
	out.WriteString(s[done:])
	return out.String()
}

func asciiLower(s string) string {
	out := []byte(s)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return string(out)
}

// dropTags deletes what stands between < and the next >.
func dropTags(s string) string {
	var out strings.Builder
	for {
		start := strings.IndexByte(s, '<')
		if start < 0 {
			break
		}
		n := strings.IndexByte(s[start:], '>')
		if n < 0 {
			break
		}
		out.WriteString(s[:start])
		s = s[start+n+1:]
	}
	out.WriteString(s)
	return out.String()
}
