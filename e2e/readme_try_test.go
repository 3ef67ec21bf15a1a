// SPDX-License-Identifier: Apache-2.0

//go:build readme

package e2e

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
)

// How README.md has a setting tried, with a Collector of one's own and with that of `make run`.
const (
	tryOwn  = "./my-collector/my-collector --config config.yaml --config mine.yaml"
	tryDemo = "./build/otelcol-mdm/otelcol-mdm --config examples/quickstart.yaml --config ../mine.yaml"
)

// trySetting: a span without and with the setting above it, and what README.md says of both.
func (n *newcomer) trySetting(page string, b *block) {
	section := sectionOf(page, b)
	says := regexp.MustCompile(`this span comes out as (.*); without the setting, (?:as )?(.*?)[.](?: |$)`).
		FindStringSubmatch(strings.Join(strings.Fields(section), " "))
	require.NotNil(n.t, says, "README.md, line %d: what does one see?", b.line)
	settings, _ := blocksOf(section)
	require.Equal(n.t, "yaml", settings[0].lang)
	n.write(filepath.Join(n.folder, "mine.yaml"), settings[0].text)

	without, _, _ := strings.Cut(tryOwn, " --config mine.yaml")
	if n.cwd = n.folder; says[2] == "unchanged" {
		require.Empty(n.t, n.tried(b, without).attrs)
	} else {
		assertShows(n.t, n.tried(b, without), says[2])
	}
	assertShows(n.t, n.tried(b, tryOwn), says[1])
	if !n.ran[tryDemo] {
		n.cwd = n.clone
		assertShows(n.t, n.tried(b, tryDemo), says[1])
	}
}

// tried is how the span of a block comes out of a Collector, after any samples.
func (n *newcomer) tried(b *block, command string) shown {
	require.Len(n.t, b.commands(), 1)
	c := n.serve(command)
	defer n.interrupt(c)
	sent := func() (all []shown) {
		for _, part := range regexp.MustCompile(`Resource(?:Spans|Log) #\d+`).Split(c.output.String(), -1) {
			if strings.Contains(part, "b7ad6b7169203331") { // the id of the spans in README.md
				all = append(all, shownIn(part)...)
			}
		}
		return all
	}
	n.run(b.commands()[0])
	c.await(n.t, "the span on the terminal", func() (bool, string) { return len(sent()) == 1, c.output.String() })
	return sent()[0]
}

// sectionOf is the part of a page between the headings around a block.
func sectionOf(page string, b *block) string {
	lines := strings.SplitAfter(page, "\n")
	from := b.line - 1
	for !strings.HasPrefix(lines[from], "### ") {
		from--
	}
	return strings.Join(lines[from:b.line-1], "")
}
