// SPDX-License-Identifier: Apache-2.0

package bodyspan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestScanner(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct{ found, complete bool }{
		`{"errorNumber":9601}`:                                  {true, true},
		` { "errorNumber" : 9601 } `:                            {true, true},
		`[{"a":{"errorNumber":9601}}]`:                          {true, true},
		`{"a":"\"","errorNumber":9601`:                          {true, false},
		`{"a":"\\","errorNumber":9601}{`:                        {true, false},
		`{"a":"}","b":"\"errorNumber\":9601"}`:                  {false, true},
		`{"a":"errorNumber","b":["errorNumber"]}`:               {false, true},
		`{"errorNumbers":1,"anerrorNumber":1,"errorNumbe":1}`:   {false, true},
		`{"errorCodes":[{"errorNumber":9601}]}`:                 {false, true},
		`{"errorCodes":[{"errorNumber":9601},{"errorNumber":1`:  {false, false},
		`{"errorCodes":[{"errorNumber":1}],"errorNumber":9601}`: {true, true},
		`[{"errorCodes":{"errorNumber":1}},{"errorNumber":1}]`:  {true, true},
		`{"errorCodes":{"a":1,"errorCodes":2,"errorNumber":1}}`: {false, true},
		`{"a":{"errorCodes":[]},"errorNumber":9601}`:            {true, true},
		`}]errorNumber":`:                                       {false, true},
		``:                                                      {false, false},
	} {
		var whole scanner
		assert.Equal(t, want.complete, whole.feed([]byte(in)), in)
		assert.Equal(t, want.found, whole.found, in)

		var pieces scanner
		for i := range len(in) {
			pieces.feed([]byte{in[i]})
		}
		assert.Equal(t, want.found, pieces.found, "byte by byte: %s", in)
	}
}

func TestScannerEventID(t *testing.T) {
	t.Parallel()
	id := "b9a1f2de-6a55-4c8e-8a3c-5d7f0f6c2b31"
	longest := strings.Repeat("Ab-9", maxEventID/4)
	for in, want := range map[string]string{
		`{"eventId":"` + id + `","uId":"7300000000000001"}`:     id,
		`{"tokenExpirationDate":"x", "eventId" : "` + id + `"}`: id,
		`{"a":{"b":["c"]},"eventId":"` + longest + `"`:          "",
		`{"a":{"b":["c"]},"eventId":"` + longest + `",`:         longest,
		`{"eventId":"` + longest + `a"}`:                        "",
		`{"eventId":""}`:                                        "",
		`{"eventId":"pupil@school.example"}`:                    "",
		`{"eventId":"b9a1\u0031"}`:                              "",
		`{"eventId":12}`:                                        "",
		`{"eventId":["b9a1"]}`:                                  "",
		`{"eventId":{"eventId":"b9a1"}}`:                        "",
		`{"events":[{"eventId":"b9a1"}]}`:                       "",
		`{"eventIds":"b9a1","a":"eventId","b":"c"}`:             "",
		`["eventId","b9a1"]`:                                    "",
	} {
		var whole, pieces scanner
		whole.feed([]byte(in))
		for i := range len(in) {
			pieces.feed([]byte{in[i]})
		}
		assert.Equal(t, want, whole.eventID, in)
		assert.Equal(t, want, pieces.eventID, "byte by byte: %s", in)
	}
}
