# release  build the program and make releases/v1 of the sample archive
# test     every test: units, scripts, loaders, purity, linter
# lint     the linter and the other platforms alone
# bench    how fast every reader and every step is, as a table (pipeline/SPEED.md); then the whole beside other programs;
#          then the other benchmarks, once. BENCH="-size 2GB" and the like go to the second: go run ./cmd/internal/bench -h
.PHONY: release test lint bench

GO ?= go
PLATFORMS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

release:
	$(GO) build -o corpuspack ./cmd/corpuspack
	./corpuspack release v1

test: lint
	$(GO) test -timeout 30m ./...

lint:
	@test -z "$$(gofmt -l cmd pipeline releases schema)" || { gofmt -l cmd pipeline releases schema; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	@for p in $(PLATFORMS); do echo "build and vet $$p"; \
		GOOS=$${p%/*} GOARCH=$${p#*/} CGO_ENABLED=0 $(GO) build ./... && \
		GOOS=$${p%/*} GOARCH=$${p#*/} CGO_ENABLED=0 $(GO) vet ./... || exit 1; done

bench:
	$(GO) test -run '^$$' -bench '^BenchmarkSpeed$$' -benchtime 3x ./pipeline
	$(GO) run ./cmd/internal/bench $(BENCH)
	$(GO) test -run '^$$' -bench . -skip '^BenchmarkSpeed$$' -benchtime 1x ./...
