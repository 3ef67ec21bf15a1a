// SPDX-License-Identifier: Apache-2.0

// Package ascii has what several rooms need to know of single bytes: letters, digits, case, white space.
// It imports nothing of ours and keeps no state. Words to compare with are given in lower case.
package ascii
