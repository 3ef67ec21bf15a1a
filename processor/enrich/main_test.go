// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

// A change must not fail for what another one did: properties draw the same cases each time, unless the command line
// has another seed. `make fuzz` draws new ones.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.seed", "1"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}
