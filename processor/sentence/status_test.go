// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// assertStatus asserts the status of the only error in each text.
func assertStatus(t *testing.T, status int, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if got := errorsIn(t, text); assert.Len(t, got, 1, text) {
			assert.Equal(t, status, got[0].Status, text)
		}
	}
}

func TestStatusOfTheService(t *testing.T) {
	t.Parallel()
	far := strings.Repeat("-", maxSubject) // from its end to the status
	assertStatus(t, 401, append(textsOf(t, "status 401"), "Apple"+far+"answered 401, error 9625")...)
	assertStatus(t, 0, append(textsOf(t, "no status"), "Apple-"+far+"answered 401, error 9625")...)
	assertStatus(t, 500, textsOf(t, "status 500")...)
	assertStatus(t, 100, "vpp.itunes.apple.com: 100, error 9625")
	assertStatus(t, 511, "vpp: 511, error 9625")
}

// After words that may introduce another subject, a status counts only if it is the documented one.
func TestStatusOfSomebody(t *testing.T) {
	t.Parallel()
	for _, between := range []string{
		" sync with backend", " error 9625 (backend", " error 9625 - mdm", " sync => backend", " error 9625 with UI which", " error 9625", " cron (node 4)", " was asked and",
	} {
		assertStatus(t, 401, "VPP"+between+" returned 401: error 9625")
		assertStatus(t, 0, "VPP"+between+" returned 500: error 9625")
		assertStatus(t, 0, "VPP"+between+" returned 200: error 9625")
	}
}
