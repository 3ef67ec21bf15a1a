# SPDX-License-Identifier: Apache-2.0
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

GO ?= go
# Without this, builds would depend on the state of git and on the owner of the clone.
export GOFLAGS := -buildvcs=false $(GOFLAGS)

TOOL := $(GO) tool -modfile="$(CURDIR)/internal/tools/go.mod"
LINT := $(GO) tool -modfile="$(CURDIR)/internal/lint/go.mod" golangci-lint
# Run by version: it and golangci-lint can't share a module.
ACTIONLINT := $(GO) run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
OTELCOL := build/otelcol-mdm/otelcol-mdm

# Separate modules keep the dependencies of examples, tests and tools out of the component's go.mod. Those of e2e/servers
# are left out: they have no code, and checking them fetches hundreds of modules.
CODE_MODULES := . examples/client e2e bench
MODULES := $(CODE_MODULES) internal/lint internal/tools

# What the Collector is built from.
SOURCES := builder-config.yaml go.mod go.sum internal/tools/go.mod internal/tools/go.sum $(shell \
	find *.go catalog processor internal -name '*.go' ! -name '*_test.go')

MIN_COVERAGE := 95

# What `make dist` builds for; the image is built for one of them at a time.
DIST := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
VERSION := $(shell sed -n 's/^  version: //p' builder-config.yaml)

# The newest Collector that `make compat` tests with; the modules of contrib are used by tests only.
COMPAT_STABLE := v1.71.0
COMPAT_BETA := v0.165.0
COMPAT_CONTRIB := v0.165.1
COMPAT := -modfile=build/compat/go.mod

.PHONY: help
help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-15s %s\n", $$1, $$2}'

.PHONY: run
run: otelcol ## a client, a stand-in for Apple's service and the Collector of examples/quickstart.yaml; Ctrl-C stops them
	@GO="$(GO)" examples/quickstart.sh

.PHONY: otelcol
otelcol: $(OTELCOL) ## build the Collector of builder-config.yaml into build/otelcol-mdm

$(OTELCOL): $(SOURCES) build/sources
	$(TOOL) builder --config builder-config.yaml
	@touch $@

# Removing a source file makes no other file newer, but it changes this list.
.PHONY: FORCE
FORCE:

build/sources: FORCE
	@mkdir -p build
	@printf '%s\n' $(SOURCES) | cmp -s - $@ || printf '%s\n' $(SOURCES) >$@

.PHONY: test
test: vet unit e2e ## vet, unit and golden tests with -race, end-to-end tests

.PHONY: vet
vet: ## go vet in all modules
	@for m in $(CODE_MODULES); do echo "go vet: $$m"; (cd $$m && $(GO) vet ./...); done
	@for tag in alerts backends; do echo "go vet: e2e, with -tags $$tag"; (cd e2e && $(GO) vet -tags $$tag ./...); done

.PHONY: unit
unit: ## unit and golden tests
	$(GO) test -race ./...
	cd examples/client && $(GO) test -race ./...
	cd bench && $(GO) test ./... # without -race, which would change the allocations that it counts

.PHONY: e2e
e2e: otelcol ## end-to-end tests, against the Collector as a process
	cd e2e && OTELCOL="$(CURDIR)/$(OTELCOL)" $(GO) test -count=1 ./...

SOAK ?= 10m

.PHONY: soak
soak: otelcol ## mixed load for SOAK (10m): exact counts, nothing logged, flat memory
	cd e2e && OTELCOL="$(CURDIR)/$(OTELCOL)" $(GO) test -count=1 -timeout 0 -v -run '^TestSoak$$' . -soak=$(SOAK)

# They need programs that aren't Go modules, so they aren't part of `make test`.
.PHONY: test-alerts
test-alerts: alert-programs otelcol ## from attribute to alert: rules, Collector, Prometheus, Alertmanager, dashboard
	cd e2e && OTELCOL="$(CURDIR)/$(OTELCOL)" $(GO) test -count=1 -timeout 10m -tags alerts -run '^TestPrometheus' ./...

.PHONY: alert-programs
alert-programs:
	@missing=; for p in prometheus promtool; do command -v $$p >/dev/null || missing="$$missing $$p"; done; \
	command -v alertmanager >/dev/null || command -v prometheus-alertmanager >/dev/null || missing="$$missing alertmanager"; \
	if [ -n "$$missing" ]; then \
	  echo "make test-alerts: not on the PATH:$$missing. On Debian and Ubuntu, this installs them:" >&2; \
	  echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends prometheus prometheus-alertmanager" >&2; \
	  exit 1; \
	fi

# The first build fetches some 500 modules and takes about ten minutes, so these tests aren't part of `make test` either.
.PHONY: test-backends
test-backends: build/backends/jaeger build/backends/loki otelcol ## the queries of docs/backends.md, with a real Jaeger and Loki (needs curl)
	cd e2e && OTELCOL="$(CURDIR)/$(OTELCOL)" $(GO) test -count=1 -timeout 10m -tags backends -run '^TestBackends' ./...

# Jaeger's user interface is left out: it needs more than Go.
build/backends/%: e2e/servers/%/go.mod e2e/servers/%/go.sum
	@mkdir -p $(@D)
	cd e2e/servers/$* && $(GO) build -o "$(CURDIR)/$@" tool
	@touch $@

FUZZTIME ?= 1m
CHECKS ?= 10000

# When the time is over, go test sometimes fails with "context deadline exceeded" although it found nothing.
.PHONY: fuzz
fuzz: ## each fuzz target for FUZZTIME (1m), and property tests with new cases; stops at the first failure
	$(GO) test -count=1 -timeout 0 ./processor/join -run '^TestProperty' -rapid.seed=0 -rapid.checks=$(CHECKS)
	$(GO) test -count=1 -timeout 0 ./tests -run '^TestProperty' -rapid.seed=0 -rapid.checks=$$(($(CHECKS) / 10)) # of many records each
	@mkdir -p build; for p in $$($(GO) list ./...); do \
	  targets=$$($(GO) test -list '^Fuzz' $$p); \
	  for f in $$(grep '^Fuzz' <<<"$$targets"); do \
	    echo "==> $$f in $$p, $(FUZZTIME)"; \
	    $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s $$p | tee build/fuzz.txt || \
	      { grep -q '^    context deadline exceeded$$' build/fuzz.txt && ! grep -q 'Failing input' build/fuzz.txt; } || exit 1; \
	  done; \
	done

.PHONY: corpus
corpus: ## precision and recall over the sentences in testdata/text, with misses and false alarms
	@$(GO) test -count=1 -v -run '^TestCorpus$$' ./tests | sed -nE 's/^ *corpus_test.go:[0-9]+: //p; /^FAIL|^panic|^#|\.go:[0-9]+:[0-9]+:/p'

.PHONY: catalog-diff
catalog-diff: ## compare the catalog with the errors that Apple lists: FILE=service-config.json
	@test -f "$(FILE)" || { echo "make catalog-diff: FILE must be the file with the list, such as FILE=service-config.json" >&2; exit 2; }
	@$(GO) run ./internal/catalogdiff <"$(FILE)"

.PHONY: worst
worst: ## the table of docs/worst-cases.md: what the most expensive input costs; a few minutes
	@$(GO) test -count=1 -timeout 30m -v -run '^TestWorstTable$$' ./tests -table | grep -vE '^(=== |--- PASS|PASS$$|ok )'

.PHONY: bench
bench: ## time and allocations per record, beside transform and redaction; a minute
	@cd bench && $(GO) run .

ROUNDS ?= 12

.PHONY: bench-collector
bench-collector: otelcol ## CPU time of a span in a Collector with and without the processor, in ROUNDS (12); a few minutes
	@cd e2e && OTELCOL="$(CURDIR)/$(OTELCOL)" $(GO) test -count=1 -timeout 0 -v -run '^TestCost$$' . -cost=$(ROUNDS)

# The tests of all packages count for the coverage of each; generated code is left out.
.PHONY: cover
cover: ## coverage of the hand-written packages; fails below 95 %
	@mkdir -p build
	@pkgs=$$($(GO) list ./... | grep -v /internal/metadata | paste -sd, -); \
	$(GO) test -coverpkg="$$pkgs" -coverprofile=build/coverage.out $$(tr , ' ' <<<"$$pkgs")
	@$(GO) tool cover -func=build/coverage.out | tee build/coverage.txt | awk '$$3 != "100.0%"'
	@awk -v min=$(MIN_COVERAGE) '/^total:/ { c = $$3 + 0 } END { print "coverage " c " %, at least " min " % required"; exit (c < min) }' build/coverage.txt

# mdatagen names the root's test package after the directory it runs in, and writes files that only their owner can read. Only
# the schema of the settings is kept: the generated Config has no enums, and its errors don't name the entry of a list. Tests of
# the generated telemetry are left out: our own use it.
.PHONY: generate
generate: ## run mdatagen and docgen: internal/metadata, documentation.md, parts of *.md, docs/errors.md, alert rules
	@rm -rf build/generate && mkdir -p build/generate && ln -s "$(CURDIR)" build/generate/mdmerrorprocessor
	cd build/generate/mdmerrorprocessor && $(TOOL) mdatagen metadata.yaml
	@rm -rf build/generate generated_config.go generated_config_test.go internal/metadata*/generated_*_test.go
	@chmod 0755 internal/metadata internal/metadatatest
	@chmod 0644 config.schema.* documentation.md generated_*_test.go internal/metadata/* internal/metadatatest/*
	$(GO) test -count=1 -run '^TestPagesAreCurrent$$' ./internal/docgen -update

# What mdatagen and docgen write. Expanded at each use: there may be new files.
GENERATED = $$(ls -d README.md CONTRIBUTING.md documentation.md config.schema.* generated_*.go internal/metadata internal/metadatatest \
	docs/attributes.md docs/errors.md docs/known-to-work.md examples/alerts/mdm-error-info.yaml)

.PHONY: check
check: ## go.mod files are tidy, code is formatted, generated files are current
	@for m in $(MODULES); do echo "go mod tidy -diff: $$m"; (cd $$m && $(GO) mod tidy -diff); done
	@files=$$(find . -name '*.go' ! -path './build/*' -exec "$$($(GO) env GOROOT)/bin/gofmt" -l {} +); \
	if [ -n "$$files" ]; then echo "not formatted (gofmt -w):" $$files >&2; exit 1; fi
	@rm -rf build/check && mkdir -p build/check/{before,after} && tar -cf - $(GENERATED) | tar -xf - -C build/check/before
	@$(MAKE) --no-print-directory generate
	@tar -cf - $(GENERATED) | tar -xf - -C build/check/after
	@status=0; git --no-pager diff --no-index --exit-code build/check/before build/check/after || status=1; rm -rf build/check; \
	if [ $$status != 0 ]; then echo 'generated files were not current, and are now: commit them' >&2; exit 1; fi

.PHONY: lint
lint: ## golangci-lint in all modules, actionlint on the workflows
	@for m in $(CODE_MODULES); do echo "golangci-lint: $$m"; (cd $$m && $(LINT) run ./...); done
	@echo actionlint; $(ACTIONLINT) .github/workflows/*.yml

.PHONY: compat
compat: ## compile and test the component with the newest Collector (Go 1.26); leaves go.mod alone
	@mkdir -p build/compat && cp go.mod go.sum build/compat/
	@out=$$($(GO) get $(COMPAT) $$($(GO) list -m -f '{{.Path}} {{.Version}} {{.Indirect}}' all | awk ' \
	  /^go.opentelemetry.io\/collector/ { print $$1 "@" ($$2 ~ /^v0/ ? "$(COMPAT_BETA)" : "$(COMPAT_STABLE)") } \
	  /\/opentelemetry-collector-contrib\/.* false$$/ { print $$1 "@$(COMPAT_CONTRIB)" }') 2>&1) || { echo "$$out" >&2; exit 1; }
	@$(GO) list -m $(COMPAT) go.opentelemetry.io/collector/processor go.opentelemetry.io/collector/processor/processorhelper
	$(GO) vet $(COMPAT) ./...
	$(GO) test $(COMPAT) ./...

.PHONY: dist
dist: ## archives of the Collector for linux, darwin and windows in build/dist, with checksums; about ten minutes, or one with DIST=linux/amd64
	@rm -rf build/dist && mkdir -p build
	$(TOOL) builder --config builder-config.yaml --skip-compilation
	$(GO) run ./internal/dist $(VERSION) $(DIST)

# The release workflow starts with it: TAG is v and the version. Lines are unwrapped, as GitHub keeps line breaks in releases.
.PHONY: release-notes
release-notes: ## check TAG against builder-config.yaml and CHANGELOG.md, and write its section to build/release-notes.md
	@[ "$${TAG-}" = "v$(VERSION)" ] || { echo "TAG is '$${TAG-}', the version in builder-config.yaml $(VERSION)" >&2; exit 1; }
	@grep -q '/mdmerrorprocessor v$(VERSION)$$' builder-config.yaml || \
	  { echo 'builder-config.yaml has another version after gomod' >&2; exit 1; }
	@grep -qE '^## \[$(VERSION)\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$$' CHANGELOG.md || \
	  { echo 'CHANGELOG.md has no section [$(VERSION)] with a date' >&2; exit 1; }
	@mkdir -p build
	@awk '/^## |^\[/ { inside = index($$0, "## [$(VERSION)] ") == 1; next } \
	  inside { sep = sub(/^ +/, " ") ? "" : "\n"; printf "%s%s", sep, $$0 }' CHANGELOG.md >build/release-notes.md

.PHONY: platforms
platforms: ## compile the component and its tests for other systems and for 32 bit; about ten minutes
	@for p in $(DIST) linux/386 linux/arm; do \
	  echo "go vet: $$p"; CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} $(GO) vet ./...; \
	done

# On 32 bit, an int can't hold every number that may be received.
.PHONY: unit-386
unit-386: ## unit and golden tests of the component on 32 bit; needs Linux on amd64 that runs programs for 386
	CGO_ENABLED=0 GOOS=linux GOARCH=386 $(GO) test ./...

.PHONY: clean
clean: ## remove what was built
	rm -rf build
