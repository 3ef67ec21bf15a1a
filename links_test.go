// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	heading      = regexp.MustCompile(`(?m)^#+ (.*)$`)
	linkTarget   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	fencedBlock  = regexp.MustCompile("(?ms)^```.*?^```")
	noAnchorChar = regexp.MustCompile(`[^\w\- ]`)
)

// anchors are the names under which a page's headings are reached.
func anchors(page string) map[string]bool {
	found := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(fencedBlock.ReplaceAllString(page, ""), -1) {
		text := strings.ToLower(link.ReplaceAllString(m[1], "$1"))
		found[strings.ReplaceAll(noAnchorChar.ReplaceAllString(text, ""), " ", "-")] = true
	}
	return found
}

// Every link of the pages that stays within the repository leads somewhere, to a heading if it names one.
func TestLinks(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("*.md")
	require.NoError(t, err)
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md", "semconv/*.md"} {
		below, err := filepath.Glob(pattern)
		require.NoError(t, err)
		pages = append(pages, below...)
	}
	for _, path := range pages {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, m := range linkTarget.FindAllStringSubmatch(fencedBlock.ReplaceAllString(string(text), ""), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			file, anchor, named := strings.Cut(m[1], "#")
			target := path
			if file != "" {
				target = filepath.Join(filepath.Dir(path), file)
			}
			page, err := os.ReadFile(target)
			if info, e := os.Stat(target); e == nil && info.IsDir() && !named {
				continue
			}
			if assert.NoError(t, err, "%s: %s", path, m[1]) && named {
				assert.True(t, anchors(string(page))[anchor], "%s: there is no heading for %s", path, m[1])
			}
		}
	}
}
