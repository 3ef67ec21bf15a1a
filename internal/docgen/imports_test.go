// SPDX-License-Identifier: Apache-2.0

package docgen

import (
	"fmt"
	"os/exec"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// importGraph returns a diagram of what the component's packages import from this module and from pdata.
func importGraph(t *testing.T) string {
	t.Helper()
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, ".", "./processor/...")
	list.Dir = root
	packages, err := list.Output()
	require.NoError(t, err)
	var b strings.Builder
	b.WriteString("```mermaid\nflowchart TD\n")
	for line := range strings.Lines(string(packages)) {
		var names []string
		for i, p := range strings.Fields(line) {
			if i == 0 || strings.Contains(p, "/mdmerrorprocessor/") || strings.Contains(p, "/pdata/") {
				names = append(names, path.Base(p))
			}
		}
		if len(names) > 1 {
			fmt.Fprintf(&b, "  %s --> %s\n", names[0], strings.Join(names[1:], " & "))
		}
	}
	return b.String() + "```\n"
}
