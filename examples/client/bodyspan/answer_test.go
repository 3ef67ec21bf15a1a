// SPDX-License-Identifier: Apache-2.0

package bodyspan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHoldsError(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{
		`{"assets":[],"size":0}`:                               false,
		`{"errorNumber":9601}`:                                 true,
		` { "errorNumber" : 9601 } `:                           true,
		`[{"a":{"errorNumber":9601}}]`:                         true,
		`{"a":"\"","errorNumber":9601`:                         true,
		`{"a":"}","b":"\"errorNumber\":9601"}`:                 false,
		`{"a":"errorNumber","b":["errorNumber"]}`:              false,
		`{"errorNumbers":1,"anerrorNumber":1,"errorNumbe":1}`:  false,
		`{"errorCodes":[{"errorNumber":9601}]}`:                false,
		`{"errorCodes":[{"errorNumber":9601},{"errorNumber":1`: false,
	} {
		assert.Equal(t, want, holdsError([]byte(in)), in)
	}
}

func TestStartedEvent(t *testing.T) {
	t.Parallel()
	longest := strings.Repeat("Ab-9", 16)
	for in, want := range map[string]string{
		`{"tokenExpirationDate":"x", "eventId" : "b9a1f2de-6a55"}`: "b9a1f2de-6a55",
		`{"eventId":"b9a1","eventStatus":"PENDING"}`:               "",
		`{"a":{"b":["c"]},"eventId":"` + longest + `"}`:            longest,
		`{"eventId":"` + longest + `a"}`:                           "",
		`{"eventId":""}`:                                           "",
		`{"eventId":"pupil@school.example"}`:                       "",
		`{"eventId":12}`:                                           "",
		`{"eventId":{"eventId":"b9a1"}}`:                           "",
		`{"events":[{"eventId":"b9a1"}]}`:                          "",
		`["eventId","b9a1"]`:                                       "",
	} {
		assert.Equal(t, want, startedEvent([]byte(in)), in)
	}
}
