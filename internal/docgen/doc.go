// SPDX-License-Identifier: Apache-2.0

// Package docgen generates documentation from the code: the runbook docs/errors.md and the Prometheus rules
// examples/alerts/mdm-error-info.yaml from the catalog, docs/known-to-work.md from testdata/instrumentation, the tables of
// README.md and docs/attributes.md from metadata.yaml and semconv/attributes.yaml, and the graph of CONTRIBUTING.md from the
// imports. Its test writes them with the flag -update: see make generate.
package docgen
