// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
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
	for doc := range strings.SplitSeq(readFile(t, filepath.Join(root, "examples", "kubernetes", name)), "\n---\n") {
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

// env returns the variables of the container, with values of the cluster replaced.
func (w workload) env(t *testing.T, replaced map[string]string) []string {
	t.Helper()
	var env []string
	for _, v := range w.template.Spec.Containers[0].Env {
		value := v.Value
		if r, ok := replaced[value]; ok {
			value = r
			delete(replaced, v.Value)
		}
		env = append(env, v.Name+"="+value)
	}
	require.Empty(t, replaced, "not in the manifest")
	return env
}

// The parts of a manifest are consistent with each other, and with the image.
func TestKubernetesManifests(t *testing.T) {
	t.Parallel()
	version := regexp.MustCompile(`(?m)^  version: (.+)$`).FindStringSubmatch(readFile(t, root+"/builder-config.yaml"))[1]
	for _, name := range []string{"agent.yaml", "gateway.yaml"} {
		w := readManifests(t, name)
		assert.Equal(t, readFile(t, filepath.Join(root, example(name))), w.config.Data["config.yaml"], "the configuration of the example")
		assert.Equal(t, w.selector, w.template.Labels)
		assert.Equal(t, w.selector, w.service.Spec.Selector)

		pod := w.template.Spec
		c := pod.Containers[0]
		assert.Equal(t, "ghcr.io/mdm-observability/otelcol-mdm:"+version, c.Image)
		assert.Equal(t, w.config.Name, pod.Volumes[0].ConfigMap.Name)
		assert.Equal(t, pod.Volumes[0].Name, c.VolumeMounts[0].Name)
		assert.Contains(t, readFile(t, root+"/Dockerfile"), fmt.Sprintf(`CMD ["--config", "%s/config.yaml"]`, c.VolumeMounts[0].MountPath))

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

// The configurations as they are in the cluster, except for addresses: a call and the log record of its error are joined.
func TestKubernetes(t *testing.T) {
	t.Parallel()
	manifest := readManifests(t, "gateway.yaml")
	require.Equal(t, corev1.ClusterIPNone, manifest.service.Spec.ClusterIP)
	b, addrs := newBackend(t), map[string]string{}
	for i := range *manifest.gateways.Spec.Replicas {
		env := manifest.env(t, map[string]string{"otlp.example.com:4317": b.addr, "false": "true"})
		gateway := start(t, setup{configs: []string{manifest.config.Data["config.yaml"], freePorts}, ports: allPorts, env: env})
		// Names of pods, by Kubernetes' rules.
		addrs[fmt.Sprintf("%s-%d.%s:4317", manifest.gateways.Name, i, manifest.service.Name)] = gateway.addr("GRPC_PORT")
	}
	assert.Equal(t, manifest.service.Name, manifest.gateways.Spec.ServiceName)
	manifest = readManifests(t, "agent.yaml")
	agent := start(t, setup{
		configs: []string{manifest.config.Data["config.yaml"], freePorts}, ports: allPorts, env: manifest.env(t, addrs),
	})

	const traces = 10 // a single one might be joined by chance
	s := newSender(t, agent.addr("GRPC_PORT"))
	alone, joined := aloneAndJoined(t)
	want := map[pcommon.TraceID]says{}
	for trace := range uint64(traces) {
		s.send(t, theCall(trace))
		want[spansOf(theCall(trace))[0].TraceID()] = says{alone.call, joined.err}
	}
	b.awaitArrived(t, agent, traces)
	for trace := range uint64(traces) {
		require.NoError(t, s.export(t.Context(), loggedError(trace, tooMany)))
	}
	b.awaitArrived(t, agent, 2*traces)
	assert.Equal(t, want, b.told())
}
