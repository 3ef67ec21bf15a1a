// SPDX-License-Identifier: Apache-2.0

// Command mdm-explain prints what the mdm_error processor would write on a log line, a body or OTLP JSON, and why.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
