# SPDX-License-Identifier: Apache-2.0
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

GO ?= go
# What is built doesn't depend on the state of git, nor on who owns the clone.
export GOFLAGS := -buildvcs=false $(GOFLAGS)

TOOL := $(GO) tool -modfile="$(CURDIR)/internal/tools/go.mod"
LINT := $(GO) tool -modfile="$(CURDIR)/internal/lint/go.mod" golangci-lint
# By its version: a library of it and golangci-lint's can't be had in one module.
ACTIONLINT := $(GO) run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
OTELCOL := build/otelcol-mdm/otelcol-mdm

# Each has a go.mod of its own, so that what it needs doesn't reach the component's. Those of e2e/servers, from which
# test-backends builds, are left out: they have no code of ours, and whoever checks them fetches hundreds of modules.
MODULES := . examples/client e2e bench internal/docker internal/lint internal/tools
# The tools' modules have no package.
CODE_MODULES := $(filter-out internal/lint internal/tools,$(MODULES))

# What the Collector is built from.
SOURCES := builder-config.yaml go.mod go.sum internal/tools/go.mod internal/tools/go.sum $(shell \
	find *.go catalog processor internal -name '*.go' ! -name '*_test.go')

MIN_COVERAGE := 90

# The newest release of the Collector, by the two numbers of its modules; `latest` for both is what there is today.
# Contrib's are for the tests alone, and compare.
COMPAT_STABLE := v1.70.0
COMPAT_BETA := v0.164.0
COMPAT_CONTRIB := v0.163.0
COMPAT := -modfile=build/compat/go.mod

# Targets for other targets, without a line in `make help`.
HELPERS := FORCE alert-programs curl

.PHONY: help
help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-15s %s\n", $$1, $$2}'

.PHONY: run
run: otelcol ## start the Collector on examples/quickstart.yaml, with sample spans and notifications
	@printf '%s\n' \
	  '' \
	  'Starting the Collector on examples/quickstart.yaml.' \
	  '  Look at      the attributes apple.mdm.* below: what each error in the samples (examples/samples/) means' \
	  '  Send         spans and logs of your own to 127.0.0.1:4317 (OTLP over gRPC) or 127.0.0.1:4318 (HTTP)' \
	  '  Own metrics  http://127.0.0.1:8888/metrics, those of the processor begin with otelcol_processor_mdm_error' \
	  '  Stop         Ctrl-C' \
	  ''
	@$(OTELCOL) --config examples/quickstart.yaml || { \
	  status=$$?; \
	  echo 'make run: the Collector ended with an error, see above.' \
	    'If an address is already in use, end the program that uses it, or change the port in examples/quickstart.yaml.' >&2; \
	  exit $$status; \
	}

.PHONY: otelcol
otelcol: $(OTELCOL) ## build the Collector of builder-config.yaml into build/otelcol-mdm

$(OTELCOL): $(SOURCES) build/sources
	$(TOOL) builder --config builder-config.yaml
	@touch $@

# A source that is removed makes nothing newer, but the list differ.
build/sources: FORCE
	@mkdir -p build
	@printf '%s\n' $(SOURCES) | cmp -s - $@ || printf '%s\n' $(SOURCES) >$@

.PHONY: FORCE
FORCE:

.PHONY: test
test: vet unit e2e ## all tests: vet, unit and golden tests with -race, end to end

.PHONY: vet
vet: ## go vet in all modules
	@for m in $(CODE_MODULES); do echo "go vet: $$m"; (cd $$m && $(GO) vet ./...); done
	@for tag in alerts backends readme; do echo "go vet: e2e, with -tags $$tag"; (cd e2e && $(GO) vet -tags $$tag ./...); done

.PHONY: unit
unit: ## unit and golden tests
	$(GO) test -race ./...
	cd examples/client && $(GO) test -race ./...
	cd bench && $(GO) test ./... # what it counts, the race detector changes

.PHONY: e2e
e2e: otelcol ## end-to-end tests, against the Collector as a process
	cd e2e && OTELCOL="$(CURDIR)/$(OTELCOL)" $(GO) test -count=1 ./...

# How long the load of `make soak` lasts.
SOAK ?= 10m

.PHONY: soak
soak: otelcol ## mixed load for SOAK=10m: counts exact, nothing logged, heap and goroutines flat
	cd e2e && OTELCOL="$(CURDIR)/$(OTELCOL)" $(GO) test -count=1 -timeout 0 -v -run '^TestSoak$$' . -soak=$(SOAK)

# From a clone of the last commit: two Collectors are built there, as README.md says.
.PHONY: test-readme
test-readme: ## every command of README.md, in an empty folder, as a newcomer runs them
	cd e2e && $(GO) test -count=1 -timeout 60m -tags readme -run '^TestReadmeCommands$$' .

# They need programs that are no Go modules, so they are no part of `make test`.
ALERT_TESTS := cd e2e && OTELCOL="$(CURDIR)/$(OTELCOL)" $(GO) test -count=1 -timeout 10m -tags alerts

.PHONY: test-alerts
test-alerts: alert-programs otelcol ## from attribute to alert: rules, Collector, Prometheus, Alertmanager, dashboard
	$(ALERT_TESTS) -run '^TestPrometheus' ./...

.PHONY: dashboard
dashboard: alert-programs otelcol ## draw docs/dashboard.svg from what Prometheus answers to examples/dashboard
	$(ALERT_TESTS) -run '^TestPrometheusDashboard' . -update-svg

.PHONY: alert-programs
alert-programs:
	@missing=; for p in prometheus promtool; do command -v $$p >/dev/null || missing="$$missing $$p"; done; \
	command -v alertmanager >/dev/null || command -v prometheus-alertmanager >/dev/null || missing="$$missing alertmanager"; \
	if [ -n "$$missing" ]; then \
	  echo "make test-alerts: not on the PATH:$$missing. On Debian and Ubuntu, this installs them:" >&2; \
	  echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends prometheus prometheus-alertmanager" >&2; \
	  exit 1; \
	fi

# Their first build fetches some 500 modules and takes some ten minutes, so they are no part of `make test` either.
.PHONY: test-backends
test-backends: curl build/backends/jaeger build/backends/loki otelcol ## the queries of docs/backends.md, with a real Jaeger and Loki
	cd e2e && OTELCOL="$(CURDIR)/$(OTELCOL)" $(GO) test -count=1 -timeout 10m -tags backends -run '^TestBackends' ./...

.PHONY: curl
curl:
	@command -v curl >/dev/null || { echo 'make test-backends: curl, which is in docs/backends.md, is not on the PATH' >&2; exit 1; }

# As pinned, from modules alone; without Jaeger's pages, which need more than Go.
build/backends/%: e2e/servers/%/go.mod e2e/servers/%/go.sum
	@mkdir -p $(@D)
	cd e2e/servers/$* && $(GO) build -o "$(CURDIR)/$@" tool
	@touch $@

FUZZTIME ?= 1m
CHECKS ?= 10000

# All targets there are, so that none is forgotten. Shrinking what was found is cut short: it takes time from the search.
# When the time is over, Go sometimes says "context deadline exceeded", and fails, without having found anything.
.PHONY: fuzz
fuzz: ## fuzz each target for FUZZTIME (1m), and properties with new cases; stops at the first that finds something
	$(GO) test -count=1 -timeout 0 ./processor/enrich -run '^TestProperty' -rapid.seed=0 -rapid.checks=$(CHECKS)
	@mkdir -p build; n=0; for p in $$($(GO) list ./...); do \
	  targets=$$($(GO) test -list '^Fuzz' $$p); \
	  for f in $$(grep '^Fuzz' <<<"$$targets" || true); do \
	    echo "==> $$f in $$p, $(FUZZTIME)"; n=$$((n + 1)); \
	    $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s $$p | tee build/fuzz.txt || { \
	      if grep -q '^    context deadline exceeded$$' build/fuzz.txt && ! grep -q 'Failing input' build/fuzz.txt; then continue; fi; \
	      echo "make fuzz: $$f in $$p found something, see above. Its input is in testdata/fuzz/$$f of that package:" \
	        "make test fails with it until it is mended, so commit it with what mends it." >&2; \
	      exit 1; \
	    }; \
	  done; \
	done; \
	if [ $$n = 0 ]; then echo 'make fuzz: there are no targets' >&2; exit 1; fi; \
	echo "make fuzz: $$n targets, $(FUZZTIME) each, found nothing"

# What is missed, and what is taken for an error and is none, comes line by line before the two figures.
.PHONY: corpus
corpus: ## precision and recall over the sentences in testdata/text, with misses and false alarms
	@$(GO) test -count=1 -v -run '^TestCorpus$$' . | sed -nE 's/^ *corpus_test.go:[0-9]+: //p; /^FAIL|^panic|^#|\.go:[0-9]+:[0-9]+:/p'

# That something differs is the answer and no failure: only a list that can't be read is one.
.PHONY: catalog-diff
catalog-diff: ## compare the catalog with the errors that Apple lists: FILE=service-config.json (- is standard input)
	@if [ -z "$(FILE)" ]; then \
	  echo 'make catalog-diff: needs FILE=, the answer to GET /mdm/v2/service/config; see CONTRIBUTING.md' >&2; exit 2; \
	fi
	@$(GO) build -o build/catalogdiff ./internal/catalogdiff
	@build/catalogdiff $(if $(API),-api "$(API)") "$(FILE)" || [ $$? = 1 ]

# It measures processor time, which other programs hardly change; it takes some minutes all the same.
.PHONY: worst
worst: ## what the most expensive input costs, held against what is ordinary: the table of docs/worst-cases.md
	@$(GO) test -count=1 -timeout 30m -v -run '^TestTable$$' ./internal/worst -table | grep -vE '^(=== |--- PASS|PASS$$|ok )'

# What comes out depends on the machine and on what else it does: figures to read, no tests.
.PHONY: bench
bench: ## time and allocations a record, beside transform, attributes and an empty processor; some minutes
	@cd bench && $(GO) run .

.PHONY: bench-growth
bench-growth: ## time a byte and a record, on larger and larger payloads and batches; some minutes
	@cd bench && $(GO) run . -growth

.PHONY: bench-collector
bench-collector: otelcol ## CPU time and throughput of a Collector with and without the processor (Linux, two cores); some minutes
	@cd bench && for e in nop otlp; do $(GO) run ./collector -otelcol "$(CURDIR)/$(OTELCOL)" -exporter $$e; done

# Each patch that shows how something is changed is one that works.
.PHONY: recipes
recipes: ## the patches of docs/recipes apply, their tests pass, and fail without the code: NAME=place for one
	@.ci/recipes $(NAME)

.PHONY: recipes-renew
recipes-renew: ## write those patches of docs/recipes anew that no longer apply
	@.ci/recipes renew $(NAME)

# Generated code is no code of ours; what a test of one package runs in another counts.
.PHONY: cover
cover: ## coverage of the hand-written packages; fails under 90 %
	@mkdir -p build
	@pkgs=$$($(GO) list ./... | grep -v /internal/metadata | paste -sd, -); \
	$(GO) test -coverpkg="$$pkgs" -coverprofile=build/coverage.out $$(tr , ' ' <<<"$$pkgs")
	@$(GO) tool cover -func=build/coverage.out | tee build/coverage.txt | awk '$$3 != "100.0%"'
	@awk -v min=$(MIN_COVERAGE) '/^total:/ { c = $$3; sub("%", "", c); found = 1; \
	  if (c + 0 < min) { print "coverage " c " % is under " min " %"; exit 1 } \
	  print "coverage " c " %, at least " min " % wanted" } \
	  END { if (!found) exit 1 }' build/coverage.txt

# mdatagen names the root's tests after the directory it stands in, whatever a clone is called; and it writes files
# that only their owner can read.
.PHONY: generate
generate: ## run mdatagen on metadata.yaml, docgen on the catalog
	$(GO) run ./internal/docgen .
	@rm -rf build/generate && mkdir -p build/generate && ln -s "$(CURDIR)" build/generate/mdmerrorprocessor
	cd build/generate/mdmerrorprocessor && $(TOOL) mdatagen metadata.yaml
	@rm -rf build/generate
	@chmod 0755 internal/metadata internal/metadatatest
	@chmod 0644 documentation.md generated_*_test.go internal/metadata/* internal/metadatatest/*

# What mdatagen writes (in the README, a table of stability), and docgen. Expanded at each use: there may be new ones.
GENERATED = $$(ls -d README.md documentation.md generated_*.go internal/metadata internal/metadatatest \
	docs/errors.md examples/alerts/mdm-error-info.yaml)

.PHONY: check
check: ## go.mod files are tidy, code is formatted, generated files are current, make help is complete
	@diff <(sed -n 's/^\.PHONY: //p' Makefile | tr ' ' '\n' | grep -vxFf <(printf '%s\n' $(HELPERS)) | sort) \
	  <(sed -nE 's/^([a-z0-9-]+):.*## .*/\1/p' Makefile | sort) || { \
	  echo 'make help: what may be called (<: .PHONY) is not what is explained (>: ##)' >&2; exit 1; }
	@for m in $(MODULES); do echo "go mod tidy -diff: $$m"; (cd $$m && $(GO) mod tidy -diff); done
	@files=$$(find . -name '*.go' ! -path './build/*' -exec "$$($(GO) env GOROOT)/bin/gofmt" -l {} +); \
	if [ -n "$$files" ]; then echo "not formatted (gofmt -w):" $$files >&2; exit 1; fi
	@rm -rf build/before build/after && mkdir -p build/before build/after && tar -cf - $(GENERATED) | tar -xf - -C build/before
	@$(MAKE) --no-print-directory generate
	@tar -cf - $(GENERATED) | tar -xf - -C build/after; \
	status=0; git --no-pager diff --no-index --exit-code build/before build/after || status=1; \
	rm -rf build/before build/after; \
	if [ $$status != 0 ]; then echo 'generated files were not current, and are now: commit them' >&2; exit 1; fi

.PHONY: lint
lint: ## golangci-lint in all modules, actionlint on the workflows
	@for m in $(CODE_MODULES); do echo "golangci-lint: $$m"; (cd $$m && $(LINT) run ./...); done
	@echo actionlint; $(ACTIONLINT) .github/workflows/*.yml

.PHONY: compat
compat: ## compile and test the component against the newest Collector (Go 1.26); go.mod stays
	@mkdir -p build/compat && cp go.mod go.sum build/compat/
	@out=$$($(GO) get $(COMPAT) $$($(GO) list -m -f '{{.Path}} {{.Version}} {{.Indirect}}' all | awk ' \
	  /^go.opentelemetry.io\/collector/ { print $$1 "@" ($$2 ~ /^v0/ ? "$(COMPAT_BETA)" : "$(COMPAT_STABLE)") } \
	  /\/opentelemetry-collector-contrib\/.* false$$/ { print $$1 "@$(COMPAT_CONTRIB)" }') 2>&1) || { echo "$$out" >&2; exit 1; }
	@$(GO) list -m $(COMPAT) go.opentelemetry.io/collector/processor go.opentelemetry.io/collector/processor/processorhelper
	$(GO) vet $(COMPAT) ./...
	$(GO) test $(COMPAT) ./...

.PHONY: docker-check
docker-check: ## run the steps of the Dockerfile without a container engine, and its image (needs root or sudo)
	cd internal/docker && $(GO) test -count=1 ./...

.PHONY: clean
clean: ## remove what was built
	rm -rf build
