// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// pin moves this program to the last core that it may use, and leaves the first to the Collectors.
func pin() (cores, error) {
	var allowed unix.CPUSet
	if err := unix.SchedGetaffinity(0, &allowed); err != nil {
		return cores{}, fmt.Errorf("which cores may be used: %w", err)
	}
	var list []int
	for i := range len(allowed) * strconv.IntSize {
		if allowed.IsSet(i) {
			list = append(list, i)
		}
	}
	if len(list) < 2 {
		return cores{}, errors.New("needs two cores: one for the Collector, one for the load")
	}
	c := cores{collector: list[0], load: list[len(list)-1]}
	runtime.GOMAXPROCS(1)
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return cores{}, err
	}
	for _, t := range threads { // those to come inherit it
		id, err := strconv.Atoi(t.Name())
		if err != nil {
			return cores{}, err
		}
		if err := moveTo(id, c.load); err != nil && !errors.Is(err, unix.ESRCH) {
			return cores{}, err
		}
	}
	return c, nil
}

// moveTo moves a thread; 0 is the caller's.
func moveTo(thread, core int) error {
	var set unix.CPUSet
	set.Set(core)
	if err := unix.SchedSetaffinity(thread, &set); err != nil {
		return fmt.Errorf("move to core %d: %w", core, err)
	}
	return nil
}

// startOn starts cmd on a core, from a thread that belongs on home. The child ends with that thread.
func startOn(core, home int, cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := moveTo(0, core); err != nil {
		return err
	}
	return errors.Join(cmd.Start(), moveTo(0, home))
}

// cpuTime returns how long the process has had a CPU, to the nanosecond: /proc/PID/stat counts in hundredths of a second.
func (c *process) cpuTime() time.Duration {
	var t unix.Timespec
	// The clock of another process, as clock_getcpuclockid(3) makes it: that of the scheduler.
	const scheduler = 2
	if err := unix.ClockGettime(int32(^c.cmd.Process.Pid<<3|scheduler), &t); err != nil {
		panic(err) // it is our child, and wasn't waited for
	}
	return time.Duration(t.Nano())
}
