package diag

import (
	"io"
	"net/url"
	"path/filepath"
	"slices"
)

// SARIF 2.1.0 objects, only the properties we fill.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID Code `json:"id"`
	}
	sarifResult struct {
		RuleID           Code            `json:"ruleId"`
		RuleIndex        int             `json:"ruleIndex"`
		Level            string          `json:"level"`
		Message          sarifText       `json:"message"`
		Locations        []sarifLocation `json:"locations,omitempty"`
		RelatedLocations []sarifLocation `json:"relatedLocations,omitempty"`
		Fixes            []sarifFix      `json:"fixes,omitempty"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifFix struct {
		Changes []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"`
		Inserted sarifText   `json:"insertedContent"`
	}
)

// WriteSARIF writes diagnostics as a SARIF 2.1.0 log with one run, not capped,
// because programs read it. Columns count characters. version is the version of
// the program and may be empty.
func WriteSARIF(w io.Writer, list []Diagnostic, version string) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: make([]sarifResult, 0, len(list))}
	run.Tool.Driver = sarifDriver{Name: "Gatehouse", Version: version, Rules: []sarifRule{}}
	for _, d := range list {
		rule := slices.IndexFunc(run.Tool.Driver.Rules, func(r sarifRule) bool { return r.ID == d.Code })
		if rule < 0 {
			rule = len(run.Tool.Driver.Rules)
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{ID: d.Code})
		}
		run.Results = append(run.Results, sarifResultOf(d, rule))
	}
	return encodeJSON(w, sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

func sarifResultOf(d Diagnostic, rule int) sarifResult {
	res := sarifResult{
		RuleID: d.Code, RuleIndex: rule, Message: sarifText{d.Message},
		Level: map[Severity]string{Error: "error", Warning: "warning", Info: "note"}[d.Severity],
	}
	if d.Source != nil {
		places := d.Source.Resolve(d.Span)
		res.Locations = []sarifLocation{sarifPlace(places[0], "")}
		for _, loc := range places[1:] {
			res.addRelated(loc, "in this named value")
		}
		if d.Suggestion != "" && len(places) == 1 {
			here := res.Locations[0].Physical
			res.Fixes = []sarifFix{{[]sarifChange{{here.Artifact, []sarifReplacement{{here.Region, sarifText{d.Suggestion}}}}}}}
		}
	}
	for _, r := range d.Related {
		if r.Source != nil {
			res.addRelated(r.Source.Resolve(r.Span)[0], r.Message)
		}
	}
	return res
}

func (r *sarifResult) addRelated(loc Location, message string) {
	place := sarifPlace(loc, message)
	place.ID = len(r.RelatedLocations) + 1
	r.RelatedLocations = append(r.RelatedLocations, place)
}

func sarifPlace(loc Location, message string) sarifLocation {
	r := regionOf(loc.Source, loc.Span)
	out := sarifLocation{Physical: sarifPhysical{
		Artifact: sarifArtifact{sarifURI(r.path)},
		Region:   sarifRegion{r.line, r.column, r.endLine, r.endColumn},
	}}
	if message != "" {
		out.Message = &sarifText{message}
	}
	return out
}

// sarifURI turns a path as the user wrote it into a URI reference: relative
// paths stay relative, to the folder the program ran in.
func sarifURI(path string) string {
	path = filepath.ToSlash(path)
	if filepath.IsAbs(path) {
		return (&url.URL{Scheme: "file", Path: path}).String()
	}
	return (&url.URL{Path: path}).String()
}
