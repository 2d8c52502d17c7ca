package applicationinsights

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Item is one piece of telemetry. Its texts are copied when it is published.
type Item struct {
	Time time.Time
	// SampleRate is how many percent of such items are sent: one item then stands for
	// 100/SampleRate. 0 counts as 100.
	SampleRate float64
	// Tags say what the item is part of, see the Tag constants.
	Tags map[string]string
	Data Data
}

// Names of tags.
const (
	TagOperationID   = "ai.operation.id"
	TagOperationName = "ai.operation.name"
	TagParentID      = "ai.operation.parentId"
	TagCloudRole     = "ai.cloud.role"
	TagRoleInstance  = "ai.cloud.roleInstance"
	TagClientIP      = "ai.location.ip"
	TagVersion       = "ai.internal.sdkVersion"
)

// Data is what an item says: *Request, *Dependency, *Exception, *Trace or *Metric.
type Data interface {
	// kind is the last part of the envelope's name, base the name of the type, and
	// trimmed a copy that keeps the service's limits.
	kind() (kind, base string)
	trimmed() any
}

// Severity says how much something matters.
type Severity int

// The severities that occur.
const (
	Verbose     Severity = 0
	Information Severity = 1
	Error       Severity = 3
)

// Request is an answered request.
type Request struct {
	ID, Name, URL, Source string
	Duration              time.Duration
	Status                int
	Success               bool
	Properties            map[string]string
}

// Dependency is a call to another service.
type Dependency struct {
	ID, Name, Data, Target, Type string
	Duration                     time.Duration
	// ResultCode is the status, empty when no answer came.
	ResultCode string
	Success    bool
	Properties map[string]string
}

// Exception is why a request failed.
type Exception struct {
	Type, Message string
	Properties    map[string]string
}

// Trace is a message.
type Trace struct {
	Message    string
	Severity   Severity
	Properties map[string]string
}

// Metric is one sample of a metric.
type Metric struct {
	Namespace, Name string
	Value           float64
	Properties      map[string]string
}

// The limits of the service, in characters.
const (
	maxName     = 1024
	maxID       = 512
	maxURL      = 2048
	maxMessage  = 32768
	maxProperty = 8192
	maxKey      = 150
)

func (*Request) kind() (string, string)    { return "Request", "RequestData" }
func (*Dependency) kind() (string, string) { return "RemoteDependency", "RemoteDependencyData" }
func (*Exception) kind() (string, string)  { return "Exception", "ExceptionData" }
func (*Trace) kind() (string, string)      { return "Message", "MessageData" }
func (*Metric) kind() (string, string)     { return "Metric", "MetricData" }

type object = map[string]any

func (r *Request) trimmed() any {
	return with(object{
		"id": trim(r.ID, maxID), "name": trim(r.Name, maxName), "duration": duration(r.Duration), "success": r.Success,
		"responseCode": fmt.Sprint(r.Status), "url": trim(r.URL, maxURL), "source": trim(r.Source, maxName),
	}, r.Properties)
}

func (d *Dependency) trimmed() any {
	return with(object{
		"id": trim(d.ID, maxID), "name": trim(d.Name, maxName), "duration": duration(d.Duration), "success": d.Success,
		"resultCode": d.ResultCode, "data": trim(d.Data, maxProperty), "target": trim(d.Target, maxName), "type": d.Type,
	}, d.Properties)
}

func (e *Exception) trimmed() any {
	text := trim(e.Message, maxMessage)
	if text == "" {
		text = e.Type // the service wants one
	}
	return with(object{
		"severityLevel": Error, "problemId": trim(e.Type, maxName),
		"exceptions": []object{{"typeName": trim(e.Type, maxName), "message": text, "hasFullStack": false}},
	}, e.Properties)
}

func (t *Trace) trimmed() any {
	return with(object{"message": trim(t.Message, maxMessage), "severityLevel": t.Severity}, t.Properties)
}

func (m *Metric) trimmed() any {
	return with(object{"metrics": []object{{
		"ns": trim(m.Namespace, maxName), "name": trim(m.Name, maxName), "value": m.Value, "count": 1, "min": m.Value, "max": m.Value,
	}}}, m.Properties)
}

// with completes an item's data.
func with(o object, properties map[string]string) object {
	o["ver"] = 2
	if len(properties) > 0 {
		kept := make(map[string]string, len(properties))
		for k, v := range properties {
			kept[trim(k, maxKey)] = trim(v, maxProperty)
		}
		o["properties"] = kept
	}
	return o
}

// line writes an item as a line without its end.
func (i *Item) line(key string) ([]byte, error) {
	kind, base := i.Data.kind()
	rate := i.SampleRate
	if rate == 0 {
		rate = 100
	}
	return json.Marshal(object{
		"ver": 1, "name": "Microsoft.ApplicationInsights." + kind, "time": i.Time.UTC().Format("2006-01-02T15:04:05.0000000Z"),
		"iKey": key, "sampleRate": rate, "tags": i.Tags, "data": object{"baseType": base, "baseData": i.Data.trimmed()},
	})
}

// trim shortens a text at a character's end.
func trim(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	end := limit
	for end > limit-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.Clone(text[:end])
}

// duration is a duration as .NET writes it: d.hh:mm:ss.fffffff.
func duration(d time.Duration) string {
	ticks := max(d, 0) / 100
	const second = 10_000_000
	s := ticks / second
	return fmt.Sprintf("%02d.%02d:%02d:%02d.%07d", s/86400, s/3600%24, s/60%60, s%60, ticks%second)
}
