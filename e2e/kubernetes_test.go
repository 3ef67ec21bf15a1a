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

// The parts of a manifest are consistent with each other, and with the image. The agents send to each of the gateways by the name
// that Kubernetes gives its pod. TestAgentAndGateways runs the configurations.
func TestKubernetesManifests(t *testing.T) {
	t.Parallel()
	version := regexp.MustCompile(`(?m)^  version: (.+)$`).FindStringSubmatch(readFile(t, root, "builder-config.yaml"))[1]
	scheme := runtime.NewScheme()
	require.NoError(t, corev1.AddToScheme(scheme))
	require.NoError(t, appsv1.AddToScheme(scheme))
	// As strict as an API server: an unknown or repeated field is an error.
	decoder := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme, json.SerializerOptions{Yaml: true, Strict: true})
	var gateways, targets []string
	for _, name := range []string{"agent.yaml", "gateway.yaml"} {
		var service *corev1.Service
		var config *corev1.ConfigMap
		var template corev1.PodTemplateSpec
		var selector map[string]string
		var pods *appsv1.StatefulSet
		for doc := range strings.SplitSeq(readFile(t, root, "examples/kubernetes", name), "\n---\n") {
			decoded, _, err := decoder.Decode([]byte(doc), nil, nil)
			require.NoError(t, err, doc)
			switch o := decoded.(type) {
			case *corev1.Service:
				service = o
			case *corev1.ConfigMap:
				config = o
			case *appsv1.DaemonSet:
				template, selector = o.Spec.Template, o.Spec.Selector.MatchLabels
			case *appsv1.StatefulSet:
				template, selector, pods = o.Spec.Template, o.Spec.Selector.MatchLabels, o
			}
		}
		assert.Equal(t, readFile(t, root, example(name)), config.Data["config.yaml"], "the configuration of the example")
		assert.Equal(t, selector, template.Labels)
		assert.Equal(t, selector, service.Spec.Selector)

		c := template.Spec.Containers[0]
		assert.Equal(t, "ghcr.io/mdm-observability/otelcol-mdm:"+version, c.Image)
		assert.Equal(t, config.Name, template.Spec.Volumes[0].ConfigMap.Name)
		assert.Equal(t, template.Spec.Volumes[0].Name, c.VolumeMounts[0].Name)
		assert.Contains(t, readFile(t, root, "Dockerfile"), fmt.Sprintf(`CMD ["--config", "%s/config.yaml"]`, c.VolumeMounts[0].MountPath))

		ports := map[string]int32{}
		for _, p := range c.Ports {
			ports[p.Name] = p.ContainerPort
			assert.Regexp(t, fmt.Sprintf(`(endpoint: .*:|port: )%d\n`, p.ContainerPort), config.Data["config.yaml"], p.Name)
		}
		assert.Contains(t, ports, c.ReadinessProbe.HTTPGet.Port.String())
		assert.Contains(t, ports, c.LivenessProbe.HTTPGet.Port.String())
		for _, p := range service.Spec.Ports {
			assert.Equal(t, ports[p.TargetPort.String()], p.Port)
		}
		for _, v := range c.Env {
			if strings.HasPrefix(v.Name, "GATEWAY_") && strings.HasSuffix(v.Value, ":4317") {
				targets = append(targets, v.Value)
			}
		}
		if pods != nil {
			assert.Equal(t, corev1.ClusterIPNone, service.Spec.ClusterIP)
			assert.Equal(t, service.Name, pods.Spec.ServiceName)
			for i := range *pods.Spec.Replicas {
				gateways = append(gateways, fmt.Sprintf("%s-%d.%s:4317", pods.Name, i, service.Name))
			}
		}
	}
	assert.Equal(t, gateways, targets)
}
