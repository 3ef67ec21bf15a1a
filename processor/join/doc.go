// SPDX-License-Identifier: Apache-2.0

// Package join brings error number and HTTP status together. It finds the call to the service that was answered with an error on
// another record of the trace, and the call that started an event that failed.
//
// In: the spans, calls, errors and events of a batch, as plain ids, numbers and times. Out: which of them belong together. A
// counterpart may come in another batch, so a Memory, shared by all pipelines of a processor, keeps calls, errors and events for a
// while. The package imports no other package of ours, and neither pdata nor metrics. It takes O(n log n) time and linear memory,
// whatever the parent ids are.
package join
