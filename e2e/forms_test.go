// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// A form with a mistake isn't shown to anybody who wants to open an issue, and nobody is told.
func TestIssueForms(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob(filepath.Join(root, ".github", "ISSUE_TEMPLATE", "[0-9]-*.yml"))
	require.NoError(t, err)
	require.Len(t, names, 4)
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			var form struct {
				Name, Description string
				Labels            []string
				Body              []field
			}
			decode(t, name, &form)
			assert.NotEmpty(t, form.Name)
			assert.NotEmpty(t, form.Description)
			assert.NotEmpty(t, form.Labels)
			seen := map[string]bool{"": true}
			var asked int
			for _, f := range form.Body {
				if f.Type == "markdown" {
					assert.NotEmpty(t, f.Attributes.Value)
					continue
				}
				asked++
				assert.Contains(t, []string{"textarea", "input", "checkboxes"}, f.Type)
				assert.False(t, seen[f.ID], "id %q, which is missing or not the only one", f.ID)
				seen[f.ID] = true
				assert.NotEmpty(t, f.Attributes.Label, f.ID)
				assert.Equal(t, f.Type == "checkboxes", len(f.Attributes.Options) > 0, f.ID)
			}
			assert.Positive(t, asked)
		})
	}
}

// Each module's dependencies are kept up to date.
func TestDependabot(t *testing.T) {
	t.Parallel()
	var config struct {
		Version int
		Updates []struct {
			Ecosystem   string `yaml:"package-ecosystem"`
			Directory   string
			Directories []string
			Schedule    struct{ Interval string }
			Allow       []map[string]string
			Groups      map[string]struct{ Patterns []string }
		}
	}
	decode(t, filepath.Join(root, ".github", "dependabot.yml"), &config)
	assert.Equal(t, 2, config.Version)
	var kept []string
	for _, u := range config.Updates {
		assert.Contains(t, []string{"gomod", "github-actions", "docker"}, u.Ecosystem)
		assert.Contains(t, []string{"weekly", "monthly"}, u.Schedule.Interval)
		if u.Ecosystem != "gomod" {
			continue
		}
		if u.Directory != "" {
			kept = append(kept, u.Directory)
		}
		kept = append(kept, u.Directories...)
	}
	var modules []string
	require.NoError(t, filepath.WalkDir(root, func(name string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "build" || entry.Name() == ".git"):
			return filepath.SkipDir
		case entry.Name() != "go.mod":
			return nil
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		modules = append(modules, "/"+strings.TrimPrefix(filepath.ToSlash(dir), "."))
		return err
	}))
	assert.ElementsMatch(t, modules, kept)
}

type field struct {
	Type, ID   string
	Attributes struct {
		Label, Description, Value, Placeholder, Render string
		Options                                        []struct {
			Label    string
			Required bool
		}
	}
	Validations struct{ Required bool }
}

// decode reads a file of YAML that has no other keys than v.
func decode(t *testing.T, name string, v any) {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	require.NoError(t, d.Decode(v))
}

// The workflow is .ci/run in parts: together, they are the whole.
func TestWorkflow(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile(filepath.Join(root, ".ci", "run"))
	require.NoError(t, err)
	all := regexp.MustCompile(`targets=\(([a-z -]+)\)`).FindSubmatch(script)
	require.NotNil(t, all)
	workflow, err := os.ReadFile(filepath.Join(root, ".github", "workflows", "ci.yml"))
	require.NoError(t, err)
	var parts []string
	for _, m := range regexp.MustCompile(`(?m)(?:\.ci/run|targets:) ([a-z][a-z -]*?)\}?$`).FindAllSubmatch(workflow, -1) {
		parts = append(parts, strings.Fields(string(m[1]))...)
	}
	assert.ElementsMatch(t, strings.Fields(string(all[1])), parts)
}
