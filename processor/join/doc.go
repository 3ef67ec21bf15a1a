// SPDX-License-Identifier: Apache-2.0

// Package join brings number and status together: it says which call to the service was answered with which error, where
// the two are on different records of a trace, and which call started an event that failed.
//
// In go the spans, calls, errors and events of a batch, as plain ids, numbers and times; out comes who belongs to whom. What
// may have its counterpart in another batch is remembered for a while, by a Memory that all pipelines of a processor share. It
// knows neither telemetry nor the catalog nor metrics nor any other package of ours. Time is n log n and memory linear,
// whatever the parent ids say.
package join
