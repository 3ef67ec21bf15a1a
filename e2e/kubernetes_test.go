// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
)

// The manifests have the configurations that TestAgentAndGateways runs, and the image of this version.
func TestKubernetesManifests(t *testing.T) {
	t.Parallel()
	version := regexp.MustCompile(`(?m)^  version: (.+)$`).FindStringSubmatch(readFile(t, root, "builder-config.yaml"))[1]
	scheme := runtime.NewScheme()
	require.NoError(t, corev1.AddToScheme(scheme))
	require.NoError(t, appsv1.AddToScheme(scheme))
	// As strict as an API server: an unknown or repeated field is an error.
	decoder := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme, json.SerializerOptions{Yaml: true, Strict: true})
	for _, name := range []string{"agent.yaml", "gateway.yaml"} {
		manifest := readFile(t, root, "examples/kubernetes", name)
		assert.Contains(t, manifest, "image: ghcr.io/mdm-observability/otelcol-mdm:"+version+"\n")
		for doc := range strings.SplitSeq(manifest, "\n---\n") {
			decoded, _, err := decoder.Decode([]byte(doc), nil, nil)
			require.NoError(t, err, doc)
			if config, ok := decoded.(*corev1.ConfigMap); ok {
				assert.Equal(t, readFile(t, root, example(name)), config.Data["config.yaml"], "the configuration of the example")
			}
		}
	}
}
