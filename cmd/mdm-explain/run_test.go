// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// runCase is an entry of testdata/runs.yaml.
type runCase struct {
	Name  string   `mapstructure:"name"`
	Args  []string `mapstructure:"args"`
	Stdin string   `mapstructure:"stdin"`
}

func TestRun(t *testing.T) {
	conf, err := confmaptest.LoadConf("testdata/runs.yaml")
	require.NoError(t, err)
	var file struct {
		Cases []runCase `mapstructure:"cases"`
	}
	require.NoError(t, conf.Unmarshal(&file))
	for _, tt := range append(file.Cases,
		runCase{Name: "long line", Stdin: strings.Repeat("x", 1<<17) + " VPP error 9609"},
		runCase{Name: "utf-16", Stdin: "\xff\xfeV\x00"},
	) {
		t.Run(tt.Name, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := run(tt.Args, strings.NewReader(tt.Stdin), &out, &errs)
			got := fmt.Sprintf("%s%sexit status %d\n", &out, &errs, code)
			golden := filepath.Join("testdata", strings.NewReplacer(" ", "_", "'", "").Replace(tt.Name)+".txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

// A record is explained as soon as the next one begins, so that a log can be followed.
func TestFollow(t *testing.T) {
	for _, first := range []string{
		"[2026-05-04 10:41:07] Apple VPP error 9622", `{"level":"info"} Apple VPP error 9622`, `{"msg":"Apple VPP error 9622","cut`,
		`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"Apple VPP error 9622"}}]}]}]}`,
	} {
		in, log := io.Pipe()
		out, printed := io.Pipe()
		go func() {
			run(nil, in, printed, io.Discard)
			_ = printed.Close()
		}()
		_, err := io.WriteString(log, first+"\n[2026-05-04 10:41:08] next\n")
		require.NoError(t, err)
		explained, err := bufio.NewReader(out).ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, "stdin:1, log record 1: found\n", explained)
		require.NoError(t, log.Close())
		_, err = io.Copy(io.Discard, out)
		require.NoError(t, err)
	}
}
