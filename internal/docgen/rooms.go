// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"strings"
)

// importGraph returns a diagram of what the component's packages import from this module and from pdata.
func importGraph(root string) (string, error) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, ".", "./processor/...")
	list.Dir, list.Stderr = root, os.Stderr
	packages, err := list.Output()
	if err != nil {
		return "", fmt.Errorf("go list: %w", err)
	}
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
	return b.String() + "```\n", nil
}
