// SPDX-License-Identifier: Apache-2.0

// Command collector measures what this processor costs in a whole Collector: spans arrive over OTLP, and are dropped.
//
// Each round starts new Collectors, because two processes of the same program differ all their lives: one with each processor,
// and two without, whose difference is the noise. They take turns, with a part of the load each, so that other activity on the
// machine affects all of them.
package main

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

const (
	batch  = 512 // spans; the default of the SDKs
	sends  = 120 // batches at a time
	parts  = 16  // of a round, for each Collector
	warmUp = 2
)

// processors are those of the Collectors. The first is the baseline.
var processors = []string{"", "mdm_error", "transform", ""}

func main() {
	binary := flag.String("otelcol", "../build/otelcol-mdm/otelcol-mdm", "the Collector's `file`")
	rounds := flag.Int("rounds", 12, "how often Collectors are started")
	flag.Parse()
	if err := run(*binary, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "collector:", err)
		os.Exit(1)
	}
}

// run prints the CPU time of a span with each processor.
func run(binary string, rounds int) error {
	times := make([][]float64, len(processors))
	for i := range rounds {
		fmt.Fprintln(os.Stderr, "round", i+1)
		if err := round(binary, times); err != nil {
			return err
		}
	}
	base := workload.Median(times[0])
	for i, processor := range processors {
		ns := workload.Median(times[i])
		fmt.Printf("%-16s%8.0f ns%+8.1f %%\n", cmp.Or(processor, "without"), ns, 100*(ns/base-1))
	}
	return nil
}

// round adds the CPU times that a span takes with each of the processors, in ns: one for each part.
func round(binary string, times [][]float64) error {
	message := workload.Calls(batch)
	list := make([]*collector, len(processors))
	for i, processor := range processors {
		c, err := start(binary, processor, message)
		if err != nil {
			return err
		}
		defer c.stop()
		list[i] = c
	}
	for part := range warmUp + parts {
		for _, i := range rand.Perm(len(list)) {
			from := list[i].cpuTime()
			for range sends {
				if err := list[i].send(message); err != nil {
					return err
				}
			}
			if part >= warmUp {
				times[i] = append(times[i], float64(list[i].cpuTime()-from)/(sends*batch))
			}
		}
	}
	return nil
}

// config is a Collector's configuration without its address and the processor. Its own metrics are on, as by default.
const config = `
receivers: {otlp: {protocols: {http: {endpoint: "%s"}}}}
processors:
  mdm_error: {}
  transform: {trace_statements: ['set(span.attributes["found"], true) where span.attributes["http.response.body.content"] != nil']}
exporters: {nop: {}}
service:
  telemetry:
    logs: {level: warn}
    metrics: {readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: 0}}}}]}
  pipelines: {traces: {receivers: [otlp], processors: [%s], exporters: [nop]}}
`

// collector is a running Collector, on one core.
type collector struct {
	cmd *exec.Cmd
	url string
}

// start starts a Collector and waits until it takes spans.
func start(binary, processor string, message []byte) (_ *collector, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free
	if err != nil {
		return nil, err
	}
	addr := listener.Addr().String()
	_ = listener.Close()
	c := &collector{url: "http://" + addr + "/v1/traces"}
	c.cmd = exec.Command(binary, "--config", "env:BENCH_CONFIG")
	c.cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "BENCH_CONFIG="+fmt.Sprintf(config, addr, processor))
	c.cmd.Stdout, c.cmd.Stderr = os.Stderr, os.Stderr
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	for range 300 {
		if err = c.send(message); err == nil {
			return c, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	c.stop()
	return nil, fmt.Errorf("the Collector takes no spans: %w", err)
}

func (c *collector) stop() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait() // killed
}

// send exports a batch of spans.
func (c *collector) send(message []byte) error {
	resp, err := http.Post(c.url, "application/x-protobuf", bytes.NewReader(message))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	_, err = io.Copy(io.Discard, resp.Body) // to reuse the connection
	return err
}

// cpuTime returns how long the process has had a CPU, in ns.
func (c *collector) cpuTime() int64 {
	var t unix.Timespec
	// The clock of another process, as clock_getcpuclockid(3) makes it; /proc/PID/stat counts in hundredths of a second.
	const scheduler = 2
	if err := unix.ClockGettime(int32(^c.cmd.Process.Pid<<3|scheduler), &t); err != nil {
		panic(err) // can't happen: our child still exists
	}
	return t.Nano()
}
