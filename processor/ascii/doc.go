// SPDX-License-Identifier: Apache-2.0

// Package ascii has what several rooms need to know of single bytes: letters, digits, case, white space.
//
// In: bytes and strings. Out: what they are. It imports nothing of ours and keeps no state.
package ascii
