// SPDX-License-Identifier: Apache-2.0

// Package shape recognises the errors of Apple's App and Book Management API in JSON and in parsed maps.
//
// In: JSON that may be cut off anywhere, by a [Decoder], or the parts of a map, by the methods of [Machine]. Out: the
// strings that may hold more, for its caller to look into, and the [Finding]s. Nothing here calls back. It knows package
// ascii alone, and of telemetry only that a value may be a pcommon.Value.
package shape
