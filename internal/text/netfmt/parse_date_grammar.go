package netfmt

// The free parser reads a text as a row of tokens, each a number or a month with
// what follows it. phrase is how far the current date or time has come; the
// rules below say which token may come next. A phrase that is complete becomes
// a date or a time, and the next one begins.
type phrase uint8

const (
	impossible phrase = iota

	// Beginnings. A slash stands for any date separator, a colon for that of
	// times.
	atStart       // nothing yet
	oneNumber     // 1
	twoNumbers    // 1 2
	numberSlash   // 1/
	dateTwo       // 1/2
	dateTwoSlash  // 1/2/
	monthName     // Jan
	monthNumber   // Jan 1
	numberMonth   // 1 Jan
	monthNumSlash // Jan/1/
	yearAlone     // 2020
	yearNumber    // 2020 1
	yearNumSlash  // 2020/1/
	yearMonth     // 2020 Jan
	yearMonSlash  // 2020/Jan/
	hourColon     // 1:
	minuteColon   // 1:2:

	// Complete phrases, N being a number, M a month name and Y a year.
	dateNN
	dateNNN
	dateMN
	dateNM
	dateMNN
	dateYNN
	dateYMN
	dateYN
	dateYM
	dateNNY
	timeN
	timeNN
	timeNNN
)

func (p phrase) complete() bool { return p >= dateNN }

// dateToken is a number of one or two digits, a month name or a year, together
// with what follows.
type dateToken uint8

const (
	endToken dateToken = iota
	numberEnd
	numberAmPm
	numberSpace
	numberDate // and a date separator
	numberTime // and a time separator
	monthEnd
	monthSpace
	monthDate
	yearSpace
	yearDate
	yearEnd
	tokenCount

	// isoToken is a number before the T of ISO 8601, which ends free parsing;
	// noToken is what the grammar does not see.
	isoToken
	noToken
)

// dateRules is .NET's grammar of dates as far as it concerns languages without
// suffixes after numbers: what a phrase becomes with the next token.
var dateRules = [minuteColon + 1][tokenCount]phrase{
	atStart: {
		endToken: atStart, numberAmPm: timeN, numberSpace: oneNumber, numberDate: numberSlash, numberTime: hourColon,
		monthSpace: monthName, monthDate: monthName, yearSpace: yearAlone, yearDate: yearAlone,
	},
	oneNumber: {
		numberEnd: dateNN, numberSpace: twoNumbers, numberDate: dateTwoSlash,
		monthEnd: dateNM, monthSpace: numberMonth, monthDate: monthNumSlash,
		yearSpace: yearNumber, yearDate: yearNumSlash, yearEnd: dateYN,
	},
	twoNumbers: {
		endToken: dateNN, numberEnd: dateNNN, numberAmPm: timeN, numberSpace: dateNNN, numberTime: hourColon,
		monthEnd: dateMNN, monthSpace: dateMNN, yearSpace: dateNNY, yearEnd: dateNNY,
	},
	numberSlash: {
		numberEnd: dateNN, numberSpace: dateTwo, numberDate: dateTwoSlash,
		monthEnd: dateNM, monthSpace: monthNumber, monthDate: monthNumSlash,
		yearSpace: yearNumber, yearDate: yearNumSlash, yearEnd: dateYN,
	},
	dateTwo: {
		endToken: dateNN, numberEnd: dateNNN, numberAmPm: timeN, numberSpace: dateNNN, numberTime: hourColon,
		monthEnd: dateMNN, monthSpace: dateMNN, yearSpace: dateNNY, yearEnd: dateNNY,
	},
	dateTwoSlash: {
		numberEnd: dateNNN, numberAmPm: dateNNN, numberSpace: dateNNN,
		monthEnd: dateMNN, monthSpace: dateMNN, yearSpace: dateNNY, yearEnd: dateNNY,
	},
	monthName: {
		numberEnd: dateMN, numberSpace: monthNumber, numberDate: monthNumSlash,
		yearSpace: yearMonth, yearDate: yearMonSlash, yearEnd: dateYM,
	},
	monthNumber: {
		endToken: dateMN, numberEnd: dateMNN, numberAmPm: dateMNN, numberSpace: dateMNN, numberTime: hourColon,
		yearSpace: dateYMN, yearEnd: dateYMN,
	},
	numberMonth: {
		endToken: dateNM, numberEnd: dateMNN, numberAmPm: dateMNN, numberSpace: dateMNN, numberTime: hourColon,
		yearSpace: dateYMN, yearEnd: dateYMN,
	},
	monthNumSlash: {numberEnd: dateMNN, numberSpace: dateMNN, yearSpace: dateYMN, yearEnd: dateYMN},
	yearAlone: {
		numberEnd: dateYN, numberSpace: yearNumber, numberDate: yearNumSlash,
		monthEnd: dateYM, monthSpace: yearMonth, monthDate: yearMonSlash,
	},
	yearNumber: {
		endToken: dateYN, numberEnd: dateYNN, numberAmPm: dateYNN, numberSpace: dateYNN, monthEnd: dateYMN, monthSpace: dateYMN,
	},
	yearNumSlash: {numberEnd: dateYNN, numberAmPm: dateYNN, numberSpace: dateYNN, monthEnd: dateYMN, monthSpace: dateYMN},
	yearMonth:    {endToken: dateYM, numberEnd: dateYMN, numberAmPm: dateYMN, numberSpace: dateYMN},
	yearMonSlash: {numberEnd: dateYMN, numberAmPm: dateYMN, numberSpace: dateYMN},
	hourColon: {
		numberEnd: timeNN, numberAmPm: timeNN, numberSpace: timeNN, numberTime: minuteColon, monthEnd: dateNM, monthSpace: numberMonth,
	},
	minuteColon: {numberEnd: timeNNN, numberAmPm: timeNNN, numberSpace: timeNNN},
}

// allowsZone reports whether Z or GMT may stand here.
func (p phrase) allowsZone() bool {
	switch p {
	case atStart, oneNumber, twoNumbers, hourColon, minuteColon:
		return true
	}
	return false
}

// dateOrder is the order of year, month and day in a culture's short date.
type dateOrder uint8

const (
	monthDayYear dateOrder = iota
	dayMonthYear
	yearMonthDay
)

// orderOf reads the order off a pattern; only the letters outside of quotes
// count, and the cultures of this package quote none.
func orderOf(pattern string) dateOrder {
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case 'y':
			return yearMonthDay
		case 'M':
			return monthDayYear
		case 'd':
			return dayMonthYear
		}
	}
	return monthDayYear
}
