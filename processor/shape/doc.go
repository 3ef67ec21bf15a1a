// SPDX-License-Identifier: Apache-2.0

// Package shape recognizes the errors of Apple's App and Book Management API in JSON and in parsed maps.
//
// In: JSON that may be cut off anywhere, through a [Decoder], or the parts of a map, through the methods of [Machine]. Out: the
// strings that the caller should search as well, and the [Finding]s. There are no callbacks. The package may import
// only ascii and, of telemetry, pcommon.
package shape
