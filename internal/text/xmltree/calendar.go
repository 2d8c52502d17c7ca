package xmltree

// Days before the first of each month in a common year.
var daysBefore = [13]int64{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

func isLeap(year int64) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysInMonth(year, month int64) int64 {
	if month == 2 && isLeap(year) {
		return 29
	}
	return daysBefore[month] - daysBefore[month-1]
}

// dayNumber counts the days from 0001-01-01 to a date.
func dayNumber(year, month, day int64) int64 {
	y := year - 1
	n := y*365 + y/4 - y/100 + y/400 + daysBefore[month-1] + day - 1
	if month > 2 && isLeap(year) {
		n++
	}
	return n
}

// dateOf is the inverse of dayNumber.
func dateOf(days int64) (year, month, day int64) {
	year = days*400/146097 + 1
	for dayNumber(year, 1, 1) > days {
		year--
	}
	for dayNumber(year+1, 1, 1) <= days {
		year++
	}
	rest := days - dayNumber(year, 1, 1)
	for month = 1; rest >= daysInMonth(year, month); month++ {
		rest -= daysInMonth(year, month)
	}
	return year, month, rest + 1
}
