// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestStartedEvent(t *testing.T) {
	t.Parallel()
	s := Scanner{MaxSize: 1 << 20}
	const id = "0b7c4f1e-51d2-4c0e-9a55-3d1f7f6e2a10"
	for answer, want := range map[string]string{
		`{"eventId":"` + id + `","tokenExpirationDate":"2031-01-01T00:00:00Z","uId":"2049025000999999"}`: id,
		` {"uId":"1", "eventId": "` + id + `"} `:                                                         id,
		`{"eventId":"` + id + `","eventStatus":"COMPLETE"}`:                                              "", // a poll
		`{"eventId":"` + id + `","result":"SUCCESS","numRequested":1}`:                                   id,
		`{"answer":{"eventId":"` + id + `"}}`:                                                            id,
		`[{"eventId":"` + id + `"}]`:                                                                     id,
		`{"answer":"{\"eventId\":\"` + id + `\"}"}`:                                                      id,
		`POST /associate 200 {"eventId":"` + id + `"}`:                                                   id,
		`{\"eventId\":\"` + id + `\"}`:                                                                   id,
		`{&quot;eventId&quot;:&quot;` + id + `&quot;}`:                                                   id,
		`{"eventId":"` + id + `","tokenExp`:                                                              id, // cut off
		`{"eventId":"` + id:                                                                              "", // the id itself
		`{"apple.mdm.event":{"eventId":"` + id + `"}}`:                                                   "", // written by this processor
		`{"eventId":"jane@example.com"}`:                                                                 "", // no id
		`{"eventId":""}`:                                                                                 "",
		`{"eventId":17}`:                                                                                 "",
		`{"eventId":"` + strings.Repeat("a", 64) + `"}`:                                                  strings.Repeat("a", 64),
		`{"eventId":"` + strings.Repeat("a", 65) + `"}`:                                                  "",
		`{"a":"` + strings.Repeat("a", 4096) + `","eventId":"` + id + `"}`:                               "", // too long for a response that starts an event
		`eventId=` + id: "",
		``:              "",
	} {
		for _, body := range []pcommon.Value{pcommon.NewValueStr(answer), bytesValue(answer)} {
			assert.Equal(t, want, s.StartedEvent(body), answer)
		}
	}
	assert.Equal(t, id, s.StartedEvent(parsedValue(t, map[string]any{"eventId": id, "uId": "1"})))
	assert.Empty(t, s.StartedEvent(parsedValue(t, map[string]any{"eventId": id, "eventStatus": "PENDING"})))
	assert.Empty(t, s.StartedEvent(parsedValue(t, map[string]any{"eventId": 17})))
	assert.Empty(t, s.StartedEvent(pcommon.NewValueInt(17)))
}

// A call that started nothing is read without an allocation.
func TestStartedEventDoesNotAllocate(t *testing.T) {
	healthy := pcommon.NewValueStr(`{"assets":[` + strings.Repeat(`{"adamId":"1"},`, 100) + `]}`)
	s := Scanner{MaxSize: 1 << 20}
	assert.Zero(t, testing.AllocsPerRun(100, func() { s.StartedEvent(healthy) }))
}
