// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestFlattenedNamesInAnyOrder(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"response.errorNumber":9609,"response":{"sql":"SELECT 1"}}`,
		`{"response":{"sql":"SELECT 1"},"response.errorNumber":9609}`,
	} {
		s, v := newScanner(), pcommon.NewValueEmpty()
		refParse(text).put(v)
		s.Scan("", v, Text)
		require.Len(t, s.Found(), 1, text)
		assert.True(t, s.Found()[0].Database, text)
	}
}
