package bclgen

// formatFor are format strings for the type that is formatted.
func formatFor(owner string) []string {
	switch owner {
	case "DateTime", "DateTimeOffset", "JValue":
		return []string{
			`"d"`, `"D"`, `"f"`, `"F"`, `"g"`, `"G"`, `"M"`, `"o"`, `"r"`, `"R"`, `"s"`, `"t"`, `"T"`, `"u"`, `"Y"`, `"yyyy-MM-ddTHH:mm:ssZ"`, `"yyyyMMddHHmmssfff"`, `"ddd, dd MMM yyyy HH:mm:ss 'GMT'"`, `"%d"`, `"h:mm tt"`,
			`"yy M d H m s f"`, `"FFFFFFF"`, `"ss.FFF"`, `"zzz"`, `"K"`, `"\\y\\e"`, `"dddd MMMM gg"`, `""`, `"'unclosed"`, `"x"`, `"yyyyy"`, `"HH'h'mm\"m\""`,
		}
	case "TimeSpan":
		return []string{`"c"`, `"g"`, `"G"`, `"hh\\:mm"`, `"d\\.hh\\:mm\\:ss\\.fff"`, `"%h"`, `"FFF"`, `""`, `"x"`, `"hh:mm"`, `"ddd"`, `"'lit'ss"`}
	case "Guid":
		return []string{`"N"`, `"D"`, `"B"`, `"P"`, `"X"`, `"n"`, `""`, `"Z"`}
	case "String", "StringBuilder", "TextWriter", "StringWriter":
		return []string{`"{0}"`, `"{0,5}|{0,-5}|"`, `"{0:X}"`, `"{0}{1}"`, `"{"`, `"{{{0}}}"`, `"{0:yyyy-MM}"`, `"{0:N2}"`, `"x"`, `"{0:000}"`, `"{ 0 }"`, `"{2}"`, `"}"`, `"{0:}"`, `"{0,a}"`}
	}
	return []string{
		`""`, `"D"`, `"D5"`, `"X"`, `"x8"`, `"N"`, `"N2"`, `"F3"`, `"E2"`, `"e"`, `"G"`, `"G5"`, `"R"`, `"C"`, `"C0"`, `"P1"`, `"#,##0.00"`, `"000"`, `"0.##"`, `"#"`, `"0;(0);zero"`, `"%0"`, `"q"`, `"0.0e+0"`, `"#%"`, `"\\#0"`,
		`"0,,"`, `"'a'0"`, `"##-##"`, `"F20"`, `"N0"`, `"0.000E-00"`, `"#.#;;"`, `"G20"`, `"X2"`,
	}
}
