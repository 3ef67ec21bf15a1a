// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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
		"collector/go.mod":        "module collector\n\ngo 1.25\n\nrequire example.com/dep v1.2.3\n\nreplace example.com/dep v1.2.3 => ../dep\n",
		"collector/main.go":       "package main\n\nimport _ \"example.com/dep/used/taken\"\n\nfunc main() {}\n",
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

func dist(t *testing.T, out string, platforms ...string) error {
	t.Helper()
	return run(append([]string{"-version", "0.1.0", "-sources", "collector", "-out", out}, platforms...), io.Discard)
}

type entry struct {
	mode fs.FileMode
	text string
}

// unpack returns the entries of an archive.
func unpack(t *testing.T, archive []byte, zipped bool) map[string]entry {
	t.Helper()
	entries := map[string]entry{}
	add := func(name string, mode fs.FileMode, r io.Reader) {
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		entries[name] = entry{mode, string(text)}
	}
	if zipped {
		r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
		require.NoError(t, err)
		for _, f := range r.File {
			rc, err := f.Open()
			require.NoError(t, err)
			add(f.Name, f.Mode(), rc)
		}
		return entries
	}
	r, err := gzip.NewReader(bytes.NewReader(archive))
	require.NoError(t, err)
	for tr := tar.NewReader(r); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return entries
		}
		require.NoError(t, err)
		add(h.Name, h.FileInfo().Mode(), tr)
	}
}

func TestArchives(t *testing.T) {
	repository(t)
	require.NoError(t, dist(t, "once", "linux/amd64", "windows/amd64"))
	require.NoError(t, dist(t, "twice", "linux/amd64", "windows/amd64"))

	var checksums strings.Builder
	for dir, file := range map[string]struct{ ending, program, magic string }{
		"otelcol-mdm_0.1.0_linux_amd64":   {".tar.gz", "otelcol-mdm", "\x7fELF"},
		"otelcol-mdm_0.1.0_windows_amd64": {".zip", "otelcol-mdm.exe", "MZ"},
	} {
		archive := dir + file.ending
		once, err := os.ReadFile(filepath.Join("once", archive))
		require.NoError(t, err)
		twice, err := os.ReadFile(filepath.Join("twice", archive))
		require.NoError(t, err)
		assert.True(t, bytes.Equal(once, twice), "two runs differ")
		fmt.Fprintf(&checksums, "%x  %s\n", sha256.Sum256(once), archive)

		entries := unpack(t, once, file.ending == ".zip")
		assert.Len(t, entries, 5) // with their directory
		assert.Equal(t, entry{0o644, "ours"}, entries[dir+"/LICENSE"])
		assert.Equal(t, entry{0o644, "receivers:"}, entries[dir+"/config.yaml"])
		assert.Equal(t, fs.FileMode(0o755), entries[dir+"/"+file.program].mode)
		assert.True(t, strings.HasPrefix(entries[dir+"/"+file.program].text, file.magic))
		list, texts, _ := strings.Cut(entries[dir+"/THIRD-PARTY.txt"].text, "\n====")
		assert.Regexp(t, `(?m)^Go's standard library go1\.`, list)
		assert.Regexp(t, `(?m)^example\.com/dep v1\.2\.3$`, list)
		assert.Contains(t, texts, "Copyright 2009 The Go Authors")
		for file, text := range map[string]string{"LICENSE.txt": "of dep", "NOTICE": "made by", "used/taken/COPYING": "of taken"} {
			assert.Regexp(t, `(?m)^example\.com/dep v1\.2\.3: `+file+"\n=+\n\n"+text+"$", texts)
		}
		assert.NotContains(t, texts, "unused")
		assert.NotContains(t, texts, "license.go")
	}
	written, err := os.ReadFile("once/checksums.txt")
	require.NoError(t, err)
	assert.ElementsMatch(t, strings.Split(checksums.String(), "\n"), strings.Split(string(written), "\n"))
}

func TestErrors(t *testing.T) {
	repository(t)
	require.NoError(t, os.Remove("dep/LICENSE.txt"))
	assert.NoError(t, dist(t, "taken", "linux/amd64"), "the package that is used has one")
	require.NoError(t, os.Remove("dep/used/taken/COPYING"))
	assert.ErrorContains(t, dist(t, "none", "linux/amd64"), "linux/amd64: example.com/dep v1.2.3 has no license file for ")
	assert.ErrorIs(t, dist(t, "none", "linux/amd64"), fs.ErrExist)
	assert.ErrorContains(t, dist(t, "usage"), "usage: ")
}
