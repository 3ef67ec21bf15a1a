// SPDX-License-Identifier: Apache-2.0

// Command dist compiles the Collector from the sources that the Collector Builder has generated, for each platform in its
// arguments, and packs it with its licenses and a configuration. Two runs with the same Go write the same bytes. It runs in
// the root of the repository.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing/fstest"
	"time"
)

const (
	name    = "otelcol-mdm"
	sources = "build/otelcol-mdm" // where the builder has put them
	out     = "build/dist"        // a new directory
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: dist VERSION OS/ARCH ..., such as linux/amd64")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

func run(version string, platforms []string) error {
	// A file of an earlier run would be beside checksums.txt without being in it.
	if err := os.Mkdir(out, 0o750); err != nil {
		return err
	}
	var checksums bytes.Buffer
	for _, arg := range platforms {
		archive, packed, err := pack(arg, version)
		if err != nil {
			return fmt.Errorf("%s: %w", arg, err)
		}
		if err := os.WriteFile(filepath.Join(out, archive), packed, 0o644); err != nil { //nolint:gosec // for everybody
			return err
		}
		fmt.Printf("%s: %.1f MiB\n", archive, float64(len(packed))/(1<<20))
		fmt.Fprintf(&checksums, "%x  %s\n", sha256.Sum256(packed), archive)
	}
	// It comes last, so that what an interrupted run leaves behind doesn't look whole.
	return os.WriteFile(filepath.Join(out, "checksums.txt"), checksums.Bytes(), 0o644) //nolint:gosec // for everybody
}

// pack returns an archive for a platform, and its name.
func pack(arg, version string) (string, []byte, error) {
	goos, goarch, ok := strings.Cut(arg, "/")
	if !ok {
		return "", nil, errors.New("no platform, such as linux/amd64")
	}
	dir := strings.Join([]string{name, version, goos, goarch}, "_")
	files, err := build(platform{goos, goarch}, dir)
	if err != nil {
		return "", nil, err
	}
	var packed bytes.Buffer
	if goos == "windows" {
		w := zip.NewWriter(&packed)
		err = errors.Join(w.AddFS(files), w.Close())
		return dir + ".zip", packed.Bytes(), err
	}
	compressed := gzip.NewWriter(&packed)
	w := tar.NewWriter(compressed)
	err = errors.Join(w.AddFS(files), w.Close(), compressed.Close())
	return dir + ".tar.gz", packed.Bytes(), err
}

type platform struct{ os, arch string }

// goCommand runs Go on the sources for the platform, and returns what it prints.
func (p platform) goCommand(args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...) //nolint:gosec // with paths of this repository
	cmd.Dir = sources
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+p.os, "GOARCH="+p.arch)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w", args[0], err)
	}
	return out, nil
}

// modified is the modification time of all files: with the time of the build, archives would differ.
var modified = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// build returns what is in the archive, below dir.
func build(p platform, dir string) (fs.FS, error) {
	binary := name
	if p.os == "windows" {
		binary += ".exe"
	}
	temp, err := os.MkdirTemp("", "dist")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	program := filepath.Join(temp, binary)
	if _, err = p.goCommand("build", "-trimpath", "-ldflags", "-s -w", "-o", program, "."); err != nil {
		return nil, err
	}
	modules, err := listModules(p)
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{
		dir:                      {Mode: fs.ModeDir | 0o755, ModTime: modified},
		dir + "/THIRD-PARTY.txt": {Mode: 0o644, ModTime: modified, Data: thirdParty(modules)},
	}
	for name, path := range map[string]string{"LICENSE": "LICENSE", "config.yaml": "examples/container.yaml", binary: program} {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		files[dir+"/"+name] = &fstest.MapFile{Mode: 0o644, ModTime: modified, Data: data}
	}
	files[dir+"/"+binary].Mode = 0o755
	return files, nil
}
