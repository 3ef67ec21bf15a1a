// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"encoding"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	_ encoding.TextUnmarshaler = (*API)(nil)
	_ encoding.TextUnmarshaler = (*RetryClass)(nil)
)

func TestAPIUnmarshalText(t *testing.T) {
	t.Parallel()
	for _, want := range []API{V1, V2} {
		var got API
		require.NoError(t, got.UnmarshalText([]byte(want)))
		assert.Equal(t, want, got)
	}
	got := V1
	for _, text := range []string{"v3", "", "V2", " v2"} {
		require.Error(t, got.UnmarshalText([]byte(text)))
		assert.Equal(t, V1, got, "what is refused changes nothing")
	}
	require.EqualError(t, got.UnmarshalText([]byte("v3")), `invalid API "v3": must be one of v1, v2`)
}

func TestRetryClassUnmarshalText(t *testing.T) {
	t.Parallel()
	for _, want := range RetryClasses() {
		var got RetryClass
		require.NoError(t, got.UnmarshalText([]byte(want)))
		assert.Equal(t, want, got)
	}
	got := Never
	require.EqualError(t, got.UnmarshalText([]byte("later")), `invalid retry class "later": must be one of `+
		"backoff, reauthenticate, fix_precondition, fix_request, already_done, never, unknown")
	require.Error(t, got.UnmarshalText(nil))
	assert.Equal(t, Never, got)
}

func TestRetryClasses(t *testing.T) {
	t.Parallel()
	want := []RetryClass{"reauthenticate", "never", "fix_request", "fix_precondition", "backoff", "unknown", "already_done"}
	got := RetryClasses()
	assert.Equal(t, want, got)
	got[0] = "changed"
	assert.Equal(t, want, RetryClasses(), "each caller gets its own")
}
