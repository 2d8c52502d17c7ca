// Package openai answers as *.openai.azure.com: chat completions, whole and
// streamed, and embeddings. There is no model behind it: a deployment answers
// with the reply that the seed gives it, or echoes the last user message, and
// embeddings are made from the words of the text, so that every answer is the
// same each time.
//
// Requests, answers and refusals are those of reference azure-targets section
// 11. Of ours it imports emulator/access, emulator/exchange and emulator/seed.
// Start reading at Service, in service.go.
package openai
