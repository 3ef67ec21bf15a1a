// SPDX-License-Identifier: Apache-2.0

//go:generate make -s generate

// Package mdmerrorprocessor is an OpenTelemetry Collector processor that finds the errors of Apple's App and Book
// Management API in spans and log records, and adds to the same record what each error means and what to do about it.
package mdmerrorprocessor
