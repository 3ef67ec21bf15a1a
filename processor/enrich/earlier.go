// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"encoding/hex"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// earlier is what an earlier run has written on a record, as far as it matters to this one.
type earlier struct {
	number   int64   // 0: it has found no error
	numbers  []int64 // if there was more than one
	delivery string
	checked  bool
	eventID  string
	origin   join.Span   // the call that started the event
	peer     join.SpanID // of the record that this one was joined with
}

// earlier returns what an earlier run has written, nil if there was none.
func (s *selection) earlier() *earlier {
	if !s.has(ours) {
		return nil
	}
	e := new(earlier)
	for a := range s.with(ours) {
		switch v := a.value; a.name {
		case attrNumber:
			e.number, _ = scan.Integer(v)
		case attrNumbers:
			e.numbers = integers(v)
		case attrDelivery:
			e.delivery = v.Str()
		case attrStatusCheck:
			e.checked = true
		case attrEventID:
			e.eventID = v.Str()
		case attrEventTraceID:
			readHex(e.origin.Trace[:], v)
		case attrEventSpanID:
			readHex(e.origin.ID[:], v)
		case attrJoinSpanID:
			readHex(e.peer[:], v)
		}
	}
	return e
}

// integers returns the different numbers in a list. It reads no more than this processor ever writes, because each is compared
// with each error that the call is joined with.
func integers(v pcommon.Value) (all []int64) {
	if v.Type() != pcommon.ValueTypeSlice {
		return nil
	}
	for i := range min(v.Slice().Len(), scan.MaxFindings) {
		if n, _ := scan.Integer(v.Slice().At(i)); !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return all
}

// readHex reads an id in the form in which it is written, and ignores anything else.
func readHex(id []byte, v pcommon.Value) {
	if raw, err := hex.DecodeString(v.Str()); err == nil && len(raw) == len(id) {
		copy(id, raw)
	}
}

// found reports whether the earlier run found an error.
func (e *earlier) found() bool {
	return e != nil && e.number > 0 && (e.delivery == deliveryTrace || slices.Contains(deliveryNames[:], e.delivery))
}

// stay reports whether what an earlier run has written stays, because it knew what this one can't see: a payload or a text that
// has been removed since, or the call that the error was joined with.
func (e *earlier) stay(found []sighting) bool {
	if !e.found() || len(found) == 0 || e.delivery == deliveryTrace { // the call's own response is better evidence
		return false
	}
	i := indexOf(found, e.number)
	switch {
	case i < 0, slices.ContainsFunc(e.numbers, func(n int64) bool { return indexOf(found, n) < 0 }):
		return true
	case found[i].Shape == scan.Message && e.delivery != deliveryNames[scan.Message]:
		return true // it was found in JSON, and only words are left
	default:
		sameSource := e.delivery == deliveryNames[found[i].Shape]
		return e.peer != (join.SpanID{}) || sameSource && e.checked != (found[i].check != unchecked)
	}
}

// complete adds the joins that the earlier run made but this one doesn't know of.
func (e *earlier) complete(s *sighting) {
	if e == nil {
		return
	}
	if s.Number == e.number {
		s.peer = cmp.Or(s.peer, e.peer)
	}
	if s.EventID != "" && s.EventID == e.eventID {
		if e.origin.Trace != (join.TraceID{}) && e.origin.ID != (join.SpanID{}) || s.origin == (join.Span{}) {
			s.origin = e.origin
		}
	}
}

func indexOf(found []sighting, number int64) int {
	return slices.IndexFunc(found, func(s sighting) bool { return s.Number == number })
}
