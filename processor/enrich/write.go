// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// description is all attributes of ours that a record is to have.
type description struct {
	fields [len(ownNames)]field
	n      int

	listed  []verdict // whose numbers make attrNumbers
	seconds float64   // attrRetryDelay
}

// field is an attribute: a string, else a number, else one of those that the description has beside.
type field struct {
	name string
	str  string
	num  int64
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

func (d *description) wait(wait delay) {
	if wait.known {
		d.seconds = wait.seconds
		d.add(field{name: attrRetryDelay})
	}
}

// describe says everything that there is to say about errors. delivery is how all of them came; empty: each by its shape.
func (d *description) describe(verdicts []verdict, delivery string) {
	d.n = 0
	v := foremost(verdicts)
	if delivery == "" {
		delivery = deliveryOf(v.Shape)
	}
	d.num(attrNumber, v.Number)
	d.str(attrMessage, v.message)
	d.str(attrDelivery, delivery)
	d.num(attrExpectedStatus, int64(v.expected))
	d.str(attrStatusCheck, v.check.String())
	if len(verdicts) > 1 {
		d.listed = verdicts
		d.add(field{name: attrNumbers})
	}
	d.num(attrAffected, int64(v.Affected))
	d.str(attrRetryClass, string(v.class))
	d.wait(v.delay)
	d.copy(attrEventID, v.EventID)
	d.copy(attrEventType, v.EventType)
	d.copy(attrNotificationID, v.NotificationID)
	d.copy(attrNotificationType, v.NotificationType)
}

// describeFailed says what can be said of a call that failed for a reason that nobody knows.
func (d *description) describeFailed(class catalog.RetryClass, wait delay) {
	d.n = 0
	d.str(attrRetryClass, string(class))
	d.wait(wait)
}

func deliveryOf(s scan.Shape) string {
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

// write puts the description onto a record. What an earlier run has written there, and doesn't apply, goes.
func (d *description) write(to pcommon.Map, again bool) {
	if again {
		to.RemoveIf(func(name string, _ pcommon.Value) bool { return isOurs(name) && !d.has(name) })
	}
	to.EnsureCapacity(to.Len() + d.n)
	for i := range d.fields[:d.n] {
		f := &d.fields[i]
		switch {
		case f.str != "":
			to.PutStr(f.name, f.str)
		case f.num != 0:
			to.PutInt(f.name, f.num)
		case f.name == attrNumbers:
			numbers := to.PutEmptySlice(f.name)
			numbers.EnsureCapacity(len(d.listed))
			for i := range d.listed {
				numbers.AppendEmpty().SetInt(d.listed[i].Number)
			}
		default:
			to.PutDouble(f.name, d.seconds)
		}
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
