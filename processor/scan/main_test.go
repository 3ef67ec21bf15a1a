// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

// A change must not fail for what another one did: the cases are the same each time, unless the command line has another seed.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.seed", "1"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}
