// SPDX-License-Identifier: Apache-2.0

// Package docker has the test that runs the steps of the Dockerfile where there is no container engine: each instruction
// as the Dockerfile has it, read by BuildKit's own parser, so that image and test can't differ. An instruction that the
// test doesn't know makes it fail.
//
// Stages are folders. The machine stands in for the image that a stage begins with: its Go builds, and what a stage takes
// from outside the folder of another (certificates) is the machine's. The last stage begins with nothing, and what is
// started from it has that folder as its root.
package docker
