package diag

// region is where a diagnostic stands, as the writers for programs give it.
type region struct {
	path                             string
	line, column, endLine, endColumn int
	source                           *Source
	span                             Span
}

// regionOf returns the region of a span in the outermost document. Lines and
// columns count from 1, columns in characters, the end is exclusive. Without a
// source there is no place: all four numbers are 0.
func regionOf(src *Source, span Span) region {
	if src == nil {
		return region{}
	}
	loc := src.Resolve(span)[0]
	from, to := loc.Source.Position(loc.Span.Start), loc.Source.Position(loc.Span.End)
	return region{loc.Source.Name, from.Line, from.Column, to.Line, to.Column, loc.Source, loc.Span}
}
