// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The errors are those of the settings api and retry_class, see the tests of the component.
func TestUnmarshalText(t *testing.T) {
	t.Parallel()
	for _, want := range []API{V1, V2, ""} {
		var got API
		require.NoError(t, got.UnmarshalText([]byte(want)))
		assert.Equal(t, want, got)
	}
	urgent := []RetryClass{"reauthenticate", "never", "fix_request", "fix_precondition", "backoff", "unknown", "already_done"}
	assert.Equal(t, urgent, RetryClasses())
	for _, want := range append(urgent, "") {
		var got RetryClass
		require.NoError(t, got.UnmarshalText([]byte(want)))
		assert.Equal(t, want, got)
	}
	api, class := V1, Never
	for _, text := range []string{"v3", "V2", " v2"} {
		require.Error(t, api.UnmarshalText([]byte(text)), text)
		require.Error(t, class.UnmarshalText([]byte(text)), text)
	}
	assert.Equal(t, V1, api, "what is refused changes nothing")
	assert.Equal(t, Never, class, "what is refused changes nothing")
}

func TestClassOfStatus(t *testing.T) {
	t.Parallel()
	for class, statuses := range map[RetryClass][]int{
		Reauthenticate: {401},
		Never:          {410},
		Backoff:        {408, 425, 429, 500, 502, 503, 504, 599},
		FixRequest:     {400, 402, 404, 405, 409, 413, 422, 451, 499},
		Unknown:        {403, 407, 399, 302, 200, 100, 0, -1},
	} {
		for _, status := range statuses {
			assert.Equal(t, class, ClassOfStatus(status), status)
		}
	}
}
