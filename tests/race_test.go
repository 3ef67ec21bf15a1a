// SPDX-License-Identifier: Apache-2.0

//go:build race

package tests

func init() { raceDetector = true }
