// SPDX-License-Identifier: Apache-2.0

package join

// APIs is the number of APIs that a call may belong to, including the unknown one.
const APIs = 3

type (
	// TraceID identifies a trace.
	TraceID [16]byte
	// SpanID identifies a span of a trace; all zero: none.
	SpanID [8]byte
)

// Span is a span, by its ids.
type Span struct {
	Trace      TraceID
	ID, Parent SpanID
}

// Call is a call to the service that has a status. Successful polls of an event's status are left out.
type Call struct {
	Span
	Response
	Start, End uint64  // Unix time in ns
	Numbers    []int64 // on its own record, the described one first; if there are any, it is joined only with errors of these numbers
	Given      int64   // number of the error on another record that it was joined with, here or by an earlier Collector; 0: none
}

// Response is what is known of the response to a call, and of what was asked for.
type Response struct {
	Status uint16 // 0: none is known
	API    uint8  // below APIs
	Poll   bool   // the call asked for the status of an event
	Delay  Delay
}

// Delay is how long the service asks the caller to wait, by its Retry-After.
type Delay struct {
	Seconds float64
	Known   bool
}

// Error is an error that may have been the answer to a call of its trace.
type Error struct {
	Span                    // the span that reports it, or that the log record belongs to, which has no parent here
	Recorded   uint64       // Unix time in ns
	Again      uint64       // likewise, when it was recorded for the last time; 0: only once
	Number     int64        // the errorNumber
	Call       SpanID       // call that an earlier Collector has joined it with
	Documented [APIs]uint16 // documented HTTP status for the number, by the API of the call; 0: none
	Status     uint16       // status of the call, according to the error's own record; 0: unknown

	Log        bool // reported by a log record
	Inexact    bool // the time is in whole seconds, or is when a log record was observed
	AtEnd      bool // the time is the end of its span, which may have come much later
	Quiet      bool // no evidence against a call whose status isn't the documented one
	Background bool // background failures have this number, too: no evidence against a call that succeeded
	Legacy     bool // it came with a negative status, which only version 1 of the API has
}

// Start is a call that started an event.
type Start struct {
	Event string
	Call  Span
}

// Batch is what there is to join, and what is known of the traces.
type Batch struct {
	Spans  []Span // for their parents; only traces with a call or an error count
	Calls  []Call
	Errors []Error
	Starts []Start
	Events []string // ids of failed events, whose calls are looked for

	NoTraceID int64 // errors on log records whose call can't be found because they have no trace id
}

// Result says what belongs together.
type Result struct {
	Calls   []MatchedError // for each call of the batch, the error on another record that it was answered with
	Errors  []MatchedCall  // for each error of the batch, the call that was answered with it
	Made    []Pair         // new pairs whose call didn't have the number on its own record
	Origins []Span         // for each failed event, the call that started it; all zero: none is known
}

// MatchedError is an error that a call was answered with.
type MatchedError struct {
	Number int64 // 0: none
	Legacy bool
	Span   SpanID // span id of the record that reports it

	// Counted says that the call needn't be counted again: it came before, or is counted as another span, that of a client around
	// it or of a sidecar.
	Counted bool
}

// MatchedCall is the call that was answered with an error, and the response. Its status is 0 if there is no such call.
type MatchedCall struct {
	Call SpanID
	Response
}

// Order is the order in which the call and the error of a pair arrived.
type Order uint8

const (
	SameBatch Order = iota
	CallFirst
	ErrorFirst
)

// Pair is an error and the call that was answered with it.
type Pair struct {
	MatchedCall
	Number int64
	Legacy bool
	Order  Order
}
