// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package main

import (
	"errors"
	"os/exec"
	"time"
)

var errLinux = errors.New("needs Linux: programs are pinned to cores, and their CPU time is read")

func pin() (cores, error)               { return cores{}, errLinux }
func startOn(int, int, *exec.Cmd) error { return errLinux }
func (*process) cpuTime() time.Duration { return 0 }
