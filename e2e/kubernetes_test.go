// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
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

// workload is what a file of examples/kubernetes describes.
type workload struct {
	service  *corev1.Service
	config   *corev1.ConfigMap
	template corev1.PodTemplateSpec
	selector map[string]string
	gateways *appsv1.StatefulSet // nil for agents
}

// readManifests reads a file as strictly as an API server: an unknown or repeated field is an error.
func readManifests(t *testing.T, name string) workload {
	t.Helper()
	scheme := runtime.NewScheme()
	require.NoError(t, corev1.AddToScheme(scheme))
	require.NoError(t, appsv1.AddToScheme(scheme))
	decoder := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme, json.SerializerOptions{Yaml: true, Strict: true})
	var w workload
	for doc := range strings.SplitSeq(readFile(t, root, "examples/kubernetes", name), "\n---\n") {
		decoded, _, err := decoder.Decode([]byte(doc), nil, nil)
		require.NoError(t, err, doc)
		switch o := decoded.(type) {
		case *corev1.Service:
			w.service = o
		case *corev1.ConfigMap:
			w.config = o
		case *appsv1.DaemonSet:
			w.template, w.selector = o.Spec.Template, o.Spec.Selector.MatchLabels
		case *appsv1.StatefulSet:
			w.template, w.selector, w.gateways = o.Spec.Template, o.Spec.Selector.MatchLabels, o
		}
	}
	return w
}

// The parts of a manifest are consistent with each other, and with the image.
func TestKubernetesManifests(t *testing.T) {
	t.Parallel()
	version := regexp.MustCompile(`(?m)^  version: (.+)$`).FindStringSubmatch(readFile(t, root, "builder-config.yaml"))[1]
	for _, name := range []string{"agent.yaml", "gateway.yaml"} {
		w := readManifests(t, name)
		assert.Equal(t, readFile(t, root, example(name)), w.config.Data["config.yaml"], "the configuration of the example")
		assert.Equal(t, w.selector, w.template.Labels)
		assert.Equal(t, w.selector, w.service.Spec.Selector)

		pod := w.template.Spec
		c := pod.Containers[0]
		assert.Equal(t, "ghcr.io/mdm-observability/otelcol-mdm:"+version, c.Image)
		assert.Equal(t, w.config.Name, pod.Volumes[0].ConfigMap.Name)
		assert.Equal(t, pod.Volumes[0].Name, c.VolumeMounts[0].Name)
		assert.Contains(t, readFile(t, root, "Dockerfile"), fmt.Sprintf(`CMD ["--config", "%s/config.yaml"]`, c.VolumeMounts[0].MountPath))

		ports := map[string]int32{}
		for _, p := range c.Ports {
			ports[p.Name] = p.ContainerPort
			assert.Regexp(t, fmt.Sprintf(`(endpoint: .*:|port: )%d\n`, p.ContainerPort), w.config.Data["config.yaml"], p.Name)
		}
		assert.Contains(t, ports, c.ReadinessProbe.HTTPGet.Port.String())
		assert.Contains(t, ports, c.LivenessProbe.HTTPGet.Port.String())
		for _, p := range w.service.Spec.Ports {
			assert.Equal(t, ports[p.TargetPort.String()], p.Port)
		}
	}
}

// The agents send to each of the gateways by the name that Kubernetes gives its pod. TestAgentAndGateways runs the configurations.
func TestKubernetesAgentsReachGateways(t *testing.T) {
	t.Parallel()
	gateway := readManifests(t, "gateway.yaml")
	assert.Equal(t, corev1.ClusterIPNone, gateway.service.Spec.ClusterIP)
	assert.Equal(t, gateway.service.Name, gateway.gateways.Spec.ServiceName)
	var pods, targets []string
	for i := range *gateway.gateways.Spec.Replicas {
		pods = append(pods, fmt.Sprintf("%s-%d.%s:4317", gateway.gateways.Name, i, gateway.service.Name))
	}
	for _, v := range readManifests(t, "agent.yaml").template.Spec.Containers[0].Env {
		if strings.HasSuffix(v.Value, ":4317") {
			targets = append(targets, v.Value)
		}
	}
	assert.Equal(t, pods, targets)
}
