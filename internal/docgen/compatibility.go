// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"
)

const compatibilityIntro = `# Where errors land: what is known to work, by instrumentation and product

Each line is an entry of
[testdata/instrumentation](../testdata/instrumentation), which the tests run. Nothing has to be set where it says so. What
isn't in the list may work as well: the rules know places and forms, not products.

The delivery is what ` + "`apple.mdm.error.delivery`" + ` says; *none* means that the number isn't on the record, and that the
class comes from the HTTP status of the call.
`

// instrumentation is a file of testdata/instrumentation, as far as the page needs it.
type instrumentation struct {
	Title string `mapstructure:"title"`
	Cases []struct {
		Name   string         `mapstructure:"name"`
		Lands  string         `mapstructure:"lands"`
		Config map[string]any `mapstructure:"config"`
		Span   map[string]any `mapstructure:"span"`
		Log    map[string]any `mapstructure:"log"`
		Want   map[string]any `mapstructure:"want"`
	} `mapstructure:"cases"`
}

// compatibility lists what is found, and below each table what looks like it and is left alone.
func compatibility(root string) (string, error) {
	files, err := filepath.Glob(filepath.Join(root, "testdata", "instrumentation", "*.yaml"))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(compatibilityIntro)
	for _, file := range files {
		var in instrumentation
		if err := readYAML(file, &in); err != nil {
			return "", err
		}
		t := newTable("instrumentation or product", "signal", "where the error lands", "delivery", "to be set")
		var alone []string
		for _, c := range in.Cases {
			if len(c.Want) == 0 {
				alone = append(alone, inline(c.Name))
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
			set := make([]string, 0, len(c.Config))
			for name := range c.Config {
				set = append(set, code(name))
			}
			t.row(inline(c.Name), signal, inline(c.Lands), delivery, cmp.Or(strings.Join(set, ", "), "nothing"))
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\nLeft alone: %s.\n", in.Title, t, strings.Join(alone, "; "))
	}
	return b.String(), nil
}
