// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const root = "../.."

func TestCurrent(t *testing.T) {
	t.Parallel()
	for path, want := range pages() {
		got, err := os.ReadFile(filepath.Join(root, path))
		require.NoError(t, err)
		assert.True(t, want == string(got), "%s is not current: make generate", path)
	}
}

// Every documented error has its section, with all that Apple documents and an advice of its own.
func TestEveryError(t *testing.T) {
	t.Parallel()
	page := runbook()
	numbers := catalog.Default().Numbers()
	require.NotEmpty(t, numbers)
	for number := range advices {
		assert.Contains(t, numbers, number, "advice on an error that isn't documented")
	}
	for _, number := range numbers {
		assert.NotEmpty(t, advices[number].do, "%d: no advice", number)
		heading := fmt.Sprintf("\n### %d\n", number)
		require.Equal(t, 1, strings.Count(page, heading), number)
		_, section, _ := strings.Cut(page, heading)
		section, _, _ = strings.Cut(section, "\n### ")
		for _, row := range rows(number) {
			assert.Contains(t, section, inline(row.Message), number)
			assert.Contains(t, section, status(row), number)
			assert.Contains(t, section, "class `"+string(row.RetryClass)+"`", number)
		}
		assert.Regexp(t, `- \*\*What to do:\*\* [A-Z].*\.\n- \*\*Over when:\*\* .+\.\n`, section, number)
	}
}

func TestEveryClass(t *testing.T) {
	t.Parallel()
	for _, class := range catalog.RetryClasses() {
		assert.Contains(t, runbook(), "| `"+string(class)+"` |")
		if class != catalog.Unknown {
			assert.NotEmpty(t, over[class], class)
		}
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	page := runbook()
	anchors := anchorsOf(page)
	links := regexp.MustCompile(`\]\(#([^)]+)\)`).FindAllStringSubmatch(page, -1)
	require.NotEmpty(t, links)
	for _, link := range links {
		assert.True(t, slices.Contains(anchors, link[1]), link[0])
	}
	for _, procedure := range []string{"missing-notifications", "retry-after", "background-failures"} {
		assert.Contains(t, anchors, procedure)
	}
}

// anchorsOf makes of headings what the forge makes of them.
func anchorsOf(page string) []string {
	var anchors []string
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(page, -1) {
		a := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(m[1]), "")
		anchors = append(anchors, strings.ReplaceAll(a, " ", "-"))
	}
	return anchors
}
