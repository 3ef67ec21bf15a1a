// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// write writes on a record all that there is to say about its errors. What an earlier run has written there is emptied first:
// what applies again is filled in its place, and what is left empty goes.
func write(to pcommon.Map, errors []sighting, again bool) {
	if again {
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
	putInt(to, attrNumber, s.Number)
	putStr(to, attrMessage, s.message)
	putStr(to, attrDelivery, s.delivery)
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
	s.writeClass(to)
	// Copies: a part of a payload would keep it in memory when somebody removes it.
	putStr(to, attrEventID, strings.Clone(s.EventID))
	putStr(to, attrEventType, strings.Clone(s.EventType))
	putStr(to, attrNotificationID, strings.Clone(s.NotificationID))
	putStr(to, attrNotificationType, strings.Clone(s.NotificationType))
	putStr(to, attrLibraryUID, strings.Clone(s.LibraryUID))
}

// writeClass writes what can be said of a call that failed for any reason.
func (v *verdict) writeClass(to pcommon.Map) {
	to.PutStr(attrRetryClass, v.urgency.class())
	if v.delay.known {
		to.PutDouble(attrRetryDelay, v.delay.seconds)
	}
}

func putStr(to pcommon.Map, name, value string) {
	if value != "" {
		to.PutStr(name, value)
	}
}

func putInt(to pcommon.Map, name string, value int64) {
	if value != 0 {
		to.PutInt(name, value)
	}
}
