package scan

import (
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// section is a part of the text that a directive opened: #region, or #if.
type section struct {
	region bool
	// active tells that the part is compiled; taken that it or one before it of the
	// same #if was, last that it begins with #else.
	active, taken, last bool
}

// directive skips a preprocessor directive, whose `#` is at pos, and the lines that
// it leaves out. No symbol is defined: which ones are is told by the file and the
// compiler's settings, that an expression has neither of.
func (s *scanner) directive() {
	s.directiveLine()
	for s.pos < len(s.text) && !s.active() {
		s.pos += newlineLen(s.text, s.pos)
		if s.skipBlanks(); s.peek(0) == '#' {
			s.directiveLine()
		} else {
			s.skipLine()
		}
	}
}

// active reports whether the text at pos is compiled.
func (s *scanner) active() bool {
	top := len(s.sections) - 1
	return top < 0 || s.sections[top].active
}

// skipBlanks skips white space within a line.
func (s *scanner) skipBlanks() {
	for s.pos < len(s.text) && (s.text[s.pos] == ' ' || s.text[s.pos] == '\t') {
		s.pos++
	}
}

// directiveLine reads one directive up to the end of its line.
func (s *scanner) directiveLine() {
	hash := s.pos
	s.skipLine()
	l := line{text: s.text[:s.pos], pos: hash + 1}
	word, at := l.next()
	active := s.active()
	switch word {
	case "region":
		s.sections = append(s.sections, section{region: true, active: active})
	case "endregion":
		if s.within(hash, true) {
			s.sections = s.sections[:len(s.sections)-1]
		}
	case "if":
		value := s.condition(&l)
		s.sections = append(s.sections, section{active: active && value, taken: value})
		s.endDirective(&l)
	case "elif":
		s.otherwise(hash, s.condition(&l), false)
		s.endDirective(&l)
	case "else":
		s.otherwise(hash, true, true)
		s.endDirective(&l)
	case "endif":
		if s.within(hash, false) {
			s.sections = s.sections[:len(s.sections)-1]
		}
		s.endDirective(&l)
	case "pragma", "warning":
	case "line":
		if n, at := l.next(); n != "default" && n != "hidden" {
			if _, err := strconv.ParseUint(n, 10, 32); err != nil {
				s.misread(at, "CS1576 The line number specified for #line directive is missing or invalid")
			}
		}
	case "error":
		if active {
			text, at := l.rest()
			s.misread(at, "CS1029 #error: '"+text+"'")
		}
	case "define", "undef":
		if active {
			s.misread(at, "CS1032 Cannot define/undefine preprocessor symbols after first token in file")
		}
	case "r", "load":
		if active {
			s.misread(at, map[string]string{"r": "CS7011", "load": "CS8097"}[word]+" #"+word+" is only allowed in scripts")
		}
	default:
		s.misread(at, "CS1024 Preprocessor directive expected")
	}
}

// otherwise begins the next part of the innermost #if.
func (s *scanner) otherwise(hash int, value, last bool) {
	if !s.within(hash, false) {
		return
	}
	top := len(s.sections) - 1
	open := s.sections[top]
	if open.last {
		s.misread(diag.Span{Start: hash, End: s.pos}, "CS1027 #endif directive expected")
		return
	}
	around := top == 0 || s.sections[top-1].active
	s.sections[top] = section{active: around && value && !open.taken, taken: open.taken || value, last: last}
}

// within reports whether the innermost section is a region, or an #if, as a
// directive that closes or continues one needs it; if not it is an error.
func (s *scanner) within(hash int, region bool) bool {
	top := len(s.sections) - 1
	if top < 0 {
		s.misread(diag.Span{Start: hash, End: s.pos}, "CS1028 Unexpected preprocessor directive")
		return false
	}
	if s.sections[top].region != region {
		s.misread(diag.Span{Start: hash, End: s.pos}, s.sections[top].wanted())
		return false
	}
	return true
}

// wanted is the error that says how a section ends.
func (o section) wanted() string {
	if o.region {
		return "CS1038 #endregion directive expected"
	}
	return "CS1027 #endif directive expected"
}

// endSections reports the section that is open at the end of the text.
func (s *scanner) endSections() {
	if top := len(s.sections) - 1; top >= 0 {
		s.misread(diag.Span{Start: len(s.text), End: len(s.text)}, s.sections[top].wanted())
		s.sections = nil
	}
}

// endDirective reports what stands behind a directive.
func (s *scanner) endDirective(l *line) {
	if word, at := l.next(); word != "" {
		s.misread(at, "CS1025 Single-line comment or end-of-line expected")
	}
}

// misread reports an error of a directive.
func (s *scanner) misread(span diag.Span, message string) {
	s.report(Error{Code: diag.ExpressionSyntax, Span: span, Message: message})
}
