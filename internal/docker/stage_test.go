// SPDX-License-Identifier: Apache-2.0

package docker

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/stretchr/testify/require"
)

const repository = "../.."

// stage is a folder with what the steps of one FROM have made, and what they have set.
type stage struct {
	root, workdir string
	env           []string
	user          string
	entrypoint    []string
	cmd           []string
	exposed       []string
}

// build runs all stages of the Dockerfile, and returns the last one.
func build(t *testing.T) *stage {
	t.Helper()
	f, err := os.Open(filepath.Join(repository, "Dockerfile"))
	require.NoError(t, err)
	defer f.Close()
	parsed, err := parser.Parse(f)
	require.NoError(t, err)
	stages, args, err := instructions.Parse(parsed.AST, nil)
	require.NoError(t, err)
	require.Empty(t, args, "ARG before FROM")
	require.NotEmpty(t, stages)
	require.Equal(t, "scratch", stages[len(stages)-1].BaseName, "what an image brings along can't be looked at here")

	named := map[string]*stage{"": {root: context(t)}}
	var s *stage
	for _, from := range stages {
		s = &stage{root: t.TempDir(), workdir: "/"}
		// The user of the image looks at it, not only the one who made it.
		require.NoError(t, os.Chmod(s.root, 0o755))
		if from.Name != "" {
			named[from.Name] = s
		}
		for _, command := range from.Commands {
			t.Log(command)
			s.step(t, command, named)
		}
	}
	return s
}

func (s *stage) step(t *testing.T, command instructions.Command, named map[string]*stage) {
	t.Helper()
	switch c := command.(type) {
	case *instructions.WorkdirCommand:
		s.workdir = path.Join(s.workdir, c.Path)
		require.NoError(t, os.MkdirAll(s.path("."), 0o755))
	case *instructions.EnvCommand:
		for _, e := range c.Env {
			require.NotContains(t, e.Value, "$", "not expanded here")
			s.env = append(s.env, e.Key+"="+e.Value)
		}
	case *instructions.CopyCommand:
		from := named[c.From]
		require.NotNil(t, from, "no stage %q", c.From)
		require.Empty(t, c.Chown+c.Chmod, "not done here")
		require.Empty(t, c.SourceContents)
		for _, source := range c.SourcePaths {
			s.copy(t, from, source, c.DestPath)
		}
	case *instructions.RunCommand:
		require.True(t, c.PrependShell)
		require.Empty(t, c.Files)
		run := exec.Command("/bin/sh", append([]string{"-c"}, c.CmdLine...)...)
		run.Dir, run.Env = s.path("."), append(os.Environ(), s.env...)
		out, err := run.CombinedOutput()
		require.NoError(t, err, "%s", out)
	case *instructions.UserCommand:
		s.user = c.User
	case *instructions.ExposeCommand:
		s.exposed = append(s.exposed, c.Ports...)
	case *instructions.EntrypointCommand:
		require.False(t, c.PrependShell, "the image has no shell")
		s.entrypoint = c.CmdLine
	case *instructions.CmdCommand:
		require.False(t, c.PrependShell, "the image has no shell")
		s.cmd = c.CmdLine
	case *instructions.LabelCommand:
	default:
		require.Fail(t, "unknown to this test", "%T: %s", command, command)
	}
}

// path returns where a path of the stage is on the machine.
func (s *stage) path(p string) string {
	if !path.IsAbs(p) {
		p = path.Join(s.workdir, p)
	}
	return filepath.Join(s.root, filepath.FromSlash(p))
}

// copy follows COPY: of a folder, what is in it; a file under its name if the destination ends with a slash.
func (s *stage) copy(t *testing.T, from *stage, source, dest string) {
	t.Helper()
	at := from.path(source)
	info, err := os.Stat(at)
	if os.IsNotExist(err) && path.IsAbs(source) && from.workdir != "" {
		at = source // of the image that the stage begins with
		info, err = os.Stat(at)
	}
	require.NoError(t, err)
	if info.IsDir() {
		require.NoError(t, os.CopyFS(s.path(dest), os.DirFS(at)))
		return
	}
	to := s.path(dest)
	if strings.HasSuffix(dest, "/") {
		to = filepath.Join(to, path.Base(source))
	}
	require.NoError(t, os.MkdirAll(filepath.Dir(to), 0o755))
	data, err := os.ReadFile(at)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, data, info.Mode().Perm()))
}

// context returns a folder with what .dockerignore lets through.
func context(t *testing.T) string {
	t.Helper()
	f, err := os.Open(filepath.Join(repository, ".dockerignore"))
	require.NoError(t, err)
	defer f.Close()
	patterns, err := ignorefile.ReadAll(f)
	require.NoError(t, err)
	ignored, err := patternmatcher.New(patterns)
	require.NoError(t, err)

	dir := t.TempDir()
	require.NoError(t, filepath.WalkDir(repository, func(name string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(repository, name)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if rel == ".git" || rel == "build" {
				return filepath.SkipDir // large, and let through by no pattern
			}
			return nil
		}
		if out, matchErr := ignored.MatchesOrParentMatches(filepath.ToSlash(rel)); out || matchErr != nil {
			return matchErr
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		to := filepath.Join(dir, rel)
		err = os.MkdirAll(filepath.Dir(to), 0o755)
		if err != nil {
			return err
		}
		return os.WriteFile(to, data, info.Mode().Perm())
	}))
	return dir
}
