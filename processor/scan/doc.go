// SPDX-License-Identifier: Apache-2.0

// Package scan finds the errors of Apple's App and Book Management API in one value: in JSON (as a string, as bytes, inside
// text, inside a JSON string, cut off anywhere, or already parsed into a map) and in words.
//
// In: a pcommon.Value. Out: [Finding]s in order of appearance, and why a payload could not be read whole. Package shape knows
// what an error looks like in JSON, and package sentence what it looks like in words; this package knows how they nest, and how
// deep. Its caller decides which findings to believe. The cost is linear in the size of the value, and the stack is bounded.
package scan
