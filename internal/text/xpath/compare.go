package xpath

// comparison compares two values by the rules of section 3.4 of the
// recommendation.
func (ev *evaluation) comparison(op kind, a, b Value) (bool, error) {
	a, b = asSet(a), asSet(b)
	setA, isSetA := a.(NodeSet)
	setB, isSetB := b.(NodeSet)
	switch {
	case isSetA && isSetB:
		return ev.compareSets(op, setA, setB)
	case isSetA:
		return ev.compareSet(op, setA, b, false)
	case isSetB:
		return ev.compareSet(op, setB, a, true)
	}
	return compareValues(op, a, b), nil
}

func compareValues(op kind, a, b Value) bool {
	if op == '=' || op == notEqual {
		_, boolA := a.(bool)
		_, boolB := b.(bool)
		_, numA := a.(float64)
		_, numB := b.(float64)
		var equal bool
		switch {
		case boolA || boolB:
			equal = Boolean(a) == Boolean(b)
		case numA || numB:
			equal = Number(a) == Number(b)
		default:
			equal = String(a) == String(b)
		}
		return equal == (op == '=')
	}
	return compareNumbers(op, Number(a), Number(b))
}

func compareNumbers(op kind, a, b float64) bool {
	switch op {
	case '<':
		return a < b
	case '>':
		return a > b
	case lessEqual:
		return a <= b
	}
	return a >= b
}

// compareSet compares the nodes of a set with another value, which stands on the
// left if swapped is set. One node that fits is enough.
func (ev *evaluation) compareSet(op kind, set NodeSet, v Value, swapped bool) (bool, error) {
	if _, ok := v.(bool); ok {
		if swapped {
			return compareValues(op, v, len(set) > 0), nil
		}
		return compareValues(op, len(set) > 0, v), nil
	}
	for _, n := range set {
		s, err := ev.valueOf(n)
		if err != nil {
			return false, err
		}
		fits := false
		if swapped {
			fits = compareValues(op, v, s)
		} else {
			fits = compareValues(op, s, v)
		}
		if fits {
			return true, nil
		}
	}
	return false, nil
}

// valueOf returns the string-value of a node and counts its cost.
func (ev *evaluation) valueOf(n Node) (string, error) {
	s := n.String()
	if err := ev.charge(len(s)); err != nil {
		return "", err
	}
	return s, ev.step(1 + len(s)/64)
}

// compareSets looks for a pair of nodes that fits.
func (ev *evaluation) compareSets(op kind, a, b NodeSet) (bool, error) {
	if op == '=' || op == notEqual {
		return ev.compareTexts(op, a, b)
	}
	// For order it is enough to know the extremes of one side.
	numbers := make([]float64, 0, len(b))
	for _, n := range b {
		s, err := ev.valueOf(n)
		if err != nil {
			return false, err
		}
		numbers = append(numbers, parseNumber(s))
	}
	if len(numbers) == 0 {
		return false, nil
	}
	low, high := extremes(numbers)
	for _, n := range a {
		s, err := ev.valueOf(n)
		if err != nil {
			return false, err
		}
		f := parseNumber(s)
		if compareNumbers(op, f, low) || compareNumbers(op, f, high) {
			return true, nil
		}
	}
	return false, nil
}

// extremes returns the smallest and the largest number, those that are none left
// out.
func extremes(numbers []float64) (low, high float64) {
	low, high = numbers[0], numbers[0]
	for _, f := range numbers[1:] {
		if !(f >= low) && f == f || low != low {
			low = f
		}
		if !(f <= high) && f == f || high != high {
			high = f
		}
	}
	return low, high
}

func (ev *evaluation) compareTexts(op kind, a, b NodeSet) (bool, error) {
	texts := make(map[string]struct{}, len(b))
	for _, n := range b {
		s, err := ev.valueOf(n)
		if err != nil {
			return false, err
		}
		texts[s] = struct{}{}
	}
	for _, n := range a {
		s, err := ev.valueOf(n)
		if err != nil {
			return false, err
		}
		_, same := texts[s]
		// Another text is there unless all are the same as this one.
		if op == '=' && same || op == notEqual && (len(texts) > 1 || len(texts) == 1 && !same) {
			return true, nil
		}
	}
	return false, nil
}
