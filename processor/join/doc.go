// SPDX-License-Identifier: Apache-2.0

// Package join brings the number of an error and its HTTP status together. It finds the call to the service that was answered with
// an error that another record of the trace reports, and the call that started a failed event.
//
// In: the spans, calls, errors and events of a batch, as plain ids, numbers and times. Out: which of them belong together. A
// counterpart may come in another batch, so a Memory, shared by all pipelines of a processor, keeps calls, errors and events for a
// while. The package imports no other package of ours, and neither pdata nor metrics. It takes O(n log n) time and linear memory,
// whatever the parent ids are.
package join
