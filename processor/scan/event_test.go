// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestStartedEvent(t *testing.T) {
	t.Parallel()
	s := Scanner{MaxSize: 1 << 20}
	const id = "0b7c4f1e-51d2-4c0e-9a55-3d1f7f6e2a10"
	require.NotEmpty(t, payloads.Started)
	for _, p := range payloads.Started {
		for _, body := range []pcommon.Value{pcommon.NewValueStr(p.Payload), bytesValue(p.Payload)} {
			assert.Equal(t, p.ID, s.StartedEvent(body), p.Payload)
		}
	}
	long := `{"a":"` + strings.Repeat("a", 4096) + `","eventId":"` + id + `"}`
	assert.Empty(t, s.StartedEvent(pcommon.NewValueStr(long)), "too long for a response that starts an event")
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
