// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package main

import "time"

const clock = "wall clock"

var start = time.Now()

func ofThread() time.Duration { return time.Since(start) }

func ofProcess() time.Duration { return time.Since(start) }
