// SPDX-License-Identifier: Apache-2.0

package main

import (
	"time"

	"golang.org/x/sys/unix"
)

const clock = "CPU time"

// ofThread returns the time that this thread has had a CPU: other programs on the machine then don't count. The caller
// stays on its thread.
func ofThread() time.Duration { return read(unix.CLOCK_THREAD_CPUTIME_ID) }

// ofProcess returns that of all threads, those of the garbage collector included.
func ofProcess() time.Duration { return read(unix.CLOCK_PROCESS_CPUTIME_ID) }

func read(clock int32) time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(clock, &t); err != nil {
		panic(err) // these clocks are there since Linux 2.6.12
	}
	return time.Duration(t.Nano())
}
