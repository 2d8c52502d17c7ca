# The menu. Whatever CI runs is one of these.
.DEFAULT_GOAL := help

GO       ?= go
TAGS     := grpcnotrace
LDFLAGS  := -s -w
PACKAGES ?= ./...
# Packages whose tests count allocations.
COUNTING  = $(addprefix ./,$(sort $(dir $(shell grep -rl AllocsPerRun --include=*_test.go internal))))

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build the static binary ./gatehouse
	CGO_ENABLED=0 $(GO) build -tags=$(TAGS) -trimpath -ldflags="$(LDFLAGS)" -o gatehouse ./cmd/gatehouse

setup: ## install what the tests need
	@test/setup

test: setup ## set up, check and run all tests
	$(GO) vet -tags=$(TAGS) ./...
	cd bench && $(GO) vet ./... && $(GO) test ./...
	cd test/grpc && $(GO) vet -mod=mod -tags=$(TAGS) ./... && $(GO) test -race -tags=$(TAGS) -timeout 2m ./...
	$(GO) test -race -tags=$(TAGS) -timeout 20m $(PACKAGES)
	$(GO) test -race -tags=$(TAGS) -timeout 10m ./internal/server -args -nethttp
	$(GO) test -tags=$(TAGS) -timeout 5m -run Alloc $(COUNTING)

lint: ## formatting, vet and the house rules
	@test -z "$$(gofmt -l cmd internal test bench)" || { gofmt -l cmd internal test bench; exit 1; }
	$(GO) vet -tags=$(TAGS) ./...
	$(GO) test -tags=$(TAGS) ./internal/lint ./internal/policydocs

generate: ## write generated files anew
	$(GO) test -tags=$(TAGS) ./internal/policydocs -run 'TestPages|TestExpressionsPage|TestCompatibility' -update

fuzz: ## run every fuzz target for FUZZTIME (30s)
	@test/fuzz $${FUZZTIME:-30s}

fuzz-differential: ## random expressions beside a real C# compiler for TIME (60s) from SEED (1); needs ../shared
	$(GO) run -tags=$(TAGS) ./test/differential -seed $${SEED:-1} -time $${TIME:-60s}

bench: ## benchmarks: expressions beside other engines, pipeline, identity
	cd bench && $(GO) run .
	$(GO) test -tags=$(TAGS) -run '^$$' -bench . -benchmem -benchtime 200ms -count 5 ./internal/gateway ./internal/identity ./internal/policies/auth ./internal/server
	$(GO) test -tags=$(TAGS) -run '^$$' -bench BenchmarkLoad -benchtime 5x ./internal/validate
	$(GO) test -tags=$(TAGS) -run '^$$' -bench BenchmarkStart -benchtime 10x ./cmd/gatehouse

bench-peers: ## Gatehouse beside other gateways; writes docs/performance.md and takes a quarter of an hour
	cd bench && $(GO) run ./peers -write ../docs/performance.md

soak: ## a gateway under requests of all kinds for TIME (30m), RATE (0: all it can) a second, with its memory and errors
	$(GO) run ./test/soak -time $${TIME:-30m} -rate $${RATE:-0}

study-azure: ## measure calls of Azure from policies under load; writes docs/calling-azure-under-load.md
	$(GO) build -tags=$(TAGS) -o gatehouse ./cmd/gatehouse
	$(GO) run -tags=$(TAGS) ./test/azureload -gatehouse ./gatehouse -page docs/calling-azure-under-load.md -plots docs/plots

vectors: ## expressions against recorded answers of a real C# compiler (needs ../shared)
	$(GO) build -tags=$(TAGS) -o gatehouse ./cmd/gatehouse
	-../shared/oracle/compare.py ../shared/corpus/expression-vectors.jsonl.gz -- ./gatehouse eval --jsonl
	-../shared/oracle/compare.py ../shared/corpus/expression-probes.jsonl -- ./gatehouse eval --jsonl

.PHONY: help build setup test lint generate fuzz fuzz-differential bench bench-peers soak study-azure vectors
