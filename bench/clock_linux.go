// SPDX-License-Identifier: Apache-2.0

package main

import "golang.org/x/sys/unix"

const clock = "CPU time of the thread"

// now returns how long this thread has had a CPU, in ns: other programs on the machine then don't count.
func now() int64 {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err) // the clock is there since Linux 2.6.12
	}
	return t.Nano()
}
