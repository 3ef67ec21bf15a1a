// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"flag"
	"fmt"
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
