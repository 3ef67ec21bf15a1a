// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// maxStarted is the length of the longest response that is searched for an event: one that starts an event has only three members.
const maxStarted = 4096 // bytes

// StartedEvent returns the id of the event that a call has started, according to the body of its response; "" if there is none.
// The response to a poll has an id, too, but next to a status.
func (s *Scanner) StartedEvent(body pcommon.Value) string {
	if len(body.Str()) > maxStarted || body.Type() == pcommon.ValueTypeBytes && body.Bytes().Len() > maxStarted {
		return ""
	}
	s.begin(shape.Options{Events: true})
	s.value(body, 0, false)
	started := s.machine.Started
	s.begin(shape.Options{}) // so that MayHold looks for shapes again
	return started
}
