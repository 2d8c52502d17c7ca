package netfmt

// finish makes a date or a time of a complete phrase.
func (p *freeParser) finish(done phrase) bool {
	f := p.fields
	n := p.numbers
	ok := false
	if done >= timeN {
		ok = !f.haveTime
		f.haveTime = true
	} else {
		ok = !f.haveDate
	}
	if !ok {
		return false
	}
	switch done {
	case timeN:
		f.hour = n[0]
		ok = p.designator != noWord
	case timeNN:
		f.hour, f.minute = n[0], n[1]
	case timeNNN:
		f.hour, f.minute, f.second = n[0], n[1], n[2]
	case dateMN, dateNM:
		// A month and a number do not count as the date of the text.
		ok = p.finishMonth(done)
	default:
		ok = p.finishDate(done)
		f.haveDate = true
	}
	p.count = 0
	return ok
}

func (p *freeParser) finishDate(done phrase) bool {
	f, n := p.fields, p.numbers
	order := orderOf(p.c.date.shortDate)
	switch done {
	case dateNN:
		f.year, f.yearDefault = f.today().Year(), true
		if orderOf(p.c.date.monthDay) == monthDayYear {
			return f.setDate(f.year, n[0], n[1])
		}
		return f.setDate(f.year, n[1], n[0])
	case dateNNN:
		switch order {
		case yearMonthDay:
			return f.setDate(fullYear(n[0]), n[1], n[2])
		case dayMonthYear:
			return f.setDate(fullYear(n[2]), n[1], n[0])
		}
		return f.setDate(fullYear(n[2]), n[0], n[1])
	case dateMNN:
		first, second := n[0], n[1]
		if order == yearMonthDay {
			first, second = second, first
		}
		return f.setDate(fullYear(second), p.month, first) || f.setDate(fullYear(first), p.month, second)
	case dateYNN:
		return f.setDate(p.year, n[0], n[1])
	case dateNNY:
		if order == dayMonthYear {
			return f.setDate(p.year, n[1], n[0])
		}
		return f.setDate(p.year, n[0], n[1])
	case dateYMN:
		return f.setDate(p.year, p.month, n[0])
	case dateYN:
		return f.setDate(p.year, n[0], 1)
	case dateYM:
		return f.setDate(p.year, p.month, 1)
	}
	return false
}

// finishMonth decides whether the number beside a month is its day or a year:
// a year only if the culture writes year and month, but not day and month, in
// the order of the text.
func (p *freeParser) finishMonth(done phrase) bool {
	f, n := p.fields, p.numbers[0]
	dayFirst := orderOf(p.c.date.monthDay) == dayMonthYear
	yearFirst := orderOf(p.c.date.yearMonth) == yearMonthDay
	if done == dateMN && dayFirst && !yearFirst || done == dateNM && !dayFirst && yearFirst {
		return f.setDate(fullYear(n), p.month, 1)
	}
	f.year, f.yearDefault = f.today().Year(), true
	return f.setDate(f.year, p.month, n)
}
