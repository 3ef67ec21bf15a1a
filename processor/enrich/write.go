// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// write writes everything about an error on a record, and the numbers of all that were found there. The attributes of an earlier
// run are emptied first, refilled in place if they apply again, and otherwise removed.
func (p *pending) write(s *sighting, delivery string, wait join.Delay) {
	to := p.attributes
	if p.earlier != nil {
		for name, v := range to.All() {
			if isOurs(name) {
				pcommon.NewValueEmpty().CopyTo(v)
			}
		}
		defer to.RemoveIf(func(name string, v pcommon.Value) bool { return v.Type() == pcommon.ValueTypeEmpty && isOurs(name) })
	} else {
		to.EnsureCapacity(to.Len() + 6) // enough for most errors
	}
	putInt(to, attrNumber, s.Number)
	putStr(to, attrMessage, s.message)
	putStr(to, attrDelivery, delivery)
	putInt(to, attrExpectedStatus, int64(s.expected))
	putStr(to, attrStatusCheck, s.check.String())
	if len(p.errors) > 1 {
		numbers := to.PutEmptySlice(attrNumbers)
		numbers.EnsureCapacity(len(p.errors))
		for i := range p.errors {
			numbers.AppendEmpty().SetInt(p.errors[i].Number)
		}
	}
	putInt(to, attrAffected, int64(s.Affected))
	writeClass(to, s.urgency, wait)
	// Clones, because a substring would keep in memory a payload that another processor removes.
	putStr(to, attrEventID, strings.Clone(s.EventID))
	putStr(to, attrEventType, strings.Clone(s.EventType))
	putStr(to, attrEventTraceID, pcommon.TraceID(s.origin.Trace).String())
	putStr(to, attrEventSpanID, pcommon.SpanID(s.origin.ID).String())
	putStr(to, attrNotificationID, strings.Clone(s.NotificationID))
	putStr(to, attrNotificationType, strings.Clone(s.NotificationType))
	putStr(to, attrLibraryUID, strings.Clone(s.LibraryUID))
	putStr(to, attrJoinSpanID, pcommon.SpanID(s.peer).String())
}

// restoreNumbers restores the types of the numbers that an earlier run has written, which JSON on the way may have changed.
func restoreNumbers(attributes pcommon.Map) {
	restore := func(v pcommon.Value) {
		if n, ok := scan.Integer(v); ok && v.Type() != pcommon.ValueTypeInt {
			v.SetInt(n)
		}
	}
	for name, v := range attributes.All() {
		switch name {
		case attrNumber, attrExpectedStatus, attrAffected:
			restore(v)
		case attrRetryDelay:
			if v.Type() == pcommon.ValueTypeInt {
				v.SetDouble(float64(v.Int()))
			}
		case attrNumbers:
			if v.Type() == pcommon.ValueTypeSlice {
				for _, number := range v.Slice().All() {
					restore(number)
				}
			}
		}
	}
}

// writeClass writes what applies to any failed call, whatever the reason.
func writeClass(to pcommon.Map, u urgency, d join.Delay) {
	to.PutStr(attrRetryClass, u.class())
	if d.Known {
		to.PutDouble(attrRetryDelay, d.Seconds)
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
