// SPDX-License-Identifier: Apache-2.0

package join

// APIs is how many APIs calls are told apart by; one of them is the unknown one.
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

// Call is a call to the service that has a status. Those that were asked for the status of an event, and answered well, are none.
type Call struct {
	Span
	Start, End uint64  // Unix time in ns
	Delay      float64 // seconds that it was told to wait; negative: none
	Numbers    []int64 // that its own record names, first the one that it describes: it was answered with none other
	Given      int64   // the number that an earlier Collector has joined it with; 0: none
	Status     uint16
	API        uint8 // below APIs
	Poll       bool  // it asks for the status of an event
}

// Error is an error that may have been the answer to a call of its trace.
type Error struct {
	Span                    // whose record tells of it, or which the log record names; of that, the parent isn't known
	Recorded   uint64       // Unix time in ns
	Number     int64        // the errorNumber
	Call       SpanID       // that an earlier Collector has joined it with
	Documented [APIs]uint16 // the HTTP status that is documented for the number, by the API of the call; 0: none is
	Status     uint16       // of the call, as the record tells itself; 0: it doesn't

	Log        bool // told by a log record
	Inexact    bool // the time is that of a clock with whole seconds, or when a log record was observed
	Quiet      bool // no evidence against a call whose status isn't the documented one
	Background bool // background failures have this number, too: a call that didn't fail is no evidence
	Legacy     bool // a negative status came with it, as only version 1 of the API has it
}

// Start is a call that started an event.
type Start struct {
	Event string
	Origin
}

// Origin is the span of such a call; all zero: none is known.
type Origin struct {
	Trace TraceID
	Span  SpanID
}

// Batch is what there is to join, and what is known of the traces.
type Batch struct {
	Spans  []Span // from which parents are known; those of other traces than the calls and errors have are ignored
	Calls  []Call
	Errors []Error
	Starts []Start
	Events []string // that failed, whose calls are looked for
}

// Result says who belongs to whom.
type Result struct {
	Calls   []Told   // what each call of the batch was answered with, as an error elsewhere tells
	Errors  []Answer // which call each error of the batch was the answer to
	Made    []Pair   // that are new, of calls that didn't know the number themselves
	Origins []Origin // of the events that failed
}

// Told is an error that a call was answered with.
type Told struct {
	Number int64 // 0: none
	Legacy bool
	Span   SpanID // whose record tells of it

	// Counted says that the call came before, or is one with another that came or comes: a client on top of it, a sidecar.
	Counted bool
}

// Answer is what is known of the call that was answered with an error.
type Answer struct {
	Call   SpanID
	Status uint16 // 0: there is no such call
	API    uint8
	Poll   bool
	Delay  float64
}

// Order is the order in which the two of a pair came.
type Order uint8

const (
	SameBatch Order = iota
	CallFirst
	ErrorFirst
)

// Pair is an error and the call that was answered with it.
type Pair struct {
	Answer
	Number int64
	Legacy bool
	Order  Order
}
