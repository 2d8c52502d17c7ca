package gatewaylog

import "time"

// Record is one request. What is not known is left out.
type Record struct {
	// Level is 4, or 2 for a request that failed (unverified).
	Level     int       `json:"Level"`
	Success   bool      `json:"isRequestSuccess"`
	Time      time.Time `json:"time"`
	Operation string    `json:"operationName"`
	Category  string    `json:"category"`
	// Duration is in milliseconds, from the first byte received to the last one sent.
	Duration      int64      `json:"durationMs"`
	CallerIP      string     `json:"callerIpAddress,omitempty"`
	CorrelationID string     `json:"correlationId"`
	Location      string     `json:"location,omitempty"`
	Properties    Properties `json:"properties"`
}

// Properties are what is known of the request and its answer. Times are in
// milliseconds, sizes in bytes.
type Properties struct {
	Method       string `json:"method"`
	URL          string `json:"url"`
	ResponseCode int    `json:"responseCode"`
	// Cache is none, hit or miss.
	Cache           string     `json:"cache"`
	BackendTime     *int64     `json:"backendTime,omitempty"`
	RequestSize     int64      `json:"requestSize"`
	ResponseSize    int64      `json:"responseSize"`
	APIID           string     `json:"apiId,omitempty"`
	APIRevision     string     `json:"apiRevision,omitempty"`
	OperationID     string     `json:"operationId,omitempty"`
	ProductID       string     `json:"productId,omitempty"`
	UserID          string     `json:"userId,omitempty"`
	SubscriptionID  string     `json:"apimSubscriptionId,omitempty"`
	WorkspaceID     string     `json:"workspaceId,omitempty"`
	ClientProtocol  string     `json:"clientProtocol,omitempty"`
	ClientTLS       string     `json:"clientTlsVersion,omitempty"`
	RequestHeaders  Texts      `json:"requestHeaders,omitempty"`
	RequestBody     string     `json:"requestBody,omitempty"`
	ResponseHeaders Texts      `json:"responseHeaders,omitempty"`
	ResponseBody    string     `json:"responseBody,omitempty"`
	Backend         *Backend   `json:"-"`
	LastError       *LastError `json:"lastError,omitempty"`
	// Traces are what trace policies wrote.
	Traces []Trace `json:"traceRecords,omitempty"`
}

// Trace is what one trace policy wrote.
//
// unverified: the names of its fields.
type Trace struct {
	// Elapsed is how many milliseconds after the start of the request it was written.
	Elapsed  int64  `json:"elapsed"`
	Source   string `json:"source"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Metadata Texts  `json:"metadata,omitempty"`
}

// Texts are headers.
type Texts map[string]string

// Backend is the last call to the backend.
type Backend struct {
	ID              string `json:"backendId,omitempty"`
	Method          string `json:"backendMethod"`
	Protocol        string `json:"backendProtocol,omitempty"`
	URL             string `json:"backendUrl"`
	ResponseCode    int    `json:"backendResponseCode,omitempty"`
	RequestHeaders  Texts  `json:"backendRequestHeaders,omitempty"`
	RequestBody     string `json:"backendRequestBody,omitempty"`
	ResponseHeaders Texts  `json:"backendResponseHeaders,omitempty"`
	ResponseBody    string `json:"backendResponseBody,omitempty"`
}

// LastError is what on-error saw.
type LastError struct {
	// Elapsed is how many milliseconds after the start of the request it was written.
	Elapsed  int64  `json:"elapsed"`
	Source   string `json:"source"`
	Reason   string `json:"reason,omitempty"`
	Message  string `json:"message"`
	Scope    string `json:"scope,omitempty"`
	Section  string `json:"section,omitempty"`
	Path     string `json:"path,omitempty"`
	PolicyID string `json:"policyId,omitempty"`
}
