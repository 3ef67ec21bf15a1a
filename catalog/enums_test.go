// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUnmarshalText(t *testing.T) {
	t.Parallel()
	for _, want := range []API{V1, V2} {
		var got API
		require.NoError(t, got.UnmarshalText([]byte(want)))
		assert.Equal(t, want, got)
	}
	for _, want := range RetryClasses() {
		var got RetryClass
		require.NoError(t, got.UnmarshalText([]byte(want)))
		assert.Equal(t, want, got)
	}
	api, class := V1, Never
	for _, text := range []string{"v3", "", "V2", " v2"} {
		require.Error(t, api.UnmarshalText([]byte(text)), text)
		require.Error(t, class.UnmarshalText([]byte(text)), text)
	}
	require.EqualError(t, api.UnmarshalText([]byte("v3")), `invalid API "v3": must be one of v1, v2`)
	require.EqualError(t, class.UnmarshalText([]byte("later")), `invalid retry class "later": must be one of `+
		"backoff, reauthenticate, fix_precondition, fix_request, already_done, never, unknown")
	assert.Equal(t, V1, api, "what is refused changes nothing")
	assert.Equal(t, Never, class, "what is refused changes nothing")
}

func TestRetryClasses(t *testing.T) {
	t.Parallel()
	want := []RetryClass{"reauthenticate", "never", "fix_request", "fix_precondition", "backoff", "unknown", "already_done"}
	assert.Equal(t, want, RetryClasses())
}
