// SPDX-License-Identifier: Apache-2.0

package docgen

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

var update = flag.Bool("update", false, "write the pages anew")

func TestPagesAreCurrent(t *testing.T) {
	t.Parallel()
	for path, want := range generate(t) {
		if *update {
			require.NoError(t, os.WriteFile(filepath.Join(root, path), []byte(want), 0o644))
		}
		assert.True(t, want == read(t, path), "%s is not current: run make generate", path)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	require.NoError(t, err)
	return string(text)
}

// generate returns the generated pages by path.
func generate(t *testing.T) map[string]string {
	t.Helper()
	attributes := readAttributes(t)
	pages := map[string]string{
		"docs/errors.md":                      runbook(readAdvice(t), attributes),
		"docs/known-to-work.md":               knownToWork(t),
		"examples/alerts/mdm-error-info.yaml": infoRules(),
	}
	for path, parts := range map[string]map[string]string{
		"README.md": {
			"settings":      settingTable(t),
			"attributes":    attributeTable(attributes),
			"retry classes": classTable(attributes),
			"metrics":       metricTable(t),
		},
		"docs/attributes.md": {
			"delivery":     memberTable(membersOf(attributes, "apple.mdm.error.delivery")),
			"status check": memberTable(membersOf(attributes, "apple.mdm.error.status_check")),
		},
		"CONTRIBUTING.md": {"imports": importGraph(t)},
	} {
		pages[path] = read(t, path)
		for name, part := range parts {
			pages[path] = fill(t, pages[path], name, part)
		}
	}
	return pages
}

var (
	heading  = regexp.MustCompile(`(?m)^#+ (.*)$`)
	link     = regexp.MustCompile(`\[([^\]]*)\]\(([^)\s]+)\)`)
	fenced   = regexp.MustCompile("(?ms)^```.*?^```")
	noAnchor = regexp.MustCompile(`[^\w\- ]`)
)

// anchors returns the anchors that GitHub makes of a page's headings.
func anchors(page string) map[string]bool {
	found := make(map[string]bool)
	for _, m := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(page, ""), -1) {
		text := strings.ToLower(link.ReplaceAllString(m[1], "$1"))
		found[strings.ReplaceAll(noAnchor.ReplaceAllString(text, ""), " ", "-")] = true
	}
	return found
}

// Links within the repository lead to a file or folder, and to a heading if they name one.
func TestLinks(t *testing.T) {
	t.Parallel()
	var pages []string
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		found, err := fs.Glob(os.DirFS(root), pattern)
		require.NoError(t, err)
		require.NotEmpty(t, found)
		pages = append(pages, found...)
	}
	for _, path := range pages {
		for _, m := range link.FindAllStringSubmatch(fenced.ReplaceAllString(read(t, path), ""), -1) {
			file, anchor, named := strings.Cut(m[2], "#")
			if strings.Contains(file, "://") {
				continue
			}
			target := path
			if file != "" {
				target = filepath.Join(filepath.Dir(path), file)
			}
			_, err := os.Stat(filepath.Join(root, target))
			if assert.NoError(t, err, "%s: %s", path, m[0]) && named {
				assert.True(t, anchors(read(t, target))[anchor], "%s: no heading for %s", path, m[0])
			}
		}
	}
}

// Each alert links to a heading of the runbook: of a retry class, a number or a subject.
func TestLinksOfAlerts(t *testing.T) {
	t.Parallel()
	rules, found := read(t, "examples/alerts/mdm-error-alerts.yaml"), anchors(read(t, "docs/errors.md"))
	links := regexp.MustCompile(`docs/errors\.md#(.*\{\{ else \}\})?([\w-]+)`).FindAllStringSubmatch(rules, -1)
	assert.Len(t, links, strings.Count(rules, "- alert: "))
	for _, link := range links {
		assert.True(t, found[link[2]], "no heading for %s", link[2])
	}
}
