package ratelimit

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/expr"
)

// number is a whole number, 0 or more, that may be absent.
type number struct {
	value int64
	set   bool
}

// SetText reads the number.
func (n *number) SetText(text string) error {
	v, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || v < 0 {
		return fmt.Errorf("expected a whole number, 0 or more")
	}
	*n = number{v, true}
	return nil
}

// SettingType names the type in documentation.
func (number) SettingType() string { return "int" }

// period is a length of time in seconds, written as a number or as an ISO 8601
// duration, which documents contain.
type period struct {
	seconds int64
	set     bool
}

// SetText reads the period.
func (p *period) SetText(text string) error {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "P") {
		d, ok := catalog.ParseDuration(text)
		if !ok {
			return fmt.Errorf("expected seconds or an ISO 8601 duration such as P30D")
		}
		*p = period{int64(d.Seconds()), true}
		return nil
	}
	var n number
	if err := n.SetText(text); err != nil {
		return fmt.Errorf("expected seconds or an ISO 8601 duration such as P30D")
	}
	*p = period{n.value, true}
	return nil
}

// periodValue is a period that may be an expression, whose value is in seconds.
type periodValue struct{ expr.Value[int] }

// SetLiteral reads a period.
func (v *periodValue) SetLiteral(text string) error {
	var p period
	if err := p.SetText(text); err != nil {
		return err
	}
	v.Value = expr.Literal(int(min(p.seconds, math.MaxInt32)))
	return nil
}

// SettingType names the type in documentation.
func (period) SettingType() string { return "seconds" }
