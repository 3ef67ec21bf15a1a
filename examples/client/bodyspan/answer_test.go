// SPDX-License-Identifier: Apache-2.0

package bodyspan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestReadAnswer(t *testing.T) {
	t.Parallel()
	id := "b9a1f2de-6a55-4c8e-8a3c-5d7f0f6c2b31"
	longest := strings.Repeat("Ab-9", 16)
	failed := answer{failed: true}
	for in, want := range map[string]answer{
		``:                                                      {},
		`{"errorNumber":9601}`:                                  failed,
		` { "errorNumber" : 9601 } `:                            failed,
		`[{"a":{"errorNumber":9601}}]`:                          failed,
		`{"a":"\"","errorNumber":9601`:                          failed,
		`{"a":"\\","errorNumber":9601}{`:                        failed,
		`{"a":"}","b":"\"errorNumber\":9601"}`:                  {},
		`{"a":"errorNumber","b":["errorNumber"]}`:               {},
		`{"errorNumbers":1,"anerrorNumber":1,"errorNumbe":1}`:   {},
		`{"errorCodes":[{"errorNumber":9601}]}`:                 {},
		`{"errorCodes":[{"errorNumber":9601},{"errorNumber":1`:  {},
		`{"errorCodes":[{"errorNumber":1}],"errorNumber":9601}`: failed,
		`[{"errorCodes":{"errorNumber":1}},{"errorNumber":1}]`:  failed,
		`{"errorCodes":{"a":1,"errorCodes":2,"errorNumber":1}}`: {},
		`{"a":{"errorCodes":[]},"errorNumber":9601}`:            failed,

		`{"eventId":"` + id + `","uId":"7300000000000001"}`:     {eventID: id},
		`{"tokenExpirationDate":"x", "eventId" : "` + id + `"}`: {eventID: id},
		`{"eventId":"` + id + `","eventStatus":"PENDING"}`:      {eventID: id, polled: true},
		`{"a":{"b":["c"]},"eventId":"` + longest:                {},
		`{"a":{"b":["c"]},"eventId":"` + longest + `"`:          {eventID: longest},
		`{"eventId":"` + longest + `a"}`:                        {},
		`{"eventId":""}`:                                        {},
		`{"eventId":"pupil@school.example"}`:                    {},
		`{"eventId":12}`:                                        {},
		`{"eventId":["b9a1"]}`:                                  {},
		`{"eventId":{"eventId":"b9a1"}}`:                        {},
		`{"events":[{"eventId":"b9a1"}]}`:                       {},
		`{"eventIds":"b9a1","a":"eventId","b":"c"}`:             {},
		`["eventId","b9a1"]`:                                    {},
	} {
		assert.Equal(t, want, readAnswer([]byte(in)), in)
	}
}
