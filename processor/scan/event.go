// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/json"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// maxStarted bounds the answers that are read for the event that they started: those have three members.
const maxStarted = 4096 // bytes

// IsID reports whether a string may be copied into an attribute as an id.
func IsID(t string) bool { return shape.IsID(t) }

// StartedEvent returns the id of the event that a call started, by the body of its answer; "" if it started none. The answer to
// a poll has an id, too, with a status beside it.
func StartedEvent(body pcommon.Value) string {
	var id, status any
	switch body.Type() {
	case pcommon.ValueTypeMap:
		if v, ok := body.Map().Get("eventId"); ok {
			id = v.AsRaw()
		}
		if v, ok := body.Map().Get("eventStatus"); ok {
			status = v.AsRaw()
		}
	case pcommon.ValueTypeStr:
		id, status = started(body.Str())
	case pcommon.ValueTypeBytes:
		if b := body.Bytes(); b.Len() <= maxStarted {
			id, status = started(string(b.AsRaw()))
		}
	}
	if t, ok := id.(string); ok && status == nil && IsID(t) {
		return t
	}
	return ""
}

func started(answer string) (id, status any) {
	if len(answer) > maxStarted || !strings.Contains(answer, `"eventId"`) {
		return nil, nil
	}
	var members struct{ EventID, EventStatus any }
	if json.Unmarshal([]byte(answer), &members) != nil {
		return nil, nil
	}
	return members.EventID, members.EventStatus
}
