// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What README.md says of Prometheus and `make run`: the samples raise alerts.
func TestPrometheusReadme(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	_, config, ok := strings.Cut(string(text), "```yaml\n"+prometheusBlock)
	require.True(t, ok)
	config, _, _ = strings.Cut(config, "```")
	rules, err := filepath.Abs(root)
	require.NoError(t, err)

	c := start(t, setup{configs: []string{example("quickstart.yaml"), freePorts}, ports: allPorts})
	for from, to := range map[string]string{
		"15s": "1s", "[mdmerrorprocessor/": "[" + rules + "/", "127.0.0.1:8888": c.addr("METRICS_PORT"),
	} {
		require.Contains(t, config, from)
		config = strings.ReplaceAll(config, from, to)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "prometheus.yml")
	require.NoError(t, os.WriteFile(file, []byte(config), 0o600))
	command := regexp.MustCompile("`prometheus (--[^`]+)`").FindStringSubmatch(string(text))
	require.NotNil(t, command)
	args := strings.NewReplacer("=prometheus.yml", "="+file, "=./", "="+dir+"/").Replace(command[1])
	require.Equal(t, 2, strings.Count(args, dir), args)
	prometheus := serveProgram(t, "/-/ready", program(t, "prometheus"),
		append(strings.Fields(args), "--web.listen-address=127.0.0.1:PORT")...)
	prometheus.awaitValue(t, `count(ALERTS{alertname="MdmErrorTokenMustBeRenewed", alertstate="firing", number="9622"})`, "1")
	prometheus.awaitValue(t, `count(ALERTS{alertname="MdmErrorAssetsExhausted", alertstate="firing"})`, "1")
}
