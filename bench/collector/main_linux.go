// SPDX-License-Identifier: Apache-2.0

// Command collector measures what this processor costs in a whole Collector: spans arrive over OTLP, and are dropped.
//
// Each round starts new Collectors, because two processes of the same program differ all their lives: one with each processor,
// and two without, whose mean is the baseline, and whose difference is the noise. They take turns, with a part of the load
// each, so that other activity on the machine affects all of them.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

const (
	batch  = 512 // spans; the default of the SDKs
	parts  = 16  // of the load of a round
	warmUp = 2
)

func main() {
	binary := flag.String("otelcol", "../build/otelcol-mdm/otelcol-mdm", "the Collector's `file`")
	rounds := flag.Int("rounds", 12, "how often Collectors are started")
	spans := flag.Int("spans", 1_000_000, "how many spans each Collector gets")
	flag.Parse()
	if err := run(*binary, *rounds, max(1, *spans/parts/batch)); err != nil {
		fmt.Fprintln(os.Stderr, "collector:", err)
		os.Exit(1)
	}
}

// run prints the additional CPU time of a span with each processor, for each round and then the median.
func run(binary string, rounds, sends int) error {
	processors := []string{"", "mdm_error", "transform", ""}
	message := workload.Calls(batch)
	fmt.Printf("%d rounds of %d batches of %d spans for each Collector\n\n", rounds, sends*parts, batch)
	fmt.Printf("%-8s%16s%16s%16s%16s\n", "", "without, ns", "mdm_error", "transform", "without, again")
	columns := make([][]float64, len(processors))
	for i := range rounds {
		cpu, err := round(binary, processors, message, sends)
		if err != nil {
			return err
		}
		base := (cpu[0] + cpu[3]) / 2
		for j, c := range []float64{cpu[0], percent(cpu[1], base), percent(cpu[2], base), percent(cpu[3], cpu[0])} {
			columns[j] = append(columns[j], c)
		}
		printRow(strconv.Itoa(i+1), columns, func(list []float64) float64 { return list[i] })
	}
	printRow("least", columns, slices.Min[[]float64])
	printRow("median", columns, workload.Median)
	printRow("most", columns, slices.Max[[]float64])
	return nil
}

func percent(x, base float64) float64 { return 100 * (x/base - 1) }

func printRow(name string, columns [][]float64, of func([]float64) float64) {
	fmt.Printf("%-8s%16.0f%+14.1f %%%+14.1f %%%+14.1f %%\n", name, of(columns[0]), of(columns[1]), of(columns[2]), of(columns[3]))
}

// round returns the CPU time that a span takes with each of the processors, in ns: the median of the parts.
func round(binary string, processors []string, message []byte, sends int) ([]float64, error) {
	list := make([]*collector, len(processors))
	for i, processor := range processors {
		c, err := start(binary, processor, message)
		if err != nil {
			return nil, err
		}
		defer c.stop()
		list[i] = c
	}
	times := make([][]float64, len(list))
	for part := range warmUp + parts {
		for _, i := range rand.Perm(len(list)) {
			from := list[i].cpuTime()
			for range sends {
				if err := list[i].send(message); err != nil {
					return nil, err
				}
			}
			if part >= warmUp {
				times[i] = append(times[i], float64(list[i].cpuTime()-from)/float64(sends*batch))
			}
		}
	}
	var middle []float64
	for _, list := range times {
		middle = append(middle, workload.Median(list))
	}
	return middle, nil
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
