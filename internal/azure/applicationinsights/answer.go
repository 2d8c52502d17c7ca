package applicationinsights

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Refusal is the error of an answer that takes nothing.
type Refusal struct {
	Status int
}

// Error names the status; what the service says may repeat the key.
func (r *Refusal) Error() string {
	return fmt.Sprintf("the service answered %d %s", r.Status, message.Reason(r.Status))
}

func (r *Refusal) temporary() bool { return again(r.Status) }

// again reports whether what got a status may be sent again, as the SDKs of
// Application Insights do.
func again(status int) bool {
	switch status {
	case 408, 429, 439, 500, 502, 503, 504:
		return true
	}
	return false
}

// answer is what became of a batch.
type answer struct {
	// again are the lines that may be sent again, after wait.
	again [][]byte
	wait  time.Duration
	// refused counts those that may not; reason is the status of one of them.
	refused int
	reason  string
	// location is where the batch should be sent in place of here.
	location *message.URL
}

// maxAnswer bounds an answer's body, in bytes.
const maxAnswer = 1 << 20

// readAnswer reads what the service says about a batch. The error is a *Refusal when
// it took nothing.
func readAnswer(resp *message.Response, batch [][]byte) (a answer, err error) {
	defer resp.Body.Close()
	if n, err := strconv.Atoi(resp.Header.Value("Retry-After")); err == nil && n > 0 {
		a.wait = min(time.Duration(min(n, int(maxWait/time.Second)))*time.Second, maxWait)
	}
	switch resp.Status {
	case 200, 202, 204:
		_, _ = resp.Body.Bytes(maxAnswer) // so that the connection can be used again
		return a, nil
	case 206:
		return partial(a, resp, batch)
	case 307, 308:
		if u, ok := message.ParseURL(resp.Header.Value("Location")); ok && (u.Scheme == "https" || loopback(u.Host)) {
			a.location = &u
		}
	}
	_, _ = resp.Body.Bytes(maxAnswer)
	return a, &Refusal{resp.Status}
}

// partial reads the answer to a batch of which a part was taken.
func partial(a answer, resp *message.Response, batch [][]byte) (answer, error) {
	data, err := resp.Body.Bytes(maxAnswer)
	if err != nil {
		return a, err
	}
	var body struct {
		Errors []struct {
			Index      int `json:"index"`
			StatusCode int `json:"statusCode"`
		} `json:"errors"`
	}
	if json.Unmarshal(data, &body) != nil {
		// It took a part and does not say which: sent again, that would count twice.
		return a, nil
	}
	seen := map[int]bool{}
	for _, e := range body.Errors {
		switch {
		case e.Index < 0 || e.Index >= len(batch) || seen[e.Index]:
			continue
		case again(e.StatusCode):
			a.again = append(a.again, batch[e.Index])
		default:
			a.refused++
			a.reason = strconv.Itoa(e.StatusCode)
		}
		seen[e.Index] = true
	}
	return a, nil
}
