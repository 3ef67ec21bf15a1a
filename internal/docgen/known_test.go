// SPDX-License-Identifier: Apache-2.0

package docgen

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mdm-observability/mdmerrorprocessor/internal/instrumentation"
)

const knownIntro = `# Known to work: where instrumentation and products leave the error

Each line is a case of [testdata/instrumentation](../testdata/instrumentation), which the tests run without any settings. Other
instrumentation may work as well: the [rules](detection.md) are about places and forms, not products. See also the
[lines of products](detection.md#products), and [what is left alone](detection.md#what-is-left-alone).

The delivery is the value of ` + "`apple.mdm.error.delivery`" + `. *None* means that the error's number isn't on the record, and
that the retry class comes from the HTTP status of the call.
`

// knownToWork returns the page with a table for each file of testdata/instrumentation, without the records that stay unchanged.
func knownToWork(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(knownIntro)
	for _, in := range instrumentation.Load(t, root) {
		if in.Title == "" {
			continue
		}
		rows := newTable("instrumentation or product", "signal", "where the error lands", "delivery")
		for _, c := range in.Cases {
			if len(c.Want) == 0 {
				continue
			}
			signal := "traces"
			if c.Log != nil {
				signal = "logs"
			}
			delivery := "none"
			if d, ok := c.Want["delivery"].(string); ok {
				delivery = code(d)
			}
			rows.row(inline(c.Name), signal, inline(c.Lands), delivery)
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s", in.Title, rows)
	}
	return b.String()
}
