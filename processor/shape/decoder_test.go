// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEvents(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		json   string
		events []Event
		ending Ending
		rest   string
	}{
		{`{"a":"x","errorMessage":"m","n":[1,{}]} and more`, []Event{String, ErrorMessage, LoneMessage}, Whole, " and more"},
		{`{"errorInfo":{"a":"x"},"errorCodes":["x"],"eventId":"e"}`, []Event{String}, Whole, ""},
		{`[{"errorNumber":9609,"a":{"b":"x`, []Event{String}, Cut, ""},
		{`[{"errorNumber":9609}{"errorNumber":9602}`, nil, Malformed, `{"errorNumber":9602}`},
	} {
		m := Machine{Words: true}
		var events []Event
		d := m.Decode(tt.json, 0)
		for event := d.Next(); event != Nothing; event = d.Next() {
			events = append(events, event)
		}
		assert.Equal(t, tt.events, events, tt.json)
		assert.Equal(t, tt.ending, d.Ending, tt.json)
		assert.Equal(t, tt.rest, tt.json[d.Pos:], tt.json)
		assert.Empty(t, m.stack, tt.json)
	}
}

func TestMayHold(t *testing.T) {
	t.Parallel()
	for _, far := range []string{"", strings.Repeat("N", 1000), strings.Repeat("M ", 1000), strings.Repeat("errorN", 1000), strings.Repeat("x", 1000), "errorNumbe", "rrorNumber", "errorM"} {
		assert.False(t, MayHold(far))
		for _, key := range []string{"errorNumber", "errorMessage"} {
			assert.True(t, MayHold(far+key), far)
			assert.True(t, MayHold(key+far), far)
		}
	}
}
