// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// README.md tells the limits.
func TestReadmeLimits(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	text := strings.Join(strings.Fields(string(raw)), " ")
	for _, want := range []string{
		fmt.Sprintf("Objects and lists are followed to %d levels, JSON strings inside JSON strings to %d levels", maxDepth, maxNesting),
		fmt.Sprintf("not one of at most %d characters of `[A-Za-z0-9-]`", maxIdentifier),
		fmt.Sprintf("not one of at most %d characters of `[A-Z_]`", maxIdentifier),
		fmt.Sprintf("Beside a wording under %d characters, the service must be named too", minWording),
		fmt.Sprintf("a wording of at least %d characters, and the service's name", minWording),
		fmt.Sprintf("the service's name, at most %d characters without a colon, then", maxSubject),
	} {
		if !strings.Contains(text, want) { // assert.Contains prints all of the page
			t.Errorf("README.md doesn't say: %s", want)
		}
	}
}
