// SPDX-License-Identifier: Apache-2.0

// Package e2e tests the Collector that `make otelcol` builds, as a process: it sends data with real clients, writes
// files for it to read, and checks what it exports, counts and logs.
package e2e
