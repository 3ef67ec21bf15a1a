// SPDX-License-Identifier: Apache-2.0

// Package e2e tests the Collector that `make otelcol` builds, as a process: real clients send to it,
// files are written for it, and what it exports, counts and says is read.
package e2e
