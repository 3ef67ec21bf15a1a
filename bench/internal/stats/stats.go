// SPDX-License-Identifier: Apache-2.0

// Package stats has what is said of several measurements of one thing.
package stats

import "slices"

// Median returns the one in the middle.
func Median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
