// SPDX-License-Identifier: Apache-2.0

// Package join brings number and status together: it says which call to the service was answered with which error, where
// the two are on different spans of a trace.
//
// In go the spans of a batch, the errors and the calls, as plain ids, numbers and times; out come pairs. It knows neither
// telemetry nor the catalog nor any other package of ours, and remembers nothing. Time is n log n and memory linear,
// whatever the parent ids say.
package join
