// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// patience is how long a Collector may take to start, on a busy machine.
const patience = time.Minute

// config is a Collector's, but for the ports and the processors. Its own metrics are on, as they are by default.
const config = `
receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}}}}
processors:
  mdm_error: {}
  memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}
  transform: {trace_statements: ['set(span.attributes["found"], true) where span.attributes["http.response.body.content"] != nil']}
exporters:
  nop: {}
  otlp_grpc: {endpoint: %s, tls: {insecure: true}}
service:
  telemetry:
    logs: {level: warn}
    metrics: {readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: %d}}}}]}
  pipelines: {traces: {receivers: [otlp], processors: [%s], exporters: [%s]}}
`

// The exporters, by the names of the flag.
const nop = "nop"

var exporters = map[string]string{nop: nop, "otlp": "otlp_grpc"}

// process is a Collector that runs.
type process struct {
	cmd    *exec.Cmd
	conn   *grpc.ClientConn
	output *bytes.Buffer
	ended  chan error
	dir    string
}

// start starts a Collector with a processor, or with none, and waits until it takes spans.
func start(ctx context.Context, o options, cores cores, processor string, to *sink) (_ *process, err error) {
	exporter, ok := exporters[o.exporter]
	if !ok {
		return nil, fmt.Errorf("there is no exporter %q", o.exporter)
	}
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	c := &process{output: &bytes.Buffer{}, ended: make(chan error, 1)}
	if c.dir, err = os.MkdirTemp("", "bench-collector"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			c.stop()
		}
	}()
	file := filepath.Join(c.dir, "config.yaml")
	if err := os.WriteFile(file, fmt.Appendf(nil, config, ports[0], to.addr, ports[1], processor, exporter), 0o600); err != nil {
		return nil, err
	}
	c.cmd = exec.Command(o.binary, "--config", file)
	c.cmd.Stdout, c.cmd.Stderr = c.output, c.output
	if err := startOn(cores.collector, cores.load, c.cmd); err != nil {
		return nil, err
	}
	go func() { c.ended <- c.cmd.Wait() }()

	c.conn, err = grpc.NewClient(fmt.Sprintf("127.0.0.1:%d", ports[0]), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	one, err := newLoad(1)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ready := make(chan error, 1)
	go func() { ready <- one.export(ctx, c, grpc.WaitForReady(true)) }()
	select {
	case err = <-ready:
	case err = <-c.ended:
		c.ended <- err
		err = errors.Join(errors.New("the Collector ended at its start"), err)
	}
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, c.output.String())
	}
	return c, nil
}

func (c *process) stop() {
	if c.conn != nil {
		_ = c.conn.Close()
	}
	if c.cmd != nil && c.cmd.Process != nil {
		_ = c.cmd.Process.Kill()
		<-c.ended //nolint:errcheck // killed
	}
	_ = os.RemoveAll(c.dir)
}

// freePorts returns so many, all different.
func freePorts(n int) (ports []int, err error) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}
