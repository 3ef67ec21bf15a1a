// SPDX-License-Identifier: Apache-2.0

package main

import (
	"time"

	"golang.org/x/sys/unix"
)

const clock = "CPU time of the thread"

// now returns the time that this thread has had a CPU: other programs on the machine then don't count. The caller stays on
// its thread.
func now() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err) // the clock is there since Linux 2.6.12
	}
	return time.Duration(t.Nano())
}
