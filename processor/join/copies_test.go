// SPDX-License-Identifier: Apache-2.0

package join

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A copy of a call may have what the first one lacked: its body, or how long to wait. It overwrites nothing.
func TestCopyOfACallTellsMore(t *testing.T) {
	t.Parallel()
	lacking, another := attempt(1, 2, 0, sec, 400), logged(1, 9, sec)
	lacking.Delay = -1
	knowing := lacking
	knowing.Delay, knowing.Numbers = 30, []int64{8}
	same := logged(1, 8, sec)
	for _, calls := range [][]Call{{lacking, knowing}, {knowing, lacking}} {
		m := New(usual)
		for _, c := range calls {
			m.Join(&Batch{Calls: []Call{c}})
		}
		answers := m.Join(&Batch{Errors: []Error{another, same}}).Errors
		assert.Equal(t, []Answer{{}, {Call: knowing.ID, Status: 400, Delay: 30}}, answers)
	}
}

// An error that is logged both at INFO and at ERROR, at the same time, accuses a call as if it was only at ERROR, in either order.
func TestCopyOfAnErrorAccuses(t *testing.T) {
	t.Parallel()
	call, loud := attempt(1, 2, 0, sec, 503), logged(1, 9, sec)
	quiet, inexact := loud, loud
	quiet.Quiet, inexact.Inexact = true, true
	join := func(batches ...Batch) (answered []bool) {
		m := New(usual)
		for _, b := range batches {
			for _, a := range m.Join(&b).Errors {
				answered = append(answered, a.Status != 0)
			}
		}
		return answered
	}
	calls := Batch{Calls: []Call{call}}
	of := func(e Error) Batch { return Batch{Errors: []Error{e}} }
	assert.Equal(t, []bool{false, true}, join(calls, of(quiet), of(loud)))
	assert.Equal(t, []bool{false, true}, join(calls, of(inexact), of(loud)))
	assert.Equal(t, []bool{true, true}, join(calls, of(loud), of(quiet)))
	assert.Equal(t, []bool{false, false, true}, join(of(quiet), of(loud), calls, of(loud)))
	assert.Equal(t, []bool{false, false}, join(calls, of(quiet), of(inexact)), "neither may accuse")
}

// With timestamps in whole seconds, two attempts may have the same time. If they got different statuses, they are two errors.
func TestNoCopyIfTheStatusIsAnother(t *testing.T) {
	t.Parallel()
	first := logged(1, 9, sec)
	first.Inexact, first.Documented = true, [APIs]uint16{429, 429, 429}
	first.Status = 429
	second := first
	second.Status = 503
	m := New(usual)
	m.Join(&Batch{Calls: []Call{attempt(1, 2, 0, sec, 429)}})
	assert.Equal(t, uint16(429), m.Join(&Batch{Errors: []Error{first}}).Errors[0].Status)
	assert.Zero(t, m.Join(&Batch{Errors: []Error{second}}).Errors[0].Status)
}
