// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"encoding/hex"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// write writes on a record all that there is to say about its errors. What an earlier run has written there is emptied first:
// what applies again is filled in its place, and what is left empty goes. An error that was found elsewhere says so.
func write(p *pending, errors []sighting, delivery string) {
	to, before := p.attributes, p.earlier
	if before != nil {
		for name, v := range to.All() {
			if isOurs(name) {
				pcommon.NewValueEmpty().CopyTo(v)
			}
		}
		defer to.RemoveIf(func(name string, v pcommon.Value) bool { return v.Type() == pcommon.ValueTypeEmpty && isOurs(name) })
	} else {
		to.EnsureCapacity(to.Len() + 8) // what an error mostly has at most
	}
	s := foremost(errors)
	peer, started, wait := s.peer, s.started, p.delay
	if s.call != nil && !wait.known { // its own would come with the very answer
		wait = answerOf(s.call).delay
	}
	if before != nil { // a join stays
		if s.Number == before.number {
			peer = cmp.Or(peer, before.peer)
		}
		if s.EventID != "" && s.EventID == before.eventID {
			started = cmp.Or(started, before.started)
		}
	}
	putInt(to, attrNumber, s.Number)
	putStr(to, attrMessage, s.message)
	putStr(to, attrDelivery, cmp.Or(delivery, deliveryOf(s.Shape)))
	putInt(to, attrExpectedStatus, int64(s.expected))
	putStr(to, attrStatusCheck, s.check.String())
	if len(errors) > 1 {
		numbers := to.PutEmptySlice(attrNumbers)
		numbers.EnsureCapacity(len(errors))
		for i := range errors {
			numbers.AppendEmpty().SetInt(errors[i].Number)
		}
	}
	putInt(to, attrAffected, int64(s.Affected))
	writeClass(to, s.urgency, wait)
	// Copies: a part of a payload would keep it in memory when somebody removes it.
	putStr(to, attrEventID, strings.Clone(s.EventID))
	putStr(to, attrEventType, strings.Clone(s.EventType))
	putHex(to, attrEventTraceID, started.Trace[:])
	putHex(to, attrEventSpanID, started.Span[:])
	putStr(to, attrNotificationID, strings.Clone(s.NotificationID))
	putStr(to, attrNotificationType, strings.Clone(s.NotificationType))
	putStr(to, attrLibraryUID, strings.Clone(s.LibraryUID))
	putHex(to, attrJoinSpanID, peer[:])
}

// writeClass writes what can be said of a call that failed for any reason.
func writeClass(to pcommon.Map, u urgency, d delay) {
	to.PutStr(attrRetryClass, u.class())
	if d.known {
		to.PutDouble(attrRetryDelay, d.seconds)
	}
}

func putStr(to pcommon.Map, name, value string) {
	if value != "" {
		to.PutStr(name, value)
	}
}

// putHex writes an id, unless it is all zero.
func putHex(to pcommon.Map, name string, id []byte) {
	for _, b := range id {
		if b != 0 {
			to.PutStr(name, hex.EncodeToString(id))
			return
		}
	}
}

func putInt(to pcommon.Map, name string, value int64) {
	if value != 0 {
		to.PutInt(name, value)
	}
}
