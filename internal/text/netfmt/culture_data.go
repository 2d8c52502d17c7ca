package netfmt

// The cultures, with the data of .NET Framework where it differs from CLDR: the
// negative currency of en-US in brackets, a space before the percent sign.

var (
	englishMonths      = [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	englishShortMonths = [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
	englishDays        = [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	englishShortDays   = [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}
)

// pointNumbers writes 1,234.5; commaNumbers writes 1.234,5.
func pointNumbers(currency string) numberSymbols {
	return numberSymbols{
		decimal: ".", group: ",", currencyDecimal: ".", currencyGroup: ",", currency: currency,
		negative: "-", positive: "+", percent: "%", perMille: "‰",
		nan: "NaN", infinity: "Infinity", negativeInfinity: "-Infinity",
	}
}

func commaNumbers(currency, group string) numberSymbols {
	n := pointNumbers(currency)
	n.decimal, n.currencyDecimal = ",", ","
	n.group, n.currencyGroup = group, group
	return n
}

func englishDates() dateSymbols {
	return dateSymbols{
		dateSep: "/", timeSep: ":", am: "AM", pm: "PM", era: "A.D.",
		months: englishMonths, shortMonths: englishShortMonths,
		days: englishDays, shortDays: englishShortDays,
	}
}

var invariant = newCulture("", pointNumbers("¤"), func(d *dateSymbols) {
	d.shortDate, d.longDate = "MM/dd/yyyy", "dddd, dd MMMM yyyy"
	d.shortTime, d.longTime = "HH:mm", "HH:mm:ss"
	d.monthDay, d.yearMonth = "MMMM dd", "yyyy MMMM"
})

var enUS = newCulture("en-US", pointNumbers("$"), func(d *dateSymbols) {
	d.shortDate, d.longDate = "M/d/yyyy", "dddd, MMMM d, yyyy"
	d.shortTime, d.longTime = "h:mm tt", "h:mm:ss tt"
	d.monthDay, d.yearMonth = "MMMM d", "MMMM yyyy"
})

var enGB = newCulture("en-GB", withPatterns(pointNumbers("£"), 0, 1, 1, 1), func(d *dateSymbols) {
	d.shortDate, d.longDate = "dd/MM/yyyy", "dd MMMM yyyy"
	d.shortTime, d.longTime = "HH:mm", "HH:mm:ss"
	d.monthDay, d.yearMonth = "d MMMM", "MMMM yyyy"
	d.am, d.pm = "am", "pm"
})

var deDE = newCulture("de-DE", withWords(withPatterns(commaNumbers("€", "."), 3, 8, 0, 0), "unendlich", "+"), func(d *dateSymbols) {
	d.shortDate, d.longDate = "dd.MM.yyyy", "dddd, d. MMMM yyyy"
	d.shortTime, d.longTime = "HH:mm", "HH:mm:ss"
	d.monthDay, d.yearMonth = "d. MMMM", "MMMM yyyy"
	d.dateSep, d.am, d.pm = ".", "vorm.", "nachm."
	d.months = [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}
	d.shortMonths = [12]string{"Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"}
	d.days = [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}
	d.shortDays = [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"}
})

var frFR = newCulture("fr-FR", withWords(withPatterns(commaNumbers("€", "\u00a0"), 3, 8, 0, 0), "Infini", "+"), func(d *dateSymbols) {
	d.shortDate, d.longDate = "dd/MM/yyyy", "dddd d MMMM yyyy"
	d.shortTime, d.longTime = "HH:mm", "HH:mm:ss"
	d.monthDay, d.yearMonth = "d MMMM", "MMMM yyyy"
	d.months = [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	d.shortMonths = [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}
	d.days = [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	d.shortDays = [7]string{"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."}
})

var daDK = newCulture("da-DK", withPatterns(commaNumbers("kr.", "."), 2, 12, 0, 0), func(d *dateSymbols) {
	d.shortDate, d.longDate = "dd-MM-yyyy", "d. MMMM yyyy"
	d.shortTime, d.longTime = "HH:mm", "HH:mm:ss"
	d.monthDay, d.yearMonth = "d. MMMM", "MMMM yyyy"
	d.dateSep = "-"
	d.months = [12]string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"}
	d.shortMonths = [12]string{"jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."}
	d.days = [7]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"}
	d.shortDays = [7]string{"søn", "man", "tir", "ons", "tor", "fre", "lør"}
})

var nlNL = newCulture("nl-NL", withWords(withPatterns(commaNumbers("€", "."), 2, 12, 0, 0), "oneindig", ""), func(d *dateSymbols) {
	d.shortDate, d.longDate = "d-M-yyyy", "dddd d MMMM yyyy"
	d.shortTime, d.longTime = "HH:mm", "HH:mm:ss"
	d.monthDay, d.yearMonth = "d MMMM", "MMMM yyyy"
	d.dateSep, d.am, d.pm = "-", "a.m.", "p.m."
	d.months = [12]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	d.shortMonths = [12]string{"jan.", "feb.", "mrt.", "apr.", "mei", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."}
	d.days = [7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	d.shortDays = [7]string{"zo", "ma", "di", "wo", "do", "vr", "za"}
})

func withPatterns(n numberSymbols, currencyPositive, currencyNegative, percentPositive, percentNegative int) numberSymbols {
	n.currencyPositive, n.currencyNegative = currencyPositive, currencyNegative
	n.percentPositive, n.percentNegative = percentPositive, percentNegative
	return n
}

func withWords(n numberSymbols, infinity, sign string) numberSymbols {
	n.infinity, n.negativeInfinity = sign+infinity, "-"+infinity
	return n
}

// newCulture builds a culture from English dates that edit changes.
func newCulture(name string, n numberSymbols, edit func(*dateSymbols)) *Culture {
	c := &Culture{name: name, number: n, date: englishDates()}
	edit(&c.date)
	c.words = dateWords(&c.date)
	return c
}
