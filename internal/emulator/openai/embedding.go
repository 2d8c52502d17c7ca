package openai

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"math"
	"net/http"
	"strings"
	"unicode"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

const (
	defaultDimensions = 1536
	maxDimensions     = 4096
	// maxInputs is how many texts one request may have (the documented 2,048).
	maxInputs = 2048
)

// embeddings answers with one vector for each text.
func (c *call) embeddings() *failure {
	var req struct {
		Model          string          `json:"model"`
		Input          json.RawMessage `json:"input"`
		Dimensions     *int            `json:"dimensions"`
		EncodingFormat string          `json:"encoding_format"`
	}
	if err := json.Unmarshal(c.body, &req); err != nil {
		return invalid("", "We could not parse the JSON body of your request.")
	}
	d, f := c.find(req.Model)
	if f != nil {
		return f
	}
	var inputs []string
	if json.Unmarshal(req.Input, &inputs) != nil {
		var one string
		if json.Unmarshal(req.Input, &one) != nil {
			return invalid("input", "'$.input' is invalid. The local model takes a text or a list of texts.")
		}
		inputs = []string{one}
	}
	if len(inputs) == 0 || len(inputs) > maxInputs {
		return invalid("input", "'$.input' has %d texts; 1 to %d are allowed.", len(inputs), maxInputs)
	}
	size := d.Dimensions
	if size == 0 {
		size = defaultDimensions
	}
	if req.Dimensions != nil {
		size = *req.Dimensions
	}
	if size < 1 || size > maxDimensions {
		return invalid("dimensions", "Invalid value for 'dimensions': %d.", size)
	}
	count := 0
	data := make([]any, len(inputs))
	for i, text := range inputs {
		count += tokens(text)
		var embedding any = vector(text, size)
		if req.EncodingFormat == "base64" {
			embedding = packed(vector(text, size))
		}
		data[i] = map[string]any{"object": "embedding", "index": i, "embedding": embedding}
	}
	c.limits()
	c.w.Header().Set("Content-Type", "application/json")
	exchange.JSON(c.w, http.StatusOK, map[string]any{
		"object": "list", "data": data, "model": d.Model, "usage": map[string]any{"prompt_tokens": count, "total_tokens": count},
	})
	return nil
}

// vector places a text by its words, so that texts with words in common are
// near one another. Its length is 1.
func vector(text string, size int) []float32 {
	out := make([]float32, size)
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, w := range append(words, "") { // never all zeros
		h := fnv.New64a()
		h.Write([]byte(w))
		state := h.Sum64()
		for range 8 {
			state = state*6364136223846793005 + 1442695040888963407
			weight := float32(1)
			if state&(1<<40) != 0 {
				weight = -1
			}
			if w == "" {
				weight /= 8
			}
			out[(state>>33)%uint64(size)] += weight
		}
	}
	var sum float64
	for _, x := range out {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		out[0], sum = 1, 1
	}
	for i := range out {
		out[i] = float32(float64(out[i]) / math.Sqrt(sum))
	}
	return out
}

// packed is a vector as base64 of little-endian 32-bit floats.
func packed(v []float32) string {
	b := make([]byte, 0, 4*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return base64.StdEncoding.EncodeToString(b)
}
