// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

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
