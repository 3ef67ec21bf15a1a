// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// A list whose beginning is cut off is recognised by the number of its errors, in any notation.
func TestListCutOffInFront(t *testing.T) {
	t.Parallel()
	for _, printed := range []string{
		`{"errorMessage":"%s","errorNumber":%d},`, `map[string]interface {}{"errorMessage":"%s", "errorNumber":%d}, `, `map[errorMessage:%s errorNumber:%d] `,
		`{'errorMessage': '%s', 'errorNumber': %d}, `, `E(errorMessage=%s, errorNumber=%d), `, `{\"errorMessage\":\"%s\",\"errorNumber\":%d},`,
		"errorMessage = \"%s\"\nerrorNumber = %d\n\n[[x]]\n", "- errorMessage: %s\n  errorNumber: %d\n", "<errorMessage>%s</errorMessage><errorNumber>%d</errorNumber></e><e>",
		`x_errorMessage="%s" x_errorNumber=%d `, `{:error-message "%s", :error-number %d} `,
	} {
		var text strings.Builder
		text.WriteString(`errorMessage":"Login`)
		for _, number := range []int{9601, 9602, 9603, 9605, 9608, 9609, 9610, 9616, 9622} {
			fmt.Fprintf(&text, printed, catalog.Default().Wordings(number)[0].Text, number)
		}
		assert.Empty(t, found(text.String(), Text), text.String())
	}
}
