package expression

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// The functions of the template reference for dates. utcNow is known only to a
// deployment, so that most results are not known either.

// dateLayouts are the forms of dates that are read: ISO 8601, and what utcNow
// gives without a format.
var dateLayouts = [...]string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", "20060102T150405Z", "2006-01-02"}

// dateOf reads a date; layout is its form.
func dateOf(v *node.Value) (t time.Time, layout string, err error) {
	text, err := textOf(v)
	if err != nil {
		return t, "", err
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), layout, nil
		}
	}
	return t, "", &Error{Message: fmt.Sprintf("a date such as 2030-01-02T03:04:05Z is needed, not %.40q", text)}
}

// isoSpan is an ISO 8601 duration, which may count back.
var isoSpan = regexp.MustCompile(`^(-)?P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$`)

// dateTimeAdd gives a date in the form of the one that it begins with, unless a
// format is given.
func dateTimeAdd(ev *Evaluator, a args) (*node.Value, error) {
	t, layout, err := dateOf(a[0])
	if err != nil {
		return nil, err
	}
	text, err := textOf(a[1])
	if err != nil {
		return nil, err
	}
	m := isoSpan.FindStringSubmatch(text)
	if m == nil || strings.HasSuffix(text, "P") || strings.HasSuffix(text, "T") {
		return nil, &Error{Message: fmt.Sprintf("a duration such as P1Y or -PT1H is needed, not %.40q", text)}
	}
	part := func(i int) int {
		n, _ := strconv.Atoi(m[i])
		if m[1] != "" {
			n = -n
		}
		return n
	}
	t = t.AddDate(part(2), part(3), 7*part(4)+part(5))
	t = t.Add(time.Duration(part(6))*time.Hour + time.Duration(part(7))*time.Minute + time.Duration(part(8))*time.Second)
	if len(a) < 3 {
		return ev.fresh(t.Format(layout))
	}
	format, err := textOf(a[2])
	if err != nil {
		return nil, err
	}
	out, err := dateText(t, format)
	if err != nil {
		return nil, err
	}
	return ev.fresh(out)
}

// dateText writes a date by a format of .NET: u, s, or one made of its parts.
func dateText(t time.Time, format string) (string, error) {
	switch format {
	case "u":
		format = "yyyy-MM-dd HH:mm:ssZ"
	case "s":
		format = "yyyy-MM-ddTHH:mm:ss"
	}
	var out strings.Builder
	for i := 0; i < len(format); {
		n := 1
		for i+n < len(format) && format[i+n] == format[i] {
			n++
		}
		c := format[i]
		layout, ok := dateParts[format[i:i+n]]
		switch {
		case ok:
			out.WriteString(t.Format(layout))
		case c == '\'':
			end := strings.IndexByte(format[i+1:], '\'')
			if end < 0 {
				return "", &Error{Message: fmt.Sprintf("a quote of the format %.40q is not closed", format)}
			}
			out.WriteString(format[i+1 : i+1+end])
			n = end + 2
		case c == 'f' && n <= 7:
			fmt.Fprintf(&out, "%0*d", n, t.Nanosecond()/[...]int{1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2}[n-1])
		case strings.IndexByte("dfFghHKmMstyz%\\", c) >= 0:
			return "", &Error{Message: fmt.Sprintf("the part %q of the format %.40q is not supported", format[i:i+n], format), NotSupported: true}
		default:
			out.WriteString(format[i : i+n]) // Z, T and punctuation stand for themselves
		}
		i += n
	}
	return out.String(), nil
}

// dateParts are the parts of formats, with what they are in Go.
var dateParts = map[string]string{
	"yyyy": "2006", "yy": "06", "MMMM": "January", "MMM": "Jan", "MM": "01", "M": "1", "dddd": "Monday", "ddd": "Mon", "dd": "02", "d": "2",
	"HH": "15", "hh": "03", "h": "3", "mm": "04", "m": "4", "ss": "05", "s": "5", "tt": "PM",
}

func dateTimeFromEpoch(ev *Evaluator, a args) (*node.Value, error) {
	n, err := integer(a[0])
	if err != nil {
		return nil, err
	}
	if n < -62135596800 || n > 253402300799 {
		return nil, &Error{Message: fmt.Sprintf("%d seconds are beyond the dates there are", n)}
	}
	return ev.fresh(time.Unix(n, 0).UTC().Format("2006-01-02T15:04:05Z"))
}

func dateTimeToEpoch(ev *Evaluator, a args) (*node.Value, error) {
	t, _, err := dateOf(a[0])
	if err != nil {
		return nil, err
	}
	return ev.Int(t.Unix()), nil
}
