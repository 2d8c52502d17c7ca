package liquid

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// output is an expression with filters: what stands in {{ }} and behind assign.
type output struct {
	value   expr // nil when there is none
	filters []filterCall
}

// filterCall is a filter with arguments. filter is nil for a name that no filter
// has: its arguments are still evaluated.
type filterCall struct {
	filter *filter
	args   []expr
}

// output parses an expression with filters, which are on one line.
func (p *parser) output(markup string) *output {
	start, end := findFragment(markup, 0, true)
	if start < 0 {
		return &output{}
	}
	o := &output{value: parseExpression(markup[start:end])}
	bar := strings.IndexByte(markup[end:], '|')
	if bar < 0 {
		return o
	}
	for s := markup[end+bar:]; s != ""; {
		var segment string
		segment, s = filterSegment(s)
		start, end := nextWord(segment, 0)
		if start < 0 {
			continue
		}
		call := filterCall{filter: findFilter(segment[start:end]), args: filterArguments(segment)}
		if call.filter != nil && call.filter.regex {
			p.usesRegex = true
		}
		o.filters = append(o.filters, call)
	}
	return o
}

// filterSegment returns the first stretch of white space, fragments and commas,
// and what follows it. Bars and lone quotes stand between stretches.
func filterSegment(s string) (segment, rest string) {
	start := 0
	for start < len(s) && segmentEnd(s, start) == start {
		start++
	}
	end := segmentEnd(s, start)
	return s[start:end], s[end:]
}

func segmentEnd(s string, i int) int {
	for i < len(s) {
		next := skipSpace(s, run(s, i, true))
		if next == i {
			break
		}
		i = next
	}
	return i
}

// filterArguments are the fragments behind a colon or comma.
func filterArguments(s string) []expr {
	var args []expr
	for i := 0; i < len(s); {
		if s[i] == ':' || s[i] == ',' {
			at := skipSpace(s, i+1)
			if end := fragmentAt(s, at, false); end >= 0 {
				args = append(args, parseExpression(s[at:end]))
				i = end
				continue
			}
		}
		i++
	}
	return args
}

// eval returns the value behind the last filter.
func (o *output) eval(r *renderer) (Value, error) {
	if o.value == nil {
		return nil, nil
	}
	v, err := o.value.eval(r)
	if err != nil {
		return nil, err
	}
	for i := range o.filters {
		call := &o.filters[i]
		var space [4]Value
		args := append(space[:0], v)
		for _, arg := range call.args {
			a, err := arg.eval(r)
			if err != nil {
				return nil, err
			}
			args = append(args, a)
		}
		if call.filter == nil {
			continue
		}
		if err := r.step(); err != nil {
			return nil, err
		}
		if v, err = r.invoke(call.filter, args); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func (o *output) render(r *renderer) error {
	v, err := o.eval(r)
	if err != nil || v == nil {
		return err
	}
	return r.writeValue(v)
}

// writeValue writes a value as {{ }} does: sequences one element after the other,
// booleans in lower case, objects not at all.
func (r *renderer) writeValue(v Value) error {
	switch v := plain(v).(type) {
	case nil:
		return nil
	case string:
		return r.write(v)
	case bool:
		return r.write(strings.ToLower(netfmt.FormatBool(v)))
	case Sequence:
		return r.writeElements(v)
	case Dictionary:
		return r.writeElements(pairs{v})
	case Object:
		return nil
	default:
		return r.writeElement(v)
	}
}

func (r *renderer) writeElements(s Sequence) error {
	for i := range s.Len() {
		if err := r.step(); err != nil {
			return err
		}
		if err := r.writeElement(s.At(i)); err != nil {
			return err
		}
	}
	return nil
}

// writeElement writes a value by its ToString, decimals without trailing zeros.
func (r *renderer) writeElement(v Value) error {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return r.write(v)
	case clr.Decimal:
		s, err := netfmt.Format(v, "0.#############################", r.culture)
		if err != nil {
			return err
		}
		return r.write(s)
	}
	return r.write(text(v, r.culture))
}
