// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// repository writes a small repository and changes to it. Its Collector uses a module with third-party code.
func repository(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	for path, text := range map[string]string{
		"LICENSE":                 "ours",
		"examples/container.yaml": "receivers:",
		sources + "/go.mod":       "module collector\n\ngo 1.25\n\nrequire example.com/dep v1.2.3\n\nreplace example.com/dep v1.2.3 => ../../dep\n",
		sources + "/main.go":      "package main\n\nimport _ \"example.com/dep/used/taken\"\n\nfunc main() {}\n",
		"dep/go.mod":              "module example.com/dep\n\ngo 1.25\n",
		"dep/LICENSE.txt":         "of dep",
		"dep/NOTICE":              "made by",
		"dep/license.go":          "package dep\n",
		"dep/used/taken/a.go":     "package taken\n",
		"dep/used/taken/COPYING":  "of taken",
		"dep/unused/LICENSE":      "of unused",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
}

func TestFiles(t *testing.T) {
	repository(t)
	for goos, want := range map[string]struct{ program, magic string }{
		"linux": {"otelcol-mdm", "\x7fELF"}, "windows": {"otelcol-mdm.exe", "MZ"},
	} {
		files, err := build(platform{goos, "amd64"}, "dir")
		require.NoError(t, err)
		dir, err := fs.Sub(files, "dir")
		require.NoError(t, err)
		read := func(name string, mode fs.FileMode) string {
			text, readErr := fs.ReadFile(dir, name)
			require.NoError(t, readErr)
			info, statErr := fs.Stat(dir, name)
			require.NoError(t, statErr)
			assert.Equal(t, mode, info.Mode(), name)
			return string(text)
		}
		assert.Equal(t, "ours", read("LICENSE", 0o644))
		assert.Equal(t, "receivers:", read("config.yaml", 0o644))
		assert.True(t, strings.HasPrefix(read(want.program, 0o755), want.magic))
		list, texts, _ := strings.Cut(read("THIRD-PARTY.txt", 0o644), "\n====")
		assert.Regexp(t, `(?m)^Go's standard library go1\.`, list)
		assert.Regexp(t, `(?m)^example\.com/dep v1\.2\.3$`, list)
		assert.Contains(t, texts, "Copyright 2009 The Go Authors")
		for file, text := range map[string]string{"LICENSE.txt": "of dep", "NOTICE": "made by", "used/taken/COPYING": "of taken"} {
			assert.Regexp(t, `(?m)^example\.com/dep v1\.2\.3: `+file+"\n=+\n\n"+text+"$", texts)
		}
		assert.NotContains(t, texts, "unused")
		assert.NotContains(t, texts, "license.go")
	}
}

// Two runs write the same bytes, and their checksums.
func TestArchives(t *testing.T) {
	repository(t)
	runs := make([]map[string]string, 2)
	for i := range runs {
		require.NoError(t, run("0.1.0", []string{"linux/amd64", "windows/amd64"}))
		runs[i] = map[string]string{}
		for _, name := range []string{"otelcol-mdm_0.1.0_linux_amd64.tar.gz", "otelcol-mdm_0.1.0_windows_amd64.zip"} {
			archive, err := os.ReadFile(filepath.Join(out, name))
			require.NoError(t, err)
			runs[i][name] = fmt.Sprintf("%x  %s\n", sha256.Sum256(archive), name)
		}
		checksums, err := os.ReadFile(filepath.Join(out, "checksums.txt"))
		require.NoError(t, err)
		assert.ElementsMatch(t, slices.Collect(maps.Values(runs[i])), slices.Collect(strings.Lines(string(checksums))))
		require.NoError(t, os.RemoveAll(out))
	}
	assert.Equal(t, runs[0], runs[1])
}

func TestErrors(t *testing.T) {
	repository(t)
	require.NoError(t, os.Remove("dep/LICENSE.txt"))
	require.NoError(t, run("0.1.0", []string{"linux/amd64"}), "the package that is used has one")
	assert.ErrorIs(t, run("0.1.0", []string{"linux/amd64"}), fs.ErrExist)
	require.NoError(t, os.RemoveAll(out))
	require.NoError(t, os.Remove("dep/used/taken/COPYING"))
	assert.ErrorContains(t, run("0.1.0", []string{"linux/amd64"}), "linux/amd64: example.com/dep v1.2.3 has no license file for ")
}
