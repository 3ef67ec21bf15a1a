// SPDX-License-Identifier: Apache-2.0

package join

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

var usual = Limits{TTL: 5 * time.Minute, EventTTL: time.Hour, MaxItems: 10000}

const sec = uint64(time.Second)

// attempt returns a call below span 1 of a trace.
func attempt(trace, span int, start, end uint64, status uint16) Call {
	return Call{Span: Span{traceID(trace), id(span), id(1)}, Start: start, End: end, Response: Response{Status: status}}
}

// logged returns an error that a log record within span 1 reports, and for which 400 is documented.
func logged(trace int, number int64, at uint64) Error {
	e := Error{Span: Span{Trace: traceID(trace), ID: id(1)}, Recorded: at, Number: number, Log: true}
	for api := range e.Documented {
		e.Documented[api] = 400
	}
	return e
}

// A first attempt is answered with 503, and the second one with the error. If a clock is wrong, so that neither seems to be
// running when the error is recorded, the error is never joined with the first.
func TestWrongClocksAccuseNobody(t *testing.T) {
	t.Parallel()
	const start, far = 1000 * sec, uint64(math.MaxInt64)
	shifted := func(by int64) func(uint64) uint64 { return func(at uint64) uint64 { return at + uint64(by)*sec } }
	always := func(at uint64) func(uint64) uint64 { return func(uint64) uint64 { return at } }
	right := shifted(0)
	for name, clock := range map[string]struct{ start, end, log func(uint64) uint64 }{
		"spans ahead by 4 s":    {shifted(4), shifted(4), right},
		"spans ahead by 1 h":    {shifted(3600), shifted(3600), right},
		"spans behind by 1 s":   {shifted(-1), shifted(-1), right},
		"spans behind by 600 s": {shifted(-600), shifted(-600), right},
		"spans at zero":         {always(0), always(0), right},
		"spans in far future":   {always(far), always(far), right},
		"spans at the maximum":  {always(math.MaxUint64), always(math.MaxUint64), right},
		"starts at zero":        {always(0), right, right},
		"ends at zero":          {right, always(0), right},
		"starts after ends":     {shifted(60), right, right},
		"starts in far future":  {always(far), right, right},
		"log at zero":           {right, right, always(0)},
		"log in far future":     {right, right, always(far)},
		"log at the maximum":    {right, right, always(math.MaxUint64)},
		"log behind by 4 s":     {right, right, shifted(-4)},
		"log ahead by 2 s":      {right, right, shifted(2)},
	} {
		first := attempt(1, 2, clock.start(start), clock.end(start+sec), 503)
		second := attempt(1, 3, clock.start(start+2*sec), clock.end(start+3*sec), 400)
		err := logged(1, 9, clock.log(start+3*sec+sec/1000))
		for order, batches := range map[string][]Batch{
			"together":      {{Calls: []Call{first, second}, Errors: []Error{err}}},
			"error last":    {{Calls: []Call{first}}, {Calls: []Call{second}}, {Errors: []Error{err}}},
			"error first":   {{Errors: []Error{err}}, {Calls: []Call{first}}, {Calls: []Call{second}}},
			"error between": {{Calls: []Call{first}}, {Errors: []Error{err}}, {Calls: []Call{second}}},
		} {
			m := New(usual)
			for _, b := range batches {
				for _, p := range m.Join(&b).Made {
					assert.Equal(t, second.ID, p.Call, "%s, %s", name, order)
				}
			}
		}
	}
}

// The errors of one record are in the order of their calls, and so are those of another record that repeats them.
func TestErrorsOfOneRecord(t *testing.T) {
	t.Parallel()
	calls := []Call{attempt(1, 2, 0, 10, 400), attempt(1, 3, 20, 30, 400), attempt(1, 4, 40, 50, 400)}
	b := Batch{Errors: []Error{logged(1, 9, 60), logged(1, 7, 60), logged(1, 9, 61), logged(1, 7, 61)}}
	for n, want := range map[int][]SpanID{
		1: {id(2), {}, id(2), {}},
		2: {id(2), id(3), id(2), id(3)},
		3: {id(3), id(4), id(3), id(4)},
	} {
		b.Calls = calls[:n]
		for i, c := range New(usual).Join(&b).Errors {
			assert.Equal(t, want[i], c.Call, "error %d of %d calls", i, n)
		}
	}
}
