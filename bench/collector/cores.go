// SPDX-License-Identifier: Apache-2.0

package main

// cores tells who runs where.
type cores struct{ collector, load int }
