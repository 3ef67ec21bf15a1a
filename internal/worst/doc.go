// SPDX-License-Identifier: Apache-2.0

// Package worst builds the most expensive input for each part of the processor, and holds what it costs against what
// ordinary telemetry costs. It has tests and benchmarks alone; make worst prints the table of docs/worst-cases.md.
package worst
