// SPDX-License-Identifier: Apache-2.0

package enrich

import "github.com/mdm-observability/mdmerrorprocessor/processor/scan"

// The attributes that are written, in this order.
const (
	attrNumber           = "apple.mdm.error.number"
	attrMessage          = "apple.mdm.error.message"
	attrDelivery         = "apple.mdm.error.delivery"
	attrExpectedStatus   = "apple.mdm.error.expected_status_code"
	attrStatusCheck      = "apple.mdm.error.status_check"
	attrNumbers          = "apple.mdm.error.numbers"
	attrAffected         = "apple.mdm.error.affected_count"
	attrRetryClass       = "apple.mdm.retry.class"
	attrRetryDelay       = "apple.mdm.retry.delay"
	attrEventID          = "apple.mdm.event.id"
	attrEventType        = "apple.mdm.event.type"
	attrEventTraceID     = "apple.mdm.event.trace_id"
	attrEventSpanID      = "apple.mdm.event.span_id"
	attrNotificationID   = "apple.mdm.notification.id"
	attrNotificationType = "apple.mdm.notification.type"
	attrLibraryUID       = "apple.mdm.library.uid"
	attrJoinSpanID       = "apple.mdm.join.span_id"

	// attrErrorType is OpenTelemetry's own, written only with Settings.MarkErrors.
	attrErrorType = "error.type"
)

// deliveryNames say how an error was delivered, by its shape.
var deliveryNames = [...]string{scan.Response: "response", scan.Status: "status", scan.Notification: "notification", scan.Message: "message"}

// deliveryTrace is the delivery, on a call, of an error that was found elsewhere in its trace.
const deliveryTrace = "trace"

// statusCheck is the result of comparing the HTTP status that came back with the documented one.
type statusCheck uint8

const (
	unchecked statusCheck = iota
	match
	mismatch
	undocumented
)

func (c statusCheck) String() string {
	return [...]string{unchecked: "", match: "match", mismatch: "mismatch", undocumented: "undocumented"}[c]
}

// ownNames are the attributes above with our prefix. Any others with the prefix are left alone.
var ownNames = [...]string{
	attrNumber, attrMessage, attrDelivery, attrExpectedStatus, attrStatusCheck, attrNumbers, attrAffected,
	attrRetryClass, attrRetryDelay, attrEventID, attrEventType, attrEventTraceID, attrEventSpanID,
	attrNotificationID, attrNotificationType, attrLibraryUID, attrJoinSpanID,
}
