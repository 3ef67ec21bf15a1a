// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNames(t *testing.T) {
	t.Parallel()
	// More of them than there are hashes.
	var payloads, messages []string
	for i := range 300 {
		payloads = append(payloads, fmt.Sprintf("body.%d", i))
		messages = append(messages, fmt.Sprintf("note.%d", i))
	}
	ns := searchedNames(append(payloads, "response.body"), messages)
	for _, n := range documentedNames {
		assert.Equal(t, n.slot, ns.slotOf(n.name), n.name)
	}
	for _, n := range ownNames {
		assert.Equal(t, slotOurs, circumstances.slotOf(n), n)
		assert.Equal(t, slotNone, ns.slotOf(n), n)
	}
	for i := range payloads {
		assert.Equal(t, slotExtraPayload, ns.slotOf(payloads[i]))
		assert.Equal(t, slotExtraMessage, ns.slotOf(messages[i]))
	}
	for _, n := range []string{"", "e", "er", "errs", "body.300", "response.bodx", "apple.mdm.error", "url.query", strings.Repeat("long.", 20)} {
		assert.Equal(t, slotNone, ns.slotOf(n), n)
	}
}
