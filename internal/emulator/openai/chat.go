package openai

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// chatRequest is the body of a chat completion, as far as it matters here.
type chatRequest struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	} `json:"messages"`
	Stream        bool `json:"stream"`
	StreamOptions *struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	MaxTokens           *int `json:"max_tokens"`
	MaxCompletionTokens *int `json:"max_completion_tokens"`
	N                   *int `json:"n"`
}

// contentText is the text of a message: a string, or parts of which some are text.
func contentText(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	_ = json.Unmarshal(raw, &parts) // null and anything else have no text
	var all []string
	for _, p := range parts {
		if p.Type == "text" {
			all = append(all, p.Text)
		}
	}
	return strings.Join(all, "\n")
}

// tokens counts as a tokenizer roughly would: four characters make a token. The
// count only has to be steady.
func tokens(text string) int { return (len([]rune(text)) + 3) / 4 }

// pieces cuts a text into what streams send at a time: words with the space
// before them.
func pieces(text string) []string {
	var out []string
	start := 0
	for i := 1; i < len(text); i++ {
		if text[i] == ' ' && text[i-1] != ' ' {
			out = append(out, text[start:i])
			start = i
		}
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

var filtered = map[string]any{
	"hate": safe(), "self_harm": safe(), "sexual": safe(), "violence": safe(),
}

func safe() map[string]any { return map[string]any{"filtered": false, "severity": "safe"} }

// chat answers a chat completion.
func (c *call) chat() *failure {
	var req chatRequest
	if err := json.Unmarshal(c.body, &req); err != nil {
		return invalid("", "We could not parse the JSON body of your request.")
	}
	d, f := c.find(req.Model)
	if f != nil {
		return f
	}
	if len(req.Messages) == 0 {
		return invalid("messages", "[] is too short - 'messages'")
	}
	choices := 1
	if req.N != nil {
		if choices = *req.N; choices < 1 || choices > 128 {
			return invalid("n", "%d is not between 1 and 128 - 'n'", choices)
		}
	}
	prompt, reply := 3, d.Reply
	for _, m := range req.Messages {
		text := contentText(m.Content)
		prompt += tokens(text) + 4
		if m.Role == "user" && d.Reply == "" {
			reply = text
		}
	}
	limit := req.MaxCompletionTokens
	if limit == nil {
		limit = req.MaxTokens
	}
	finish := "stop"
	if limit != nil {
		if *limit < 1 {
			return invalid("max_tokens", "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got %d instead.", *limit)
		}
		if runes := []rune(reply); len(runes) > *limit*4 {
			reply, finish = string(runes[:*limit*4]), "length"
		}
	}
	usage := map[string]any{"prompt_tokens": prompt, "completion_tokens": tokens(reply) * choices, "total_tokens": prompt + tokens(reply)*choices}
	answer := map[string]any{
		"id": "chatcmpl-" + exchange.NewHex(14), "created": c.service.now().Unix(), "model": d.Model, "system_fingerprint": "fp_local",
		"prompt_filter_results": []any{map[string]any{"prompt_index": 0, "content_filter_results": filtered}},
	}
	c.limits()
	if req.Stream {
		c.stream(answer, reply, finish, choices, usage, req.StreamOptions != nil && req.StreamOptions.IncludeUsage)
		return nil
	}
	list := make([]any, choices)
	for i := range list {
		list[i] = map[string]any{
			"index": i, "message": map[string]any{"role": "assistant", "content": reply, "refusal": nil}, "finish_reason": finish, "logprobs": nil, "content_filter_results": filtered,
		}
	}
	answer["object"], answer["choices"], answer["usage"] = "chat.completion", list, usage
	c.w.Header().Set("Content-Type", "application/json")
	exchange.JSON(c.w, http.StatusOK, answer)
	return nil
}

// stream answers with server-sent events: the prompt's filter results, the role,
// the pieces of the reply, the finish, the usage if asked for, and the end mark.
func (c *call) stream(head map[string]any, reply, finish string, choices int, usage map[string]any, withUsage bool) {
	c.w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	c.w.WriteHeader(http.StatusOK)
	flusher := http.NewResponseController(c.w)
	event := func(choice any) {
		m := map[string]any{"object": "chat.completion.chunk", "choices": []any{}}
		for k, v := range head {
			if k != "prompt_filter_results" {
				m[k] = v
			}
		}
		if choice != nil {
			m["choices"] = []any{choice}
		}
		if withUsage {
			m["usage"] = nil
		}
		c.event(flusher, m)
	}
	c.event(flusher, map[string]any{"id": "", "object": "", "created": 0, "model": "", "choices": []any{}, "prompt_filter_results": head["prompt_filter_results"]})
	delta := func(i int, delta map[string]any, finish any) map[string]any {
		return map[string]any{"index": i, "delta": delta, "finish_reason": finish, "logprobs": nil, "content_filter_results": filtered}
	}
	for i := range choices {
		event(delta(i, map[string]any{"role": "assistant", "content": ""}, nil))
		for _, piece := range pieces(reply) {
			event(delta(i, map[string]any{"content": piece}, nil))
		}
		event(delta(i, map[string]any{}, finish))
	}
	if withUsage {
		m := map[string]any{"object": "chat.completion.chunk", "choices": []any{}, "usage": usage}
		for _, k := range []string{"id", "created", "model", "system_fingerprint"} {
			m[k] = head[k]
		}
		c.event(flusher, m)
	}
	_, _ = c.w.Write([]byte("data: [DONE]\n\n"))
	_ = flusher.Flush()
}

// event sends one server-sent event. A client that is gone is noticed by the
// server.
func (c *call) event(flusher *http.ResponseController, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		return // maps of plain values
	}
	_, _ = c.w.Write(append(append([]byte("data: "), b...), '\n', '\n'))
	_ = flusher.Flush()
}
