// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// field is an attribute that a record is to have: a string, else a number, else the one that is kept beside.
type field struct {
	name string
	str  string
	num  int64
}

// description is all attributes of ours that a record is to have.
type description struct {
	fields [maxAttributes]field
	n      int

	listed []sighting // whose numbers make attrNumbers
	wait   float64    // attrRetryDelay, in seconds
}

func (d *description) add(f field) {
	d.fields[d.n] = f
	d.n++
}

func (d *description) str(name, value string) {
	if value != "" {
		d.add(field{name: name, str: value})
	}
}

// copy is str for a part of a payload, which it would keep in memory when somebody removes it.
func (d *description) copy(name, value string) {
	if value != "" {
		d.str(name, strings.Clone(value))
	}
}

func (d *description) num(name string, value int64) {
	if value != 0 {
		d.add(field{name: name, num: value})
	}
}

func (d *description) delay(value delay) {
	if value.known {
		d.wait = value.seconds
		d.add(field{name: attrRetryDelay})
	}
}

// describe says everything that there is to say about the errors seen on a record, of which s is the foremost.
func (d *description) describe(seen []sighting, s *sighting, wait delay) {
	d.n = 0
	d.num(attrNumber, s.Number)
	d.str(attrMessage, s.message)
	d.str(attrDelivery, s.delivery())
	d.num(attrExpectedStatus, int64(s.expected))
	d.str(attrStatusCheck, s.check.String())
	if len(seen) > 1 {
		d.listed = seen
		d.add(field{name: attrNumbers})
	}
	d.num(attrAffected, int64(s.Affected))
	d.str(attrRetryClass, string(s.class))
	d.delay(wait)
	d.copy(attrEventID, s.EventID)
	d.copy(attrEventType, s.EventType)
	d.copy(attrNotificationID, s.NotificationID)
	d.copy(attrNotificationType, s.NotificationType)
}

func (s *sighting) delivery() string {
	if s.joined {
		return deliveryTrace
	}
	return delivery(s.Shape)
}

func delivery(s scan.Shape) string {
	switch s {
	case scan.Status:
		return deliveryStatus
	case scan.Notification:
		return deliveryNotification
	case scan.Message:
		return deliveryMessage
	default:
		return deliveryResponse
	}
}

// write puts the description onto a record; again says that it may have one from an earlier run.
func (d *description) write(to pcommon.Map, again bool) {
	if again {
		to.RemoveIf(func(name string, _ pcommon.Value) bool { return ours(name) && !d.has(name) })
	}
	to.EnsureCapacity(to.Len() + d.n)
	for i := range d.fields[:d.n] {
		a := &d.fields[i]
		switch {
		case a.str != "":
			to.PutStr(a.name, a.str)
		case a.num != 0:
			to.PutInt(a.name, a.num)
		case a.name == attrNumbers:
			putNumbers(to.PutEmptySlice(a.name), d.listed)
		default:
			to.PutDouble(a.name, d.wait)
		}
	}
}

func putNumbers(to pcommon.Slice, seen []sighting) {
	to.EnsureCapacity(len(seen))
	for i := range seen {
		to.AppendEmpty().SetInt(seen[i].Number)
	}
}

func (d *description) has(name string) bool {
	for i := range d.fields[:d.n] {
		if d.fields[i].name == name {
			return true
		}
	}
	return false
}
