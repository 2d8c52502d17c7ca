package clr

// DayOfWeek is System.DayOfWeek, Sunday being 0.
type DayOfWeek int

// The days of the week.
const (
	Sunday DayOfWeek = iota
	Monday
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
)

var dayNames = [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

// String returns the English name, or the empty string for a value that is no
// day.
func (d DayOfWeek) String() string {
	if d < Sunday || d > Saturday {
		return ""
	}
	return dayNames[d]
}

// daysBefore holds the days of a common year before each month.
var daysBefore = [13]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

func leapYear(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysInMonth(year, month int) int {
	days := daysBefore[month] - daysBefore[month-1]
	if month == 2 && leapYear(year) {
		days++
	}
	return days
}

// dayNumber counts days since January 1 of year 1; the date must be valid.
func dayNumber(year, month, day int) int {
	y := year - 1
	n := y*365 + y/4 - y/100 + y/400 + daysBefore[month-1] + day - 1
	if month > 2 && leapYear(year) {
		n++
	}
	return n
}

// civil returns the date of a day number, and the day of the year.
func civil(number int) (year, month, day, dayOfYear int) {
	const (
		in400Years = 146_097
		in100Years = 36_524
		in4Years   = 1461
	)
	year = number / in400Years * 400
	number %= in400Years
	// The last day of the period belongs to its fourth century.
	centuries := min(number/in100Years, 3)
	year += centuries * 100
	number -= centuries * in100Years
	year += number / in4Years * 4
	number %= in4Years
	years := min(number/365, 3)
	year += years + 1
	number -= years * 365
	dayOfYear = number + 1

	leap := 0
	if leapYear(year) {
		leap = 1
	}
	month = 1
	for {
		end := daysBefore[month]
		if month >= 2 {
			end += leap
		}
		if number < end {
			break
		}
		month++
	}
	start := daysBefore[month-1]
	if month > 2 {
		start += leap
	}
	return year, month, number - start + 1, dayOfYear
}

// IsLeapYear is DateTime.IsLeapYear; years outside 1 to 9999 throw
// System.ArgumentOutOfRangeException.
func IsLeapYear(year int) (bool, error) {
	if year < 1 || year > 9999 {
		return false, badYear()
	}
	return leapYear(year), nil
}

// DaysInMonth is DateTime.DaysInMonth; a month outside 1 to 12 or a year outside
// 1 to 9999 throws System.ArgumentOutOfRangeException.
func DaysInMonth(year, month int) (int, error) {
	if month < 1 || month > 12 {
		return 0, ArgumentOutOfRange("Month must be between one and twelve.", "month")
	}
	if year < 1 || year > 9999 {
		return 0, badYear()
	}
	return daysInMonth(year, month), nil
}

func badYear() *Exception {
	return ArgumentOutOfRange("Year must be between 1 and 9999.", "year")
}
